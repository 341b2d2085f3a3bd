package state

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"iombot/bot"
)

// dying is a state whose process will die.
type dying struct {
	bot.Store
	dir string
}

func newDying(t *testing.T) dying {
	t.Helper()
	dir := t.TempDir()
	s := open(t, "sqlite:"+filepath.Join(dir, "state.db"), Options{})
	return dying{s, dir}
}

// reopen opens the files as they are now, in a copy, as the next process would.
func (d dying) reopen(t *testing.T) bot.Store {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(d.dir)); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite:"+filepath.Join(dir, "state.db"), Options{})
}

// sendTo commits an update with replies and takes the first.
func sendTo(t *testing.T, s bot.Store, chat, update int64, texts ...int64) bot.Delivery {
	t.Helper()
	var replies []bot.Reply
	for _, to := range texts {
		replies = append(replies, bot.Reply{Kind: bot.Send, To: to})
	}
	handle(t, s, chat, update, replies...)
	d, err := s.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A process that dies after a reply was sent and before the database has it
// committed does not send it again, and the message it became is known.
func TestSentBeforeTheProcessDied(t *testing.T) {
	a := newDying(t)
	d := sendTo(t, a, 1, 1, 5, 6)
	ctx, die := context.WithCancel(t.Context())
	die() // the mark is made, the change is not
	if err := d.Done(ctx, 50); err == nil {
		t.Fatal("the change was made")
	}
	b := a.reopen(t)
	if n, err := b.Pending(t.Context()); err != nil || n != 1 {
		t.Errorf("%d replies are left (%v), want the second", n, err)
	}
	if sent, err := b.AnswerTo(t.Context(), 1, 5, 0); err != nil || sent != 50 {
		t.Errorf("AnswerTo = %d, %v", sent, err)
	}
	if next, err := b.Next(t.Context()); err != nil || next.Reply().To != 6 {
		t.Errorf("Next = %v, %v", next, err)
	}
}

// Done that is repeated until the database takes it leaves no mark behind.
func TestMarksAreErased(t *testing.T) {
	a := newDying(t)
	for update := range int64(3) {
		d := sendTo(t, a, 1, update+1, 5)
		ctx, late := context.WithCancel(t.Context())
		late()
		if err := d.Done(ctx, 50); err == nil {
			t.Fatal("the change was made")
		}
		if err := d.Done(t.Context(), 50); err != nil {
			t.Fatal(err)
		}
	}
	marks, err := os.ReadFile(filepath.Join(a.dir, "state.db.sent"))
	if err != nil || len(marks) != slotSize || bytes.ContainsFunc(marks, func(r rune) bool { return r != 0 }) {
		t.Errorf("the marks are %x (%v), want one empty slot", marks, err)
	}
}

// A mark is of one reply, not of all that ever get its id: a database that is
// put back from a backup gives ids out again.
func TestMarkOfAnotherReply(t *testing.T) {
	a, b := newDying(t), newDying(t)
	d := sendTo(t, a, 1, 1, 5)
	ctx, die := context.WithCancel(t.Context())
	die()
	if err := d.Done(ctx, 50); err == nil {
		t.Fatal("the change was made")
	}
	sendTo(t, b, 1, 1, 5)
	foreign, err := os.ReadFile(filepath.Join(a.dir, "state.db.sent"))
	if err == nil {
		err = os.WriteFile(filepath.Join(b.dir, "state.db.sent"), append(foreign, 1, 2, 3), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if n, err := b.reopen(t).Pending(t.Context()); err != nil || n != 1 {
		t.Errorf("%d replies are left (%v), want the one that was not sent", n, err)
	}
}

// The file of the marks is the owner's alone.
func TestMarksMode(t *testing.T) {
	if info, err := os.Stat(filepath.Join(newDying(t).dir, "state.db.sent")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}
