package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteDB is the database of a single process. Chats are locked and replies
// leased within that process, so a file lock keeps other processes out.
type sqliteDB struct {
	tables tables
	opts   Options
	unlock func() error
	write  *sql.DB
	read   *sql.DB     // the same pool as write for a database in memory, which has one connection
	asked  *statements // prepared on read
	writer *writer
	closed chan struct{}
}

const inMemory = ":memory:"

// openSQLite opens the file at path, or a new database in memory.
func openSQLite(ctx context.Context, path string, t tables, opts Options) (database, error) {
	s := &sqliteDB{tables: t, opts: opts, closed: make(chan struct{}), unlock: func() error { return nil }}
	if err := s.connect(ctx, path); err != nil {
		s.disconnect()
		return nil, fmt.Errorf("opening state %s: %w", path, err)
	}
	s.writer, s.asked = startWriter(newStatements(s.write)), newStatements(s.read)
	return s, nil
}

// join implements database. There is no other process.
func (s *sqliteDB) join(ctx context.Context) error {
	return s.writer.write(ctx, func(ctx context.Context, q querier) error {
		return execute(ctx, q, "freeing replies", `UPDATE outbox SET leased_by = 0 WHERE leased_by <> 0`)
	})
}

func (s *sqliteDB) connect(ctx context.Context, path string) (err error) {
	if path == inMemory {
		if s.write, err = sqlitePool(path, 1); err != nil {
			return err
		}
		s.read = s.write
		return migrate(ctx, s.write, goose.DialectSQLite3, "sqlite")
	}
	unlock, err := lockFile(ctx, path+".lock")
	if err != nil {
		return err
	}
	s.unlock = unlock
	// SQLite makes the files beside it with the permissions of this one.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	file.Close()
	const patience = "_pragma=busy_timeout(5000)"
	if s.write, err = sqlitePool(path, 1, patience,
		"_pragma=journal_mode(WAL)",
		"_pragma=synchronous(FULL)", // a commit survives the loss of power
		"_pragma=secure_delete(ON)", // what is forgotten does not stay in free pages
		"_pragma=foreign_keys(ON)",
		"_txlock=immediate"); err != nil {
		return err
	}
	if s.read, err = sqlitePool(path, 4, patience, "_pragma=query_only(ON)"); err != nil {
		return err
	}
	return migrate(ctx, s.write, goose.DialectSQLite3, "sqlite")
}

// sqlitePool prepares a pool of up to n connections.
func sqlitePool(path string, n int, settings ...string) (*sql.DB, error) {
	dsn := "file:" + path
	if path != inMemory {
		dsn = "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	}
	db, err := sql.Open("sqlite", dsn+"?"+strings.Join(settings, "&"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// lockFile locks the file at path until unlock is called or the process dies.
// The file is a SQLite database with an open transaction, so the lock works
// wherever SQLite does.
func lockFile(ctx context.Context, path string) (unlock func() error, err error) {
	db, err := sqlitePool(path, 1, "_pragma=busy_timeout(1000)", "_txlock=exclusive")
	if err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(context.WithoutCancel(ctx), nil) // outlives Open
	if err == nil {
		return func() error { return errors.Join(tx.Rollback(), db.Close()) }, nil
	}
	db.Close()
	if sqliteCode(err) == sqlite3.SQLITE_BUSY {
		return nil, errors.New("another process uses it; several need PostgreSQL")
	}
	return nil, fmt.Errorf("locking %s: %w", path, err)
}

// reader implements database.
func (s *sqliteDB) reader() querier { return s.asked }

// begin implements database. There are no other processes to keep out, and
// nothing changes before commit.
func (s *sqliteDB) begin(context.Context, ...chatHash) (transaction, error) {
	return sqliteTransaction{s}, nil
}

type sqliteTransaction struct{ *sqliteDB }

// commit implements transaction.
func (t sqliteTransaction) commit(ctx context.Context, change func(context.Context, querier) error) error {
	return t.writer.write(ctx, change)
}

// rollback implements transaction.
func (t sqliteTransaction) rollback() {}

// lease implements database.
func (s *sqliteDB) lease(ctx context.Context, n int, fresh []chatHash) (rows []row, err error) {
	statement, given := leaseSQLite, []any{}
	if fresh != nil {
		statement, given = leaseGiven, []any{hexList(fresh)}
	}
	err = s.writer.write(ctx, func(ctx context.Context, q querier) (err error) {
		rows, err = s.tables.lease(ctx, q, statement, n, s.opts.Now(), given...)
		return err
	})
	return rows, err
}

// shared implements database.
func (s *sqliteDB) shared() bool { return false }

// complete implements database.
func (s *sqliteDB) complete(ctx context.Context, id int64, b became) error {
	return s.writer.write(ctx, func(ctx context.Context, q querier) error {
		return s.tables.complete(ctx, q, id, b, s.opts.Now())
	})
}

// scrub implements database: the write-ahead log keeps old pages until it is
// truncated. (In the file itself secure_delete overwrites them.)
func (s *sqliteDB) scrub(ctx context.Context) error {
	return execute(ctx, s.write, "cutting the write-ahead log", `PRAGMA wal_checkpoint(TRUNCATE)`)
}

// lead implements database: the only process leads until the store is closed.
func (s *sqliteDB) lead(ctx context.Context) (lead context.Context, release func(), err error) {
	lead, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-s.closed:
			cancel()
		case <-lead.Done():
		}
	}()
	return lead, cancel, nil
}

// ping implements database: a state that cannot be written cannot be used.
func (s *sqliteDB) ping(ctx context.Context) error {
	return s.writer.write(ctx, func(context.Context, querier) error { return nil })
}

// close implements database. The writer finishes what it was given.
func (s *sqliteDB) close() error {
	close(s.closed)
	s.writer.stop()
	return s.disconnect()
}

// disconnect closes the connections and releases the file lock last.
func (s *sqliteDB) disconnect() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, s.unlock())...)
}
