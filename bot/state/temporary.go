package state

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Temporary reports whether err comes from a database that is unavailable,
// overloaded or full, or from two transactions in conflict: the same call may
// succeed later. The end of the caller's own context is not temporary.
func Temporary(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return temporaryState(pg.Code)
	}
	switch sqliteCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return true
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	broken := []error{driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed}
	return pgconn.SafeToRetry(err) || slices.ContainsFunc(broken, func(b error) bool { return errors.Is(err, b) })
}

// temporaryState classifies a PostgreSQL error code
// (https://www.postgresql.org/docs/current/errcodes-appendix.html).
func temporaryState(code string) bool {
	switch code {
	case "25P03", // idle_in_transaction_session_timeout
		"55P03", // lock_not_available
		"57P01", // admin_shutdown
		"57P02", // crash_shutdown
		"57P03": // cannot_connect_now
		return true
	}
	class := code[:min(2, len(code))]
	return class == "08" || // connection exception
		class == "40" || // transaction rollback: deadlock, serialization
		class == "53" // insufficient resources
}

// sqliteCode returns the primary result code of a SQLite error, else 0.
func sqliteCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}
