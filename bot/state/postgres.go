package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

const (
	// poolSize bounds the transactions at once. Waiting for a busy chat takes
	// no connection, and PostgreSQL's default serves 100 for all replicas.
	poolSize = 16
	// txLimit bounds how long a transaction may last, so that one that was
	// forgotten or cut off gives its chat free.
	txLimit = 30 * time.Second
	// settleSize is how many sent replies are settled at the same time. They have
	// connections of their own: behind transactions that wait for their chats
	// they would not be known to be sent for long.
	settleSize = 4
)

// postgresDB is the database of any number of processes. Advisory locks, which
// die with the session that holds them, keep a chat's transactions apart and
// claim the replies that are being sent.
type postgresDB struct {
	opts     Options
	config   *pgx.ConnConfig
	pool     *sql.DB
	settling *sql.DB
	claims   claims

	closing context.Context // ends with the store, and with it all transactions
	end     context.CancelFunc
}

// openPostgres connects to the database at url.
func openPostgres(ctx context.Context, url string, t tables, opts Options) (database, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("opening state: %w", err) // pgx hides the password
	}
	tune(config)
	p := &postgresDB{opts: opts, config: config, pool: stdlib.OpenDB(*config)}
	p.claims = claims{tables: t, opts: opts, connect: p.openSession}
	p.closing, p.end = context.WithCancel(context.Background())
	p.pool.SetMaxOpenConns(poolSize)
	p.pool.SetMaxIdleConns(poolSize)
	// To ask first whether a connection lives would be one way to the server more.
	p.settling = stdlib.OpenDB(*config, stdlib.OptionShouldPing(func(context.Context, stdlib.ShouldPingParams) bool { return false }))
	p.settling.SetMaxOpenConns(settleSize)
	p.settling.SetMaxIdleConns(settleSize)
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err == nil {
		err = migrate(ctx, p.pool, goose.DialectPostgres, "postgres", goose.WithSessionLocker(locker))
	}
	if err == nil {
		err = p.warm(ctx)
	}
	if err != nil {
		p.close()
		return nil, fmt.Errorf("opening state: %w", err)
	}
	return p, nil
}

// tune makes both sides notice within about ten seconds that the other is gone:
// a leader's or a sender's locks must not outlive its machine for long.
func tune(config *pgx.ConnConfig) {
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	config.DialFunc = (&net.Dialer{KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3,
	}}).DialContext
	for name, value := range map[string]string{
		"application_name":                    "iombot",
		"tcp_keepalives_idle":                 "5",
		"tcp_keepalives_interval":             "2",
		"tcp_keepalives_count":                "3",
		"idle_in_transaction_session_timeout": "30s",
	} {
		if _, set := config.RuntimeParams[name]; !set {
			config.RuntimeParams[name] = value
		}
	}
}

// reader implements database.
func (p *postgresDB) reader() querier { return p.pool }

// begin implements database. The chats' locks are held until the transaction
// ends; PostgreSQL gives them back only after the commit can be seen by all.
func (p *postgresDB) begin(ctx context.Context, chats ...chatHash) (transaction, error) {
	conn, err := p.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	// The transaction must outlive ctx, which may be of Begin alone, but not its
	// beginning.
	limit, cancel := context.WithTimeout(p.closing, txLimit)
	t := &postgresTransaction{conn: conn, cancel: cancel}
	defer context.AfterFunc(ctx, cancel)()
	if t.tx, err = conn.BeginTx(limit, nil); err != nil {
		t.rollback()
		return nil, err
	}
	for _, chat := range chats {
		key, _ := chat.lockKeys()
		if err := execute(ctx, t.tx, "locking a chat", `SELECT pg_advisory_xact_lock($1)`, key); err != nil {
			t.rollback()
			return nil, err
		}
	}
	return t, nil
}

type postgresTransaction struct {
	conn   *sql.Conn
	tx     *sql.Tx
	cancel context.CancelFunc
}

// reader implements transaction.
func (t *postgresTransaction) reader() querier { return t.tx }

// commit implements transaction.
func (t *postgresTransaction) commit(ctx context.Context, change func(context.Context, querier) error) error {
	defer t.rollback() // frees the connection; after Commit there is nothing to roll back
	// A server that hangs must not outlast ctx.
	defer context.AfterFunc(ctx, t.cancel)()
	if err := change(ctx, t.tx); err != nil {
		return err
	}
	return t.tx.Commit()
}

// rollback implements transaction.
func (t *postgresTransaction) rollback() {
	if t.tx != nil {
		t.tx.Rollback() // fails only when the connection is gone, and the transaction with it
	}
	t.cancel()
	t.conn.Close()
}

// take implements outbox.
func (p *postgresDB) take(ctx context.Context, n int, taken []row) ([]row, time.Duration, error) {
	return p.claims.take(ctx, n, taken)
}

// giveBack implements outbox.
func (p *postgresDB) giveBack(ctx context.Context, rows []row) error {
	return p.claims.giveBack(ctx, rows)
}

// settle implements database, in one statement: once the server has it, the
// reply is settled, whatever becomes of this process. As in finish, the row is
// deleted first, and what it became goes to the chat that it was of by then.
func (p *postgresDB) settle(ctx context.Context, r row, b became) error {
	return settleOn(ctx, p.settling, r.id, b, p.opts.Now())
}

// settleOn settles on one connection or any of a pool.
func settleOn(ctx context.Context, q querier, id int64, b became, now time.Time) error {
	return execute(ctx, q, "deleting a reply", `WITH gone AS (DELETE FROM outbox WHERE id = $1 RETURNING chat)
		INSERT INTO answers (chat, message, part, sent, at)
		SELECT chat, $2::bigint, $3::bigint, $4::bigint, $5::bigint FROM gone WHERE $4::bigint <> 0
		ON CONFLICT (chat, message, part) DO UPDATE SET sent = excluded.sent, at = excluded.at`,
		id, b.to, b.part, b.sent, now.UnixMilli())
}

// warm opens the connections on which replies are settled, and has each prepare
// the statement, so that the first replies are settled as fast as all others.
func (p *postgresDB) warm(ctx context.Context) error {
	for range settleSize {
		conn, err := p.settling.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close() // at the end of all: the next one must be another
		// There is no reply 0.
		if err := settleOn(ctx, conn, 0, became{}, p.opts.Now()); err != nil {
			return err
		}
	}
	return nil
}

// scrub implements database: PostgreSQL's autovacuum does it in its own time.
func (p *postgresDB) scrub(context.Context) error { return nil }

// ping implements database.
func (p *postgresDB) ping(ctx context.Context) error { return p.pool.PingContext(ctx) }

// close implements database.
func (p *postgresDB) close() error {
	p.end()
	return errors.Join(p.claims.session.close(), p.settling.Close(), p.pool.Close())
}

// session is one connection of its own, which holds advisory locks. It never
// returns to a pool: closing it frees its locks.
type session struct {
	db   *sql.DB
	conn *sql.Conn
}

// openSession connects.
func (p *postgresDB) openSession(ctx context.Context) (*session, error) {
	s := &session{db: stdlib.OpenDB(*p.config)}
	var err error
	if s.conn, err = s.db.Conn(ctx); err != nil {
		s.db.Close()
		return nil, fmt.Errorf("opening a session: %w", err)
	}
	return s, nil
}

// close ends the session; a nil session is closed already.
func (s *session) close() error {
	if s == nil {
		return nil
	}
	s.conn.Close() // back to its own pool, which is closed next
	return s.db.Close()
}
