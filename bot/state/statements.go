package state

import (
	"context"
	"database/sql"
	"sync"
)

// statements is a SQLite pool that compiles each statement once per connection;
// compiling them each time took a quarter of the state's time. Statements are
// constants, and there are few of them.
type statements struct {
	db *sql.DB

	mu       sync.Mutex
	compiled map[string]*sql.Stmt
}

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, compiled: map[string]*sql.Stmt{}}
}

// known returns the compiled statement, or nil.
func (s *statements) known(query string) *sql.Stmt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.compiled[query]
}

// compile returns the compiled statement. It waits for a connection.
func (s *statements) compile(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt := s.known(query); stmt != nil {
		return stmt, nil
	}
	stmt, err := s.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if first := s.compiled[query]; first != nil { // another goroutine was faster
		_ = stmt.Close() // it was never used
		return first, nil
	}
	s.compiled[query] = stmt
	return stmt, nil
}

// ExecContext implements querier.
func (s *statements) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := s.compile(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext implements querier.
func (s *statements) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := s.compile(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// QueryRowContext implements querier.
func (s *statements) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := s.compile(ctx, query)
	if err != nil {
		return s.db.QueryRowContext(ctx, query, args...) // reports the error
	}
	return stmt.QueryRowContext(ctx, args...)
}

// transact runs change in a transaction and commits. Statements that it runs for
// the first time are compiled afterwards: until then the transaction has the
// connection.
func (s *statements) transact(ctx context.Context, change func(q querier) error) error {
	t, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	q := &compiledTx{Tx: t, statements: s}
	err = change(q)
	if err == nil {
		err = t.Commit()
	} else {
		_ = t.Rollback() // fails only when the connection is gone, and the transaction with it
	}
	for _, query := range q.first {
		_, _ = s.compile(ctx, query) // if not now, then next time
	}
	return err
}

// compiledTx is a transaction that uses compiled statements. It is for one
// goroutine.
type compiledTx struct {
	*sql.Tx
	statements *statements
	first      []string // statements that were not compiled yet
}

// known returns the compiled statement for this transaction, or nil.
func (t *compiledTx) known(ctx context.Context, query string) *sql.Stmt {
	if stmt := t.statements.known(query); stmt != nil {
		return t.StmtContext(ctx, stmt)
	}
	t.first = append(t.first, query)
	return nil
}

// ExecContext implements querier.
func (t *compiledTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if stmt := t.known(ctx, query); stmt != nil {
		return stmt.ExecContext(ctx, args...)
	}
	return t.Tx.ExecContext(ctx, query, args...)
}

// QueryContext implements querier.
func (t *compiledTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if stmt := t.known(ctx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return t.Tx.QueryContext(ctx, query, args...)
}

// QueryRowContext implements querier.
func (t *compiledTx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if stmt := t.known(ctx, query); stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return t.Tx.QueryRowContext(ctx, query, args...)
}
