package state

import (
	"slices"
	"testing"

	"iombot/bot"
)

// Between two looks at all chats only those are looked at in which something
// happened, and each of them once.
func TestFreshChats(t *testing.T) {
	l := newLeased(false)
	look := func(want ...chatHash) {
		t.Helper()
		chats, some := l.take()
		if some != (len(want) > 0) || len(chats) != len(want) || slices.ContainsFunc(want, func(c chatHash) bool { return !slices.Contains(chats, c) }) {
			t.Errorf("to look at: %v, %v; want %v", chats, some, want)
		}
	}
	all := func() {
		t.Helper()
		if chats, some := l.take(); chats != nil || !some {
			t.Errorf("to look at: %v, %v; want all", chats, some)
		}
	}
	all()
	look()
	l.wake(chatHash{1}, chatHash{2})
	look(chatHash{1}, chatHash{2})
	look()
	l.add(row{id: 7, chat: chatHash{3}})
	l.move(chatHash{3}, chatHash{4})
	look(chatHash{4})
	l.remove(7)
	look(chatHash{4})
	l.again([]chatHash{{5}})
	look(chatHash{5})
	l.again(nil)
	all()
	look()
	l = newLeased(true)
	all()
	all()
}

// A state that was changed in place is stored, although it is the one that was
// loaded.
func TestStateChangedInPlace(t *testing.T) {
	s := open(t, "sqlite::memory:", Options{})
	for update, want := range []string{"", "a", "b", "b"} {
		tx, err := s.Begin(t.Context(), 1, int64(update+1))
		if err != nil {
			t.Fatal(err)
		}
		state := tx.State()
		if got := slices.Concat(state.Offered, []string{""})[0]; got != want {
			t.Errorf("before update %d the state is %q, want %q", update+1, got, want)
		}
		switch update {
		case 0:
			state.Offered = []string{"a"}
		case 1:
			state.Offered[0] = "b"
		}
		if err := tx.Commit(t.Context(), bot.Chat{ID: 1}, bot.Result{State: state}); err != nil {
			t.Fatal(err)
		}
	}
}
