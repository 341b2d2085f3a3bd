package state

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseKey(t *testing.T) {
	secret := bytes.Repeat([]byte{0xfb, 0xff}, keySize/2) // has + and / in base64
	want := Key{[keySize]byte(secret)}
	for _, text := range []string{
		hex.EncodeToString(secret),
		strings.ToUpper(hex.EncodeToString(secret)) + "\r\n",
		base64.StdEncoding.EncodeToString(secret),
		" " + base64.RawStdEncoding.EncodeToString(secret),
		base64.URLEncoding.EncodeToString(secret),
		base64.RawURLEncoding.EncodeToString(secret),
	} {
		if got, err := ParseKey(text); err != nil || got != want {
			t.Errorf("ParseKey(%q): %v, right: %t", text, err, got == want)
		}
	}
	for _, text := range []string{"", "secret", hex.EncodeToString(secret[1:]), hex.EncodeToString(append(secret, 0)), strings.Repeat("õ", 32)} {
		if _, err := ParseKey(text); err == nil {
			t.Errorf("ParseKey(%q) succeeded", text)
		} else if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats the key: %v", err)
		}
	}
}

func TestMakeKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, err := LoadKey(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("LoadKey without a file: %v", err)
	}
	made, err := MakeKey(path)
	if err != nil || made == (Key{}) {
		t.Fatalf("MakeKey: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file has mode %v, %v", info.Mode(), err)
	}
	if _, err := MakeKey(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("MakeKey over a key: %v", err)
	}
	if loaded, err := LoadKey(path); err != nil || loaded != made {
		t.Errorf("LoadKey: %v, the same: %t", err, loaded == made)
	}
	if err := os.WriteFile(path, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKey(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("LoadKey of rubbish: %v", err)
	}
}

func TestKeyDoesNotShow(t *testing.T) {
	key := Key{[keySize]byte([]byte("abcdefghijklmnopqrstuvwxyz012345"))}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+"\n", key)
		fmt.Fprintf(&out, verb+"\n", &struct{ Key Key }{key})
	}
	json.NewEncoder(&out).Encode(map[string]any{"key": key})
	slog.New(slog.NewTextHandler(&out, nil)).Info("started", "key", key)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("started", "key", key)
	for _, secret := range []string{"abc", "97 98", "616263", "0x61"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the key shows:\n%s", out.String())
		}
	}
	if n := strings.Count(out.String(), "***"); n != 17 {
		t.Errorf("*** is there %d times, want 17:\n%s", n, out.String())
	}
}

func TestSealedRowsStayInPlace(t *testing.T) {
	keys, err := testKey.derive()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := keys.seal(replyRow, []byte("here"), "text")
	if err != nil {
		t.Fatal(err)
	}
	var text string
	if err := keys.open(replyRow, []byte("here"), sealed, &text); err != nil || text != "text" {
		t.Errorf("open = %q, %v", text, err)
	}
	if keys.open(keptRow, []byte("here"), sealed, &text) == nil {
		t.Error("a row of another kind opened")
	}
	if keys.open(replyRow, []byte("there"), sealed, &text) == nil {
		t.Error("a row of another place opened")
	}
	sealed[len(sealed)-1] ^= 1
	if keys.open(replyRow, []byte("here"), sealed, &text) == nil {
		t.Error("a changed row opened")
	}
}

func TestHashOfChat(t *testing.T) {
	a, err := testKey.derive()
	if err != nil {
		t.Fatal(err)
	}
	b, err := Key{[keySize]byte{9}}.derive()
	if err != nil {
		t.Fatal(err)
	}
	hashes := map[chatHash]bool{a.hash(1): true, a.hash(1): true, a.hash(-1): true, a.hash(2): true, b.hash(1): true}
	if len(hashes) != 4 {
		t.Errorf("%d different hashes, want 4", len(hashes))
	}
}
