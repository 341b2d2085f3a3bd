package state

import (
	"context"
	"database/sql"
	"time"

	"iombot/bot"
)

// talliesFor is how long tallies are kept: staff compare a day with earlier
// weeks.
const talliesFor = 92 * 24 * time.Hour

// AddTallies implements bot.Store.
func (s *store) AddTallies(ctx context.Context, tallies []bot.Tally) error {
	return atOnce(ctx, s.db, func(ctx context.Context, q querier) error {
		return s.tables.addTallies(ctx, q, tallies)
	})
}

// Tallies implements bot.Store.
func (s *store) Tallies(ctx context.Context, since time.Time) ([]bot.Tally, error) {
	return s.tables.tallies(ctx, s.db.reader(), since)
}

// Tallies implements Reader.
func (r *reader) Tallies(ctx context.Context, since time.Time) ([]bot.Tally, error) {
	return r.tables.tallies(ctx, r.db, since)
}

// addTallies adds to the counts in the given order. Callers that add many use
// the order of bot.Tallies, so that two at a time do not deadlock.
func (t tables) addTallies(ctx context.Context, q querier, tallies []bot.Tally) error {
	for _, c := range tallies {
		err := execute(ctx, q, "counting", `INSERT INTO tallies (day, kind, name, lang, n) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (day, kind, name, lang) DO UPDATE SET n = tallies.n + excluded.n`,
			c.Day.UnixMilli(), string(c.Kind), c.Name, string(c.Lang), c.N)
		if err != nil {
			return err
		}
	}
	return nil
}

// tallies reads the counts from the day of since on, by day.
func (t tables) tallies(ctx context.Context, q querier, since time.Time) ([]bot.Tally, error) {
	scan := func(rows *sql.Rows) (c bot.Tally, err error) {
		var day int64
		err = rows.Scan(&day, &c.Kind, &c.Name, &c.Lang, &c.N)
		c.Day = time.UnixMilli(day).UTC()
		return c, err
	}
	return collect(ctx, q, scan, "reading tallies", `SELECT day, kind, name, lang, n FROM tallies WHERE day >= $1
		ORDER BY day, kind, name, lang`, since.UTC().Truncate(24*time.Hour).UnixMilli())
}
