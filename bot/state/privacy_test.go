package state

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"iombot/bot"
	"iombot/bot/state/pgtest"
	"iombot/knowledge"
)

const (
	secretChat  int64 = -1007094005006
	secretMoved int64 = 7391823550
	secretReply       = "Varjupaigataotluse saab esitada"
	secretKept        = "kuidas ma siit ära pääsen"
	openEntry         = "apply-asylum" // votes are counted in the clear
)

// secretTraffic leaves every kind of row behind: a state, an answer, replies not
// yet sent, one of them postponed, a vote and a kept question.
func secretTraffic(t *testing.T, s Store) {
	t.Helper()
	text := knowledge.Rich{knowledge.Plain(knowledge.Paragraph, secretReply)}
	answer := bot.Reply{Kind: bot.Send, To: 5, Text: text, Buttons: [][]bot.Button{{{Text: secretReply, Data: "x"}}}}
	tx, err := s.Begin(t.Context(), secretChat, 1)
	if err != nil {
		t.Fatal(err)
	}
	err = tx.Commit(t.Context(), bot.Chat{ID: secretChat, Group: true, MigratedTo: secretMoved}, bot.Result{
		State:   bot.State{Lang: "et", Offered: []string{"secret-entry"}},
		Replies: []bot.Reply{answer, answer, answer},
		Events: []bot.Event{
			{Kind: bot.Voted, Entry: openEntry, Lang: "et", Useful: true},
			{Kind: bot.Kept, Lang: "et", Text: secretKept},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	d, err := next(t.Context(), s)
	if err == nil {
		err = d.Done(t.Context(), 6)
	}
	if err != nil {
		t.Fatal(err)
	}
	if d, err = next(t.Context(), s); err == nil {
		err = d.Retry(t.Context(), longFromNow)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Move(t.Context(), secretChat, secretMoved); err != nil {
		t.Fatal(err)
	}
}

// disclosed returns the names of the secrets that data holds in any form.
func disclosed(data []byte) []string {
	var found []string
	look := func(name string, secret []byte) {
		for form, text := range map[string][]byte{
			"raw":       secret,
			"hex":       []byte(hex.EncodeToString(secret)),
			"HEX":       bytes.ToUpper([]byte(hex.EncodeToString(secret))),
			"base64":    []byte(base64.RawStdEncoding.EncodeToString(secret)),
			"base64url": []byte(base64.RawURLEncoding.EncodeToString(secret)),
		} {
			if bytes.Contains(data, text) {
				found = append(found, name+" "+form)
			}
		}
	}
	for _, chat := range []int64{secretChat, secretMoved} {
		name := "chat " + strconv.FormatInt(chat, 10)
		look(name+" decimal", []byte(strconv.FormatInt(max(chat, -chat), 10)))
		look(name+" big-endian", binary.BigEndian.AppendUint64(nil, uint64(chat)))
		look(name+" little-endian", binary.LittleEndian.AppendUint64(nil, uint64(chat)))
		// SQLite stores an integer in its 6 low bytes when they suffice.
		look(name+" short big-endian", binary.BigEndian.AppendUint64(nil, uint64(chat))[2:])
	}
	look("reply", []byte(secretReply))
	look("kept question", []byte(secretKept))
	look("offered entry", []byte("secret-entry"))
	return found
}

func TestDisclosed(t *testing.T) {
	for _, data := range [][]byte{
		[]byte(`{"chat":-1007094005006}`),
		binary.LittleEndian.AppendUint64([]byte{1}, uint64(secretMoved)),
		[]byte("x" + hex.EncodeToString([]byte(secretKept))),
	} {
		if len(disclosed(data)) == 0 {
			t.Errorf("nothing found in %q", data)
		}
	}
}

// noSecret demands that data is a state after secretTraffic and discloses nothing.
func noSecret(t *testing.T, name string, data []byte) {
	t.Helper()
	if found := disclosed(data); found != nil {
		t.Errorf("%s discloses %q", name, found)
	}
}

// readAll returns the contents of all files in a folder, by path.
func readAll(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		files[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// anyHolds reports whether one of the files holds the text.
func anyHolds(files map[string][]byte, text []byte) bool {
	for _, data := range files {
		if bytes.Contains(data, text) {
			return true
		}
	}
	return false
}

func TestCopiedSQLiteFileDisclosesNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, "sqlite:"+filepath.Join(dir, "state.db"), Options{})
	secretTraffic(t, s)
	for _, when := range []string{"while open", "after closing"} {
		files := readAll(t, dir)
		if !anyHolds(files, []byte(openEntry)) {
			t.Errorf("%s the files do not even hold the vote", when)
		}
		for name, data := range files {
			noSecret(t, name+" "+when, data)
		}
		s.Close()
	}
}

// After a sweep not even the hash of a forgotten chat is left in the files.
func TestForgottenLeavesTheDisk(t *testing.T) {
	dir := t.TempDir()
	s := open(t, "sqlite:"+filepath.Join(dir, "state.db"), Options{})
	secretTraffic(t, s)
	chat := s.(*store).tables.keys.hash(secretMoved)
	if !anyHolds(readAll(t, dir), chat[:]) {
		t.Error("the files do not hold the hash before")
	}
	tx, err := s.Begin(t.Context(), secretMoved, 2)
	if err == nil {
		err = tx.Commit(t.Context(), bot.Chat{ID: secretMoved}, bot.Result{Forget: true})
	}
	if err == nil {
		err = s.Sweep(t.Context(), time.Now())
	}
	if err != nil {
		t.Fatal(err)
	}
	if anyHolds(readAll(t, dir), chat[:]) {
		t.Error("the files hold the hash afterwards")
	}
}

func TestPostgresDumpDisclosesNothing(t *testing.T) {
	dsn, server := pgtest.Start(t)
	s := open(t, dsn, Options{})
	secretTraffic(t, s)
	dump := []byte(server.Dump(t, dsn))
	if !bytes.Contains(dump, []byte(openEntry)) {
		t.Error("the dump does not even hold the vote")
	}
	noSecret(t, "the dump", dump)

	server.Stop(t) // writes all to the files
	for name, data := range readAll(t, server.Data()) {
		noSecret(t, name, data)
	}
}
