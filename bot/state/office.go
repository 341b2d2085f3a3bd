package state

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"iombot/bot"
)

// OfficeStore is the part of a Store that staff keep, which can be opened alone.
type OfficeStore interface {
	bot.Office
	io.Closer
}

// OpenOffice opens the staff's part of the database that dsn names. A SQLite
// file may be in use by a bot of this version of the program; missing files and
// tables are made, as Open does.
func OpenOffice(ctx context.Context, dsn string, key Key, opts Options) (OfficeStore, error) {
	path, isSQLite := strings.CutPrefix(dsn, "sqlite:")
	if _, err := os.Stat(path); !isSQLite || path == inMemory || err != nil {
		return Open(ctx, dsn, key, opts)
	}
	keys, err := key.derive()
	if err != nil {
		return nil, err
	}
	db, err := sqlitePool(path, 1, "_pragma=busy_timeout(5000)", "_pragma=synchronous(FULL)", "_pragma=secure_delete(ON)", "_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("opening state %s: %w", path, err)
	}
	o := &office{tables{keys: keys}, db}
	var ready bool
	err = db.QueryRowContext(ctx, `SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'accounts'`).Scan(&ready)
	if err == nil && ready {
		if err = o.knowsKey(ctx, db); err == nil {
			return o, nil
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening state %s: %w", path, err), db.Close())
	}
	if err := db.Close(); err != nil { // an older program made it
		return nil, fmt.Errorf("opening state %s: %w", path, err)
	}
	return Open(ctx, dsn, key, opts)
}

// office is a SQLite file that another process may have open. Each of its
// changes is one statement, and SQLite serialises them.
type office struct {
	tables
	db *sql.DB
}

// Marks implements bot.Office.
func (o *office) Marks(ctx context.Context) (map[string]bot.Mark, error) { return o.marks(ctx, o.db) }

// SetMarks implements bot.Office.
func (o *office) SetMarks(ctx context.Context, marks []bot.Mark) error {
	return o.setMarks(ctx, o.db, marks, time.Now())
}

// Accounts implements bot.Office.
func (o *office) Accounts(ctx context.Context) ([]bot.Account, error) { return o.accounts(ctx, o.db) }

// SetAccount implements bot.Office.
func (o *office) SetAccount(ctx context.Context, a bot.Account) error {
	return o.setAccount(ctx, o.db, a)
}

// RemoveAccount implements bot.Office.
func (o *office) RemoveAccount(ctx context.Context, name string) (bool, error) {
	return o.removeAccount(ctx, o.db, name)
}

// Close implements OfficeStore.
func (o *office) Close() error { return o.db.Close() }

// Marks implements bot.Office.
func (s *store) Marks(ctx context.Context) (map[string]bot.Mark, error) {
	return s.tables.marks(ctx, s.db.reader())
}

// SetMarks implements bot.Office.
func (s *store) SetMarks(ctx context.Context, marks []bot.Mark) error {
	return atOnce(ctx, s.db, func(ctx context.Context, q querier) error {
		return s.tables.setMarks(ctx, q, marks, s.opts.Now())
	})
}

// Accounts implements bot.Office.
func (s *store) Accounts(ctx context.Context) ([]bot.Account, error) {
	return s.tables.accounts(ctx, s.db.reader())
}

// SetAccount implements bot.Office.
func (s *store) SetAccount(ctx context.Context, a bot.Account) error {
	return atOnce(ctx, s.db, func(ctx context.Context, q querier) error { return s.tables.setAccount(ctx, q, a) })
}

// RemoveAccount implements bot.Office.
func (s *store) RemoveAccount(ctx context.Context, name string) (removed bool, err error) {
	err = atOnce(ctx, s.db, func(ctx context.Context, q querier) (err error) {
		removed, err = s.tables.removeAccount(ctx, q, name)
		return err
	})
	return removed, err
}

func (t tables) marks(ctx context.Context, q querier) (map[string]bot.Mark, error) {
	scan := func(rows *sql.Rows) (m bot.Mark, err error) { return m, rows.Scan(&m.Name, &m.State, &m.Seen) }
	all, err := collect(ctx, q, scan, "reading marks", `SELECT name, state, seen FROM marks`)
	out := map[string]bot.Mark{}
	for _, m := range all {
		out[m.Name] = m
	}
	return out, err
}

func (t tables) setMarks(ctx context.Context, q querier, marks []bot.Mark, now time.Time) error {
	for _, m := range marks {
		err := execute(ctx, q, "marking a gap", `INSERT INTO marks (name, state, seen, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (name) DO UPDATE SET state = excluded.state, seen = excluded.seen, at = excluded.at`, m.Name, m.State, m.Seen, now.UnixMilli())
		if err == nil && m.State == "" {
			err = execute(ctx, q, "unmarking a gap", `DELETE FROM marks WHERE name = $1`, m.Name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t tables) accounts(ctx context.Context, q querier) ([]bot.Account, error) {
	scan := func(rows *sql.Rows) (a bot.Account, err error) { return a, rows.Scan(&a.Name, &a.Role, &a.Hash) }
	return collect(ctx, q, scan, "reading accounts", `SELECT name, role, hash FROM accounts ORDER BY name`)
}

func (t tables) setAccount(ctx context.Context, q querier, a bot.Account) error {
	return execute(ctx, q, "storing an account", `INSERT INTO accounts (name, role, hash) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET role = excluded.role, hash = excluded.hash`, a.Name, string(a.Role), a.Hash)
}

func (t tables) removeAccount(ctx context.Context, q querier, name string) (bool, error) {
	result, err := q.ExecContext(ctx, `DELETE FROM accounts WHERE name = $1`, name)
	if err != nil {
		return false, fmt.Errorf("removing an account: %w", err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("removing an account: %w", err)
	}
	return n > 0, nil
}

// askers is how many numbers stand for who asked: few enough that each stands
// for many people, and enough to see that several people asked.
const askers = 16

// asker is a chat's number, from 1.
func (h chatHash) asker() int { return int(h[0])%askers + 1 }

// keptText is the encrypted part of a kept question.
type keptText struct {
	Text  string `json:"text"`
	Asker int    `json:"asker"`
}

// UnmarshalJSON also reads a bare text, which older versions wrote.
func (k *keptText) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &k.Text) == nil {
		return nil
	}
	type plain keptText
	return json.Unmarshal(data, (*plain)(k))
}
