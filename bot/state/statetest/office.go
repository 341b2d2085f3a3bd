package statetest

import (
	"testing"
	"time"

	"iombot/bot"
	"iombot/locales"
)

// officeOf is what staff keep in a store.
func officeOf(t *testing.T, s bot.Store) bot.Office {
	t.Helper()
	o, ok := s.(bot.Office)
	if !ok {
		t.Skip("skipped: staff keep nothing in this store")
	}
	return o
}

// testAskers keeps questions of one person under one number, and those of many
// under several.
func testAskers(t *testing.T, db Database) {
	s := db.Open(t)
	keep := bot.Result{Events: []bot.Event{{Kind: bot.Kept, Lang: locales.ET, Text: "kus?"}}}
	for i := range int64(5) {
		commit(t, s, 7, 100+i, keep)
	}
	numbers := func() map[int]int {
		kept, err := s.Kept(background(t))
		if err != nil {
			t.Fatal(err)
		}
		out := map[int]int{}
		for _, k := range kept {
			out[k.Asker]++
		}
		return out
	}
	if got := numbers(); len(got) != 1 || got[0] > 0 {
		t.Errorf("one person is %v", got)
	}
	for i := range int64(60) {
		commit(t, s, 1000+i, 200+i, keep)
	}
	if got := numbers(); len(got) < 5 || len(got) > 16 {
		t.Errorf("61 people are %v", got)
	}
}

func testMarks(t *testing.T, db Database) {
	s := db.Open(t)
	o := officeOf(t, s)
	set := func(marks ...bot.Mark) {
		t.Helper()
		if err := o.SetMarks(background(t), marks); err != nil {
			t.Fatal(err)
		}
	}
	look := func(what string, want map[string]bot.Mark) {
		t.Helper()
		got, err := o.Marks(background(t))
		if err != nil {
			t.Fatal(err)
		}
		same(t, what, got, want)
	}
	look("no marks", map[string]bot.Mark{})
	entry, kept := bot.Mark{Name: "entry:a et", State: "done", Seen: 7}, bot.Mark{Name: bot.MarkKept + "ff", State: "done"}
	set(entry, kept, bot.Mark{Name: "entry:b et", State: "done"})
	entry.State, entry.Seen = "ignored", 9
	set(entry, bot.Mark{Name: "entry:b et"}, bot.Mark{Name: "entry:c et"})
	look("marks", map[string]bot.Mark{entry.Name: entry, kept.Name: kept})
	for _, age := range []time.Duration{29 * 24 * time.Hour, 31 * 24 * time.Hour} {
		if err := s.Sweep(background(t), time.Now().Add(age)); err != nil {
			t.Fatal(err)
		}
		if age < 30*24*time.Hour {
			look("marks after 29 days", map[string]bot.Mark{entry.Name: entry, kept.Name: kept})
		}
	}
	look("marks after 31 days", map[string]bot.Mark{entry.Name: entry})
}

func testAccounts(t *testing.T, db Database) {
	s := db.Open(t)
	o := officeOf(t, s)
	look := func(what string, want []bot.Account) {
		t.Helper()
		got, err := o.Accounts(background(t))
		if err != nil {
			t.Fatal(err)
		}
		same(t, what, got, want)
	}
	look("no accounts", nil)
	mari, jaan := bot.Account{Name: "Mari", Role: bot.Editor, Hash: "x"}, bot.Account{Name: "Jaan", Role: bot.Reader, Hash: "y"}
	for _, a := range []bot.Account{{Name: "Mari", Role: bot.Reader, Hash: "old"}, jaan, mari} {
		if err := o.SetAccount(background(t), a); err != nil {
			t.Fatal(err)
		}
	}
	look("accounts", []bot.Account{jaan, mari})
	for name, want := range map[string]bool{"Jaan": true, "jaan": false, "nobody": false} {
		if removed, err := o.RemoveAccount(background(t), name); err != nil || removed != want {
			t.Errorf("removing %s: %t, %v", name, removed, err)
		}
	}
	look("accounts after one was removed", []bot.Account{mari})
}
