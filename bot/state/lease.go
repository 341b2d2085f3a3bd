package state

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Processes that share a PostgreSQL database show by leases that they are alive.
// A process that does not renew its lease is dead, and the others release the
// replies that it leased. The one that holds the lease to poll is the leader.
const (
	leaseFor  = 10 * time.Second
	beatEvery = 2 * time.Second // how often leases are renewed, and those of dead processes released
	beatLimit = 3 * time.Second // how long the database may take for that
	polling   = "polling"       // the name of the leader's lease
)

// ownLease is the name of this process's own lease.
func (p *postgresDB) ownLease() string { return fmt.Sprint("process ", p.tables.holder) }

// renewOwn is the statement that renews this process's own lease.
const renewOwn = `INSERT INTO leases (name, holder, until) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 second')
	ON CONFLICT (name) DO UPDATE SET until = excluded.until`

// join implements database.
func (p *postgresDB) join(ctx context.Context) error {
	if err := p.renew(ctx); err != nil {
		return err
	}
	p.beating.Go(p.beats)
	return nil
}

// leave releases what this process leased.
func (p *postgresDB) leave() {
	ctx, cancel := context.WithTimeout(context.Background(), beatLimit)
	defer cancel()
	// If it fails, the leases run out.
	if execute(ctx, p.leases, "freeing replies", `UPDATE outbox SET leased_by = 0 WHERE leased_by <> 0 AND leased_by = $1`, p.tables.holder) == nil {
		_ = execute(ctx, p.leases, "giving up leases", `DELETE FROM leases WHERE holder = $1`, p.tables.holder)
	}
}

// beats renews the leases until the database is closed. A process releases the
// replies of dead ones only after its own beats got through for as long as a
// lease lasts: after an outage of the database all leases have run out, and the
// others need time to renew theirs and to complete what they sent.
func (p *postgresDB) beats() {
	defer p.loseLead()
	renewed, steady := time.Now(), time.Now()
	for {
		select {
		case <-p.closing.Done():
			return
		case <-time.After(beatEvery):
		}
		began := time.Now()
		if began.Sub(renewed) > leaseFor { // this process was paused
			steady = began
		}
		err := p.renew(p.closing)
		if err == nil {
			renewed = began
			if began.Sub(steady) > leaseFor {
				err = p.freeDead(p.closing)
			}
		}
		if err != nil && p.closing.Err() == nil {
			p.opts.Log.Warn("renewing leases failed; trying again", "err", err)
			steady = time.Now()
			if time.Since(renewed) > leaseFor/2 {
				p.loseLead()
			}
		}
	}
}

// renew renews the leases of this process.
func (p *postgresDB) renew(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, beatLimit)
	defer cancel()
	if err := execute(ctx, p.leases, "renewing a lease", renewOwn, p.ownLease(), p.tables.holder, leaseFor.Seconds()); err != nil {
		return err
	}
	if !p.leads() {
		return nil
	}
	kept, err := affects(p.leases.ExecContext(ctx, `UPDATE leases SET until = clock_timestamp() + $3 * interval '1 second'
		WHERE name = $1 AND holder = $2`, polling, p.tables.holder, leaseFor.Seconds()))
	if err != nil {
		return fmt.Errorf("renewing the polling lease: %w", err)
	}
	if !kept {
		p.opts.Log.Warn("the polling lease was lost")
		p.loseLead()
	}
	return nil
}

// affects reports whether a statement changed any row.
func affects(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// freeDead releases what was leased by processes that are dead.
func (p *postgresDB) freeDead(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, beatLimit)
	defer cancel()
	if err := execute(ctx, p.leases, "freeing the replies of the dead", `UPDATE outbox SET leased_by = 0 WHERE leased_by <> 0
		AND NOT EXISTS (SELECT 1 FROM leases WHERE holder = leased_by AND until > clock_timestamp())`); err != nil {
		return err
	}
	return execute(ctx, p.leases, "deleting leases of the dead", `DELETE FROM leases WHERE until < clock_timestamp()`)
}

// lead implements database.
func (p *postgresDB) lead(ctx context.Context) (lead context.Context, release func(), err error) {
	for {
		try, cancel := context.WithTimeout(ctx, beatLimit)
		leads, err := p.takeLead(try)
		cancel()
		if leads {
			lead, release := p.hold(ctx)
			return lead, release, nil
		}
		if err != nil && ctx.Err() == nil {
			p.opts.Log.Warn("asking for the polling lease failed; trying again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-p.closing.Done():
			return nil, nil, errClosed
		case <-time.After(beatEvery):
		}
	}
}

// takeLead takes the lease to poll, unless another process has it.
func (p *postgresDB) takeLead(ctx context.Context) (taken bool, err error) {
	const query = `INSERT INTO leases AS l (name, holder, until) VALUES ($1, $2, clock_timestamp() + $3 * interval '1 second')
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE l.holder = excluded.holder OR l.until < clock_timestamp()`
	if taken, err = affects(p.leases.ExecContext(ctx, query, polling, p.tables.holder, leaseFor.Seconds())); err != nil {
		return false, fmt.Errorf("taking the polling lease: %w", err)
	}
	return taken, nil
}

// hold keeps the lead until a beat finds it lost, ctx ends or release is called.
func (p *postgresDB) hold(ctx context.Context) (lead context.Context, release func()) {
	lead, cancel := context.WithCancel(ctx)
	p.mu.Lock()
	p.endLead = cancel
	p.mu.Unlock()
	if p.closing.Err() != nil { // nobody renews it
		cancel()
	}
	return lead, func() {
		p.loseLead()
		cancel()
		ctx, cancel := context.WithTimeout(context.Background(), beatLimit)
		defer cancel()
		// If it fails, the lease runs out.
		_ = execute(ctx, p.leases, "giving up the polling lease", `DELETE FROM leases WHERE name = $1 AND holder = $2`, polling, p.tables.holder)
	}
}

func (p *postgresDB) leads() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.endLead != nil
}

// loseLead ends the lead, if there is one.
func (p *postgresDB) loseLead() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.endLead != nil {
		p.endLead()
		p.endLead = nil
	}
}
