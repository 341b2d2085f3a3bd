package statetest

import (
	"sync"
	"testing"
	"time"

	"iombot/bot"
	"iombot/locales"
)

// testTallies adds from several sides at once, reads from a day on, and outlives
// the time.
func testTallies(t *testing.T, d Database) {
	s := d.Open(t)
	ctx := background(t)
	day := time.Now().UTC().Truncate(24 * time.Hour)
	before := day.AddDate(0, 0, -1)
	if err := s.AddTallies(ctx, nil); err != nil {
		t.Errorf("adding nothing: %v", err)
	}
	var sides sync.WaitGroup
	for range 4 {
		sides.Go(func() {
			for range 5 {
				err := s.AddTallies(ctx, []bot.Tally{
					{Day: before, Kind: bot.Handled, Name: "answer", Lang: locales.ET, N: 1},
					{Day: day, Kind: bot.Handled, Name: "answer", Lang: locales.EN, N: 3},
					{Day: day, Kind: bot.Handled, Name: "answer", Lang: locales.ET, N: 2},
					{Day: day, Kind: bot.Voted, Name: "useful", N: -1},
				})
				if err != nil {
					t.Errorf("AddTallies: %v", err)
				}
			}
		})
	}
	sides.Wait()
	want := []bot.Tally{
		{Day: before, Kind: bot.Handled, Name: "answer", Lang: locales.ET, N: 20},
		{Day: day, Kind: bot.Handled, Name: "answer", Lang: locales.EN, N: 60},
		{Day: day, Kind: bot.Handled, Name: "answer", Lang: locales.ET, N: 40},
		{Day: day, Kind: bot.Voted, Name: "useful", N: -20},
	}
	look := func(name string, since time.Time, want []bot.Tally) {
		t.Helper()
		got, err := s.Tallies(ctx, since)
		if err != nil {
			t.Fatal(err)
		}
		same(t, name, got, want)
	}
	look("all tallies", before, want)
	look("those of a day, by its evening", day.Add(23*time.Hour), want[1:])
	for _, sweep := range []struct {
		at   time.Time
		left []bot.Tally
	}{{before.AddDate(0, 0, 91), want}, {before.AddDate(0, 0, 92), want[1:]}} {
		if err := s.Sweep(ctx, sweep.at); err != nil {
			t.Fatal(err)
		}
		look("tallies after a sweep", before, sweep.left)
	}
}
