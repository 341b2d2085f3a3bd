package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// environ is an environment for tests.
func environ(vars map[string]string) environment {
	return func(name string) (string, bool) {
		value, ok := vars[name]
		return value, ok
	}
}

func TestWithoutPassword(t *testing.T) {
	for dsn, want := range map[string]string{
		"sqlite:/data/state.db":                               "sqlite:/data/state.db",
		"postgres://iombot:canary@db/iombot":                  "postgres://iombot:xxxxx@db/iombot",
		"postgres://iombot@db/iombot?password=canary&a=b":     "postgres://iombot@db/iombot?a=b&password=xxxxx",
		"postgres://iombot:can%ary@db/iombot":                 "postgres:***",
		"host=db user=iombot password=canary":                 "***",
		"mysql://iombot:can%ary@db/iombot":                    "***",
		"postgres:///iombot?host=/run/postgresql&user=iombot": "postgres:///iombot?host=/run/postgresql&user=iombot",
	} {
		if got := withoutPassword(dsn); got != want {
			t.Errorf("withoutPassword(%q) = %q, want %q", dsn, got, want)
		}
	}
}

// A key is made once, beside the state, for its owner's eyes only.
func TestKey(t *testing.T) {
	dir := t.TempDir()
	env, dsn := environ(nil), "sqlite:"+filepath.Join(dir, "state.db")
	if _, err := env.key(dsn, false); err == nil {
		t.Error("a key was made although none may be")
	}
	made, err := env.key(dsn, true)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "iombot.key")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	if again, err := env.key(dsn, true); err != nil || again != made {
		t.Errorf("another key the second time (%v)", err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if named, err := environ(map[string]string{"IOMBOT_KEY": string(text)}).key("postgres://db/iombot", false); err != nil || named != made {
		t.Errorf("another key from IOMBOT_KEY (%v)", err)
	}
	if _, err := environ(map[string]string{"IOMBOT_KEY": string(text), "IOMBOT_KEY_FILE": path}).key(dsn, true); err == nil {
		t.Error("two keys at once are taken")
	}
	if one, err := env.key(stateInMemory, false); err != nil || one == made {
		t.Errorf("a state in memory has a key that lasts (%v)", err)
	}
}

func TestDays(t *testing.T) {
	for text, want := range map[string]time.Duration{"30d": 30 * day, "720h": 30 * day, "1d": day, "24h": day} {
		var d days
		if err := d.UnmarshalText([]byte(text)); err != nil || time.Duration(d) != want {
			t.Errorf("%s is read as %v, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "0d", "-1d", "30", "1.5d", "36h", "d", "30d30d", "99999999d"} {
		if err := new(days).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestReachable(t *testing.T) {
	for addr, want := range map[string]string{
		":8080": "127.0.0.1:8080", "0.0.0.0:80": "127.0.0.1:80", "[::]:80": "127.0.0.1:80",
		"127.0.0.1:8080": "127.0.0.1:8080", "[::1]:80": "[::1]:80", "bot.example.org:80": "bot.example.org:80",
	} {
		if got := reachable(addr); got != want {
			t.Errorf("reachable(%q) = %q, want %q", addr, got, want)
		}
	}
}
