package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

const (
	// poolSize bounds the number of transactions at a time. Callers that wait for
	// a busy chat hold no connection, and PostgreSQL's default is 100 for all
	// replicas.
	poolSize = 16
	// txLimit bounds how long a transaction may last, so that one that was
	// abandoned or cut off unlocks its chat.
	txLimit = 30 * time.Second
	// leaseLimit bounds one query of the outbox.
	leaseLimit = 10 * time.Second
	leaseKey   = 0x696f6d_626f74_01 // the advisory lock of the process that is leasing replies
)

// postgresDB is the database of any number of processes. Advisory locks, which
// end with the transaction that took them, serialise a chat's transactions;
// leases say who sends which reply.
type postgresDB struct {
	tables tables
	opts   Options
	pool   *sql.DB
	leases *sql.DB // one connection of its own, so that leases never wait for a transaction

	closing context.Context // ends when the store closes, and ends all transactions
	end     context.CancelFunc
	beating sync.WaitGroup

	mu      sync.Mutex
	endLead context.CancelFunc // nil while this process does not lead
}

// openPostgres connects to the database at url.
func openPostgres(ctx context.Context, url string, t tables, opts Options) (database, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("opening state: %w", err) // pgx hides the password
	}
	tune(config)
	p := &postgresDB{tables: t, opts: opts, pool: stdlib.OpenDB(*config), leases: stdlib.OpenDB(*config)}
	p.closing, p.end = context.WithCancel(context.Background())
	p.pool.SetMaxOpenConns(poolSize)
	p.pool.SetMaxIdleConns(poolSize)
	p.leases.SetMaxOpenConns(1)
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err == nil {
		err = migrate(ctx, p.pool, goose.DialectPostgres, "postgres", goose.WithSessionLocker(locker))
	}
	if err != nil {
		p.close()
		return nil, fmt.Errorf("opening state: %w", err)
	}
	return p, nil
}

// tune makes both sides notice within about ten seconds that the other is gone:
// a chat's lock must not long outlive the machine that held it.
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
// ends; PostgreSQL releases them only after the commit is visible.
func (p *postgresDB) begin(ctx context.Context, chats ...chatHash) (transaction, error) {
	conn, err := p.pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	// The transaction must outlive ctx, which may be of Begin alone, but its
	// beginning must not.
	limit, cancel := context.WithTimeout(p.closing, txLimit)
	t := &postgresTransaction{conn: conn, cancel: cancel}
	defer context.AfterFunc(ctx, cancel)()
	if t.tx, err = conn.BeginTx(limit, nil); err != nil {
		t.rollback()
		return nil, err
	}
	for _, chat := range chats {
		if err := execute(ctx, t.tx, "locking a chat", `SELECT pg_advisory_xact_lock($1)`, chat.lockKey()); err != nil {
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

// lease implements database. One process leases at a time: the statement does not
// see what another leases meanwhile. Who leases lives, whatever its beats say.
func (p *postgresDB) lease(ctx context.Context, n int, _ []chatHash) (rows []row, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseLimit)
	defer cancel()
	err = atOnce(ctx, p, func(ctx context.Context, q querier) error {
		if err := execute(ctx, q, "renewing a lease", renewOwn, p.ownLease(), p.tables.holder, leaseFor.Seconds()); err != nil {
			return err
		}
		if err := execute(ctx, q, "waiting to lease", `SELECT pg_advisory_xact_lock($1)`, int64(leaseKey)); err != nil {
			return err
		}
		rows, err = p.tables.lease(ctx, q, leasePostgres, n, p.opts.Now())
		return err
	})
	return rows, err
}

// shared implements database.
func (p *postgresDB) shared() bool { return true }

// complete implements database, in one statement: once the server has it, the
// reply is completed, even if this process dies. As in complete of tables, the
// row is deleted first, and what it became is stored for the chat that it
// belonged to then.
func (p *postgresDB) complete(ctx context.Context, id int64, b became) error {
	return execute(ctx, p.pool, "deleting a reply", `WITH gone AS (DELETE FROM outbox WHERE id = $1 RETURNING chat, length(payload) AS size),
		trimmed AS (DELETE FROM answers USING gone WHERE $6::boolean AND answers.chat = gone.chat AND message = $2::bigint AND part >= $3::bigint)
		INSERT INTO answers (chat, message, part, sent, at)
		SELECT chat, $2::bigint, $3::bigint, $4::bigint, $5::bigint FROM gone WHERE $4::bigint <> 0 AND size > 0
		ON CONFLICT (chat, message, part) DO UPDATE SET sent = excluded.sent, at = excluded.at`,
		id, b.to, b.part, b.sent, p.opts.Now().UnixMilli(), b.trimmed)
}

// scrub implements database: PostgreSQL's autovacuum does it in its own time.
func (p *postgresDB) scrub(context.Context) error { return nil }

// ping implements database.
func (p *postgresDB) ping(ctx context.Context) error { return p.pool.PingContext(ctx) }

// close implements database.
func (p *postgresDB) close() error {
	p.end()
	p.beating.Wait()
	p.leave()
	return errors.Join(p.leases.Close(), p.pool.Close())
}
