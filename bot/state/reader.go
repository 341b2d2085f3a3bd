package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"iombot/bot"
)

// Reader is the part of a Store that a report needs.
type Reader interface {
	// Votes does what bot.Store says.
	Votes(ctx context.Context) ([]bot.VoteCount, error)
	// Kept does what bot.Store says.
	Kept(ctx context.Context) ([]bot.KeptQuestion, error)
	// Tallies does what bot.Store says.
	Tallies(ctx context.Context, since time.Time) ([]bot.Tally, error)
	// Close frees the connections.
	Close() error
}

// OpenReader opens the database that dsn names to read votes and kept questions,
// and changes nothing in it. A SQLite file may be in use by a bot, which must be
// of this version of the program; a PostgreSQL database is opened as Open does.
func OpenReader(ctx context.Context, dsn string, key Key, opts Options) (Reader, error) {
	path, isSQLite := strings.CutPrefix(dsn, "sqlite:")
	if !isSQLite || path == inMemory {
		return Open(ctx, dsn, key, opts)
	}
	opts = opts.withDefaults()
	keys, err := key.derive()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil { // or SQLite would make it
		return nil, fmt.Errorf("opening state: %w", err)
	}
	if !beside(path, "-wal") && !beside(path, ".lock") {
		opts.Log.Warn("no bot ran on this file: of a copy that cp made while one ran, the latest is missing, which is in " + path + "-wal")
	}
	db, err := sqlitePool(path, 1, "_pragma=busy_timeout(5000)", "_pragma=query_only(ON)")
	if err != nil {
		return nil, fmt.Errorf("opening state %s: %w", path, err)
	}
	r := &reader{tables{keys: keys}, db}
	if err := r.check(ctx, path); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return r, nil
}

// beside reports whether there is a file of the path with the suffix.
func beside(path, suffix string) bool {
	_, err := os.Stat(path + suffix)
	return err == nil
}

// reader reads a SQLite file that another process may have open.
type reader struct {
	tables tables
	db     *sql.DB
}

// check fails unless the file is a complete state that was made with the key.
func (r *reader) check(ctx context.Context, path string) error {
	var known int
	err := r.db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name IN ('meta', 'votes', 'kept')`).Scan(&known)
	if err != nil {
		return fmt.Errorf("opening state %s: %w", path, err)
	}
	if known == 3 {
		err = r.tables.knowsKey(ctx, r.db)
	}
	if known < 3 || errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("opening state %s: there is no state in it: when it is a copy of one, %s-wal is missing, which holds what is new", path, path)
	}
	return err
}

// Votes implements Reader.
func (r *reader) Votes(ctx context.Context) ([]bot.VoteCount, error) {
	return r.tables.votes(ctx, r.db)
}

// Kept implements Reader.
func (r *reader) Kept(ctx context.Context) ([]bot.KeptQuestion, error) {
	return r.tables.kept(ctx, r.db)
}

// Close implements Reader.
func (r *reader) Close() error { return r.db.Close() }
