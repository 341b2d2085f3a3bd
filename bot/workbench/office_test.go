package workbench

import (
	"strings"
	"testing"

	"iombot/bot/state"
)

// openOffice is an empty state in memory.
func openOffice(t *testing.T) state.Store {
	t.Helper()
	key, err := state.ParseKey(strings.Repeat("0f", 32))
	if err != nil {
		t.Fatal(err)
	}
	store, err := state.Open(t.Context(), "sqlite::memory:", key, state.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}
