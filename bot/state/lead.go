package state

import (
	"context"
	"time"
)

const (
	leadKey    = 0x696f6d_626f74_01 // the advisory lock of the leader
	leadRetry  = 2 * time.Second    // between two attempts to become it
	leadBeat   = 3 * time.Second    // between two looks whether the lead is still ours
	leadAnswer = 3 * time.Second    // for the database to say so
)

// lead implements database. The leader is who holds an advisory lock. When its
// process dies the server gives the lock back at once; when its machine
// vanishes, when the keep-alive of tune fails (11 s), which is later than the
// leader itself has noticed (6 s).
func (p *postgresDB) lead(ctx context.Context) (lead context.Context, release func(), err error) {
	for {
		s, err := p.tryLead(ctx)
		if err == nil && s != nil {
			lead, release := p.hold(ctx, s)
			return lead, release, nil
		}
		if err != nil && ctx.Err() == nil {
			p.opts.Log.Warn("asking for the lead failed; trying again", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-p.closing.Done():
			return nil, nil, errClosed
		case <-time.After(leadRetry):
		}
	}
}

// tryLead returns the session that holds the leader's lock, nil when another
// process has it.
func (p *postgresDB) tryLead(ctx context.Context) (*session, error) {
	ctx, cancel := context.WithTimeout(ctx, leadAnswer)
	defer cancel()
	s, err := p.openSession(ctx)
	if err != nil {
		return nil, err
	}
	locked, err := tryLocks(ctx, s.conn, []int64{leadKey})
	if err != nil {
		s.close()
		return nil, err
	}
	if len(locked) == 0 {
		return nil, s.close()
	}
	return s, nil
}

// hold keeps the lead until the session breaks, ctx ends or release is called.
func (p *postgresDB) hold(ctx context.Context, s *session) (lead context.Context, release func()) {
	lead, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer s.close()
		defer cancel()
		p.beat(lead, s)
	}()
	return lead, func() { cancel(); <-ended }
}

// beat returns when the session no longer answers or lead ends.
func (p *postgresDB) beat(lead context.Context, s *session) {
	for {
		select {
		case <-lead.Done():
			return
		case <-p.closing.Done():
			return
		case <-time.After(leadBeat):
		}
		answer, cancel := context.WithTimeout(lead, leadAnswer)
		err := execute(answer, s.conn, "asking for a sign of life", `SELECT 1`)
		cancel()
		if err != nil {
			p.opts.Log.Warn("the lead was lost", "err", err)
			return
		}
	}
}
