package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the program a command for the scripts and puts it into PATH for
// tests that start it as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(withModels{m}, map[string]func(){"iombot": main})
}

// withModels runs the tests with a folder in which they keep models for each
// other.
type withModels struct{ *testing.M }

func (m withModels) Run() int {
	dir, err := os.MkdirTemp("", "models")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	os.Setenv("IOMBOT_MODELS", dir)
	return m.M.Run()
}

// TestScripts runs the commands as people type them.
func TestScripts(t *testing.T) {
	base, err := filepath.Abs("testdata/base")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		RequireExplicitExec: true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exitcode": exitCode},
		Setup: func(env *testscript.Env) error {
			env.Setenv("BASE", base) // a small knowledge base without faults
			env.Setenv("IOMBOT_MODELS", os.Getenv("IOMBOT_MODELS"))
			return nil
		},
	})
}

// exitCode runs a command and checks its exit code: exitcode CODE COMMAND
// [ARG…].
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE COMMAND [ARG...]")
	}
	code := "0"
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = strconv.Itoa(exit.ExitCode())
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if code != args[0] {
		ts.Fatalf("exit code %s, not %s", code, args[0])
	}
}
