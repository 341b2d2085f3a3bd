package state

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"

	"iombot/bot"
)

// What staff keep can be changed beside a bot at work on the same file, and with
// its key only.
func TestOfficeBesideABot(t *testing.T) {
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "state.db")
	account := bot.Account{Name: "Mari", Role: bot.Editor, Hash: "x"}
	fresh, err := OpenOffice(t.Context(), dsn, testKey, Options{}) // makes the state
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(fresh.SetAccount(t.Context(), account), fresh.Close()); err != nil {
		t.Fatal(err)
	}
	atWork := open(t, dsn, Options{})
	o, err := OpenOffice(t.Context(), dsn, testKey, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if removed, err := o.RemoveAccount(t.Context(), "Mari"); err != nil || !removed {
		t.Errorf("removed %t, %v", removed, err)
	}
	if err := o.SetMarks(t.Context(), []bot.Mark{{Name: "lang:ar", State: "done", Seen: 3}}); err != nil {
		t.Error(err)
	}
	if err := o.SetAccount(t.Context(), bot.Account{Name: "Jaan", Role: bot.Reader, Hash: "y"}); err != nil {
		t.Error(err)
	}
	if got, err := atWork.Accounts(t.Context()); err != nil || len(got) != 1 || got[0].Name != "Jaan" {
		t.Errorf("the bot knows %v, %v", got, err)
	}
	if got, err := atWork.Marks(t.Context()); err != nil || got["lang:ar"].Seen != 3 {
		t.Errorf("the bot knows %v, %v", got, err)
	}
	if _, err := OpenOffice(t.Context(), dsn, Key{[keySize]byte{9}}, Options{}); !errors.Is(err, ErrKey) {
		t.Errorf("with another key: %v", err)
	}
}

// A question that was kept without its asker can still be read.
func TestKeptTextBefore(t *testing.T) {
	for in, want := range map[string]keptText{`"why?"`: {Text: "why?"}, `{"text":"why?","asker":4}`: {"why?", 4}} {
		var got keptText
		if err := json.Unmarshal([]byte(in), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v", in, got, err)
		}
	}
}
