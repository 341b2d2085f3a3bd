package state

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"iombot/bot"
)

func TestTemporary(t *testing.T) {
	for _, c := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{errors.New("any"), false},
		{bot.ErrSeen, false},
		{ErrKey, false},
		{context.Canceled, false},
		{context.DeadlineExceeded, false},
		{driver.ErrBadConn, true},
		{io.ErrUnexpectedEOF, true},
		{&pgconn.PgError{Code: "57P01"}, true},
		{&pgconn.PgError{Code: "40P01"}, true},
		{&pgconn.PgError{Code: "53300"}, true},
		{&pgconn.PgError{Code: "08006"}, true},
		{&pgconn.PgError{Code: "42P01"}, false},
		{&pgconn.PgError{Code: "28P01"}, false},
		{&pgconn.PgError{}, false},
	} {
		if got := Temporary(fmt.Errorf("doing: %w", c.err)); got != c.want {
			t.Errorf("Temporary(%v) = %t", c.err, got)
		}
	}
}
