package state

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var errBad = errors.New("bad change")

// numbers is a writer on a database with a table of numbers, and one of pairs
// that is checked only at commit.
func numbers(t *testing.T) *writer {
	t.Helper()
	db, err := sqlitePool(inMemory, 1, "_pragma=foreign_keys(ON)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := db.Exec(`CREATE TABLE numbers (n INTEGER);
		CREATE TABLE pairs (a INTEGER PRIMARY KEY, b INTEGER REFERENCES pairs DEFERRABLE INITIALLY DEFERRED)`); err != nil {
		t.Fatal(err)
	}
	return &writer{db: newStatements(db)}
}

// add makes a job that stores a number, runs the statements and returns err.
func add(n int, err error, statements ...string) *job {
	return &job{result: make(chan error, 1), change: func(ctx context.Context, q querier) error {
		if err := execute(ctx, q, "storing", `INSERT INTO numbers VALUES ($1)`, n); err != nil {
			return err
		}
		for _, s := range statements {
			if err := execute(ctx, q, "running", s); err != nil {
				return err
			}
		}
		return err
	}}
}

func (w *writer) stored(t *testing.T) int {
	t.Helper()
	var sum int
	if err := w.db.db.QueryRow(`SELECT coalesce(sum(n), 0) FROM numbers`).Scan(&sum); err != nil {
		t.Fatal(err)
	}
	return sum
}

// A change that fails spoils no other of its batch.
func TestWriterFailedChange(t *testing.T) {
	w := numbers(t)
	batch := []*job{add(1, nil), add(10, errBad), add(100, nil)}
	w.commit(slices.Clone(batch))
	for i, want := range []error{nil, errBad, nil} {
		if got := <-batch[i].result; !errors.Is(got, want) {
			t.Errorf("change %d: %v, want %v", i, got, want)
		}
	}
	if diff := cmp.Diff(101, w.stored(t)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

// When nothing can be stored, no change is said to be.
func TestWriterFailedBatch(t *testing.T) {
	w := numbers(t)
	late := `INSERT INTO pairs VALUES (10, 11)` // there is no 11
	batch := []*job{add(1, nil), add(10, nil, late), add(100, nil)}
	w.commit(slices.Clone(batch))
	for i, j := range batch {
		if err := <-j.result; err == nil {
			t.Errorf("change %d succeeded", i)
		}
	}
	if diff := cmp.Diff(0, w.stored(t)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	again := add(1000, nil)
	w.commit([]*job{again})
	if err := <-again.result; err != nil {
		t.Errorf("the next batch: %v", err)
	}
	if diff := cmp.Diff(1000, w.stored(t)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}
