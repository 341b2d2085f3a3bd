package state

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/stdlib"

	"iombot/bot"
	"iombot/bot/state/pgtest"
	"iombot/bot/state/statetest"
)

var testKey = Key{[keySize]byte{1, 2, 3}}

// open opens a store that closes with the test.
func open(t testing.TB, dsn string, opts Options) Store {
	t.Helper()
	s, err := Open(context.Background(), dsn, testKey, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// next takes one reply.
func next(ctx context.Context, s bot.Store) (bot.Delivery, error) {
	ds, err := s.Next(ctx, 1)
	if err != nil {
		return nil, err
	}
	return ds[0], nil
}

func opener(dsn string) func(testing.TB) bot.Store {
	return func(t testing.TB) bot.Store { return open(t, dsn, Options{}) }
}

func TestSQLiteFile(t *testing.T) {
	statetest.Run(t, func(t *testing.T) statetest.Database {
		path := filepath.Join(t.TempDir(), "state of the bot?.db")
		return statetest.Database{Open: opener("sqlite:" + path), Durable: true, Dump: func(t testing.TB) string {
			db, err := sqlitePool(path, 1)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			return dumpTables(t, db)
		}}
	})
}

func TestSQLiteMemory(t *testing.T) {
	statetest.Run(t, func(t *testing.T) statetest.Database {
		return statetest.Database{Open: opener("sqlite::memory:")}
	})
}

func TestPostgres(t *testing.T) {
	_, server := pgtest.Start(t)
	statetest.Run(t, func(t *testing.T) statetest.Database {
		dsn := server.Database(t)
		return statetest.Database{Open: opener(dsn), Durable: true, Shared: true, Dump: func(t testing.TB) string {
			return dumpTables(t, postgresPool(t, dsn))
		}}
	})
}

// postgresPool connects to the database beside any store.
func postgresPool(t testing.TB, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

var _ = stdlib.GetDefaultDriver // registers the driver "pgx"

// dumpTables prints all rows but those of seen, sorted.
func dumpTables(t testing.TB, db *sql.DB) string {
	t.Helper()
	scan := func(rows *sql.Rows) (string, error) {
		columns, err := rows.Columns()
		if err != nil {
			return "", err
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		err = rows.Scan(into...)
		return fmt.Sprintf("%x", values), err
	}
	var lines []string
	for _, table := range []string{"meta", "chats", "outbox", "answers", "votes", "kept", "tallies", "marks", "accounts"} {
		rows, err := collect(context.Background(), db, scan, "dumping", "SELECT * FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			lines = append(lines, table+" "+r)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
