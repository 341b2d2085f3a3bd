// Package state keeps what the bot must remember between updates, as bot.Store
// says, in SQLite for one process or in PostgreSQL for any number of them.
// Chat ids are stored only as a keyed hash; chat states, replies still to be
// sent and kept questions are encrypted. It decides nothing about the
// conversation and sends nothing.
//
// Reading order: store.go and tx.go implement bot.Store on tables.go, the SQL of
// both databases, with outbox.go and delivery.go for replies. What differs is in
// sqlite.go (with writer.go and statements.go) and in postgres.go (with
// lease.go). chatlocks.go, migrate.go and temporary.go serve these. key.go,
// keys.go and rekey.go hide and encrypt. vote.go, tallies.go, office.go and
// reader.go are for counts and staff.
package state

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"iombot/bot"
)

// Store is a bot.Store that can also choose one leader among the processes
// that share its database.
type Store interface {
	bot.Store
	bot.Office

	// Lead waits until this process is the only leader, or returns ctx's error.
	// The context it returns is a child of ctx that also ends when the lead is
	// lost; release gives up the lead and must be called in any case. When a
	// leader dies, another process leads within 15 seconds.
	Lead(ctx context.Context) (lead context.Context, release func(), err error)
}

// Options are the settings of Open. The zero Options are ready to use.
type Options struct {
	Retention time.Duration    // of kept questions; 30 days when zero
	Server    string           // whose update numbers these are: each server counts for itself
	Now       func() time.Time // the clock; time.Now when nil
	Log       *slog.Logger     // silent when nil
}

func (o Options) withDefaults() Options {
	if o.Retention == 0 {
		o.Retention = 30 * 24 * time.Hour
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Open opens the database that dsn names, brings its tables up to date and
// checks that it was made with key. dsn is "sqlite:PATH", "sqlite::memory:",
// or a PostgreSQL URL ("postgres://…", "postgresql://…").
func Open(ctx context.Context, dsn string, key Key, opts Options) (Store, error) {
	if key == (Key{}) {
		return nil, errors.New("opening state: no key was given")
	}
	opts = opts.withDefaults()
	keys, err := key.derive()
	if err != nil {
		return nil, err
	}
	t := tables{keys: keys, server: opts.Server, holder: 1 + rand.Int64N(math.MaxInt64)}
	db, err := connect(ctx, dsn, t, opts)
	if err != nil {
		return nil, err
	}
	if err := atOnce(ctx, db, t.checkKey); err != nil {
		db.close()
		return nil, fmt.Errorf("checking the state's key: %w", err)
	}
	if err := db.join(ctx); err != nil {
		db.close()
		return nil, fmt.Errorf("opening state: %w", err)
	}
	return newStore(db, t, opts), nil
}

// connect opens the database and migrates its tables.
func connect(ctx context.Context, dsn string, t tables, opts Options) (database, error) {
	switch scheme, rest, _ := strings.Cut(dsn, ":"); {
	case scheme == "sqlite" && rest != "":
		return openSQLite(ctx, rest, t, opts)
	case scheme == "postgres" || scheme == "postgresql":
		return openPostgres(ctx, dsn, t, opts)
	default:
		// The error does not repeat the dsn: people also write "host=db password=…".
		return nil, errors.New("the state must be sqlite:PATH, sqlite::memory: or postgres://…")
	}
}
