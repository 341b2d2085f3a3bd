// Package pgtest starts real PostgreSQL servers for tests, from the programs
// initdb and pg_ctl of this machine. A server lives in a temporary directory
// and listens on a socket there; its durability settings are PostgreSQL's own.
package pgtest

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// RequireEnv is the environment variable that turns "no PostgreSQL here" from a
// skipped test into a failed one.
const RequireEnv = "IOMBOT_REQUIRE_POSTGRES"

// superuser is the database role that owns everything.
const superuser = "iombot"

// Server is a PostgreSQL server of a test.
type Server struct {
	bin       string   // folder of the programs
	dir       string   // data and socket
	as        []string // command prefix that gives up root, which the server refuses to run as
	databases atomic.Int64
}

// Start starts a server that stops with the test, and returns the URL of an
// empty database on it. Without the programs the test is skipped, or failed
// when the variable RequireEnv is set.
func Start(t testing.TB) (dsn string, s *Server) {
	t.Helper()
	bin, err := find()
	if err != nil && os.Getenv(RequireEnv) != "" {
		t.Fatalf("PostgreSQL is required by %s: %v", RequireEnv, err)
	} else if err != nil {
		t.Skipf("skipped, needs PostgreSQL: %v", err)
	}
	// A socket's path has room for about 100 bytes, which t.TempDir may exceed.
	dir, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	s = &Server{bin: bin, dir: dir}
	if err := s.leaveRoot(); err != nil {
		t.Fatal(err)
	}
	s.run(t, "initdb", "-D", s.Data(), "-U", superuser, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
	s.Start(t)
	t.Cleanup(func() { s.command("pg_ctl", "-D", s.Data(), "-m", "immediate", "-w", "stop").Run() })
	return s.Database(t), s
}

// Start starts a server that was stopped, and returns when it takes connections.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	options := fmt.Sprintf("-k '%s' -c listen_addresses=''", s.dir)
	s.run(t, "pg_ctl", "-D", s.Data(), "-l", filepath.Join(s.dir, "log"), "-o", options, "-w", "start")
}

// Stop shuts the server down, breaking all connections.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.run(t, "pg_ctl", "-D", s.Data(), "-m", "fast", "-w", "stop")
}

// Crash ends the server as a loss of power would: without a checkpoint, so that
// the next Start recovers from the log.
func (s *Server) Crash(t testing.TB) {
	t.Helper()
	s.run(t, "pg_ctl", "-D", s.Data(), "-m", "immediate", "-w", "stop")
}

// Restart is Stop and Start.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.Stop(t)
	s.Start(t)
}

// Database creates an empty database and returns its URL.
func (s *Server) Database(t testing.TB) (dsn string) {
	t.Helper()
	name := fmt.Sprintf("test%d", s.databases.Add(1))
	s.run(t, "createdb", "-h", s.dir, "-U", superuser, name)
	return (&url.URL{
		Scheme: "postgres", User: url.User(superuser), Path: "/" + name,
		RawQuery: url.Values{"host": {s.dir}}.Encode(),
	}).String()
}

// Dump returns what pg_dump writes of the database at dsn.
func (s *Server) Dump(t testing.TB, dsn string) string {
	t.Helper()
	return s.run(t, "pg_dump", dsn)
}

// Data returns the folder of the server's files, which root and the server's
// user may read.
func (s *Server) Data() string { return filepath.Join(s.dir, "data") }

// run runs one of PostgreSQL's programs and returns what it printed.
func (s *Server) run(t testing.TB, program string, args ...string) string {
	t.Helper()
	// The output goes to a file: a pipe would stay open as long as the server.
	out, err := os.CreateTemp(t.TempDir(), program)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := s.command(program, args...)
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	text, readErr := os.ReadFile(out.Name())
	if err != nil || readErr != nil {
		log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
		t.Fatalf("%s: %v %v\n%s\n%s", program, err, readErr, text, log)
	}
	return string(text)
}

func (s *Server) command(program string, args ...string) *exec.Cmd {
	line := slices.Concat(s.as, []string{filepath.Join(s.bin, program)}, args)
	cmd := exec.Command(line[0], line[1:]...)
	cmd.Dir = s.dir
	return cmd
}

// leaveRoot lets the programs run as another user when this one is root.
func (s *Server) leaveRoot() error {
	if os.Geteuid() != 0 {
		return nil
	}
	var u *user.User
	var err error
	for _, name := range []string{"postgres", "nobody"} {
		if u, err = user.Lookup(name); err == nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("finding a user to run PostgreSQL as: %w", err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return fmt.Errorf("user %s: %w", u.Username, err)
	}
	s.as = []string{"setpriv", "--reuid=" + u.Uid, "--regid=" + u.Gid, "--clear-groups", "--"}
	return os.Chown(s.dir, uid, -1)
}

// find returns the folder of PostgreSQL's programs: that of the initdb in PATH,
// or the newest of Debian's.
func find() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("no initdb in PATH or /usr/lib/postgresql/*/bin")
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

// version is the number in /usr/lib/postgresql/15/bin/initdb.
func version(path string) int {
	n, err := strconv.Atoi(strings.Split(path, "/")[4])
	if err != nil {
		return 0
	}
	return n
}
