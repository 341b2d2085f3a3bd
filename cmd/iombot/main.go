// Command iombot runs the bot and the tools around it: the local chat, the
// service on Telegram, and the checks of the knowledge base. It turns
// arguments and environment into settings, wires the packages together and
// turns what comes of it into an exit code; it decides nothing else.
//
// Reading order: main.go, command.go, then the command you look for in the file
// of its name. The service is serve.go, with settings.go and environment.go, and
// wire.go; desk.go, ops.go and pages.go are what it runs beside the bot. eval.go
// has eval_chat.go and eval_table.go, ask.go has why.go; folder.go, models.go,
// listen.go, log.go and terminal.go are shared.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // so that the program needs no other files, even in an empty container

	_ "golang.org/x/crypto/x509roots/fallback" // used where the system has no certificates
)

func main() { os.Exit(untilSignalled()) }

// untilSignalled shuts down gracefully on the first signal; a second one kills
// the process.
func untilSignalled() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return run(ctx, os.Args[1:], os.LookupEnv, os.Stdin, os.Stdout, os.Stderr)
}

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// process is what a command knows about the process that runs it.
type process struct {
	environment
	stdin          io.Reader
	stdout, stderr io.Writer
}

// run runs the command that args name, and returns its exit code. Errors go to
// stderr, each as a sentence.
func run(ctx context.Context, args []string, env environment, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &process{environment: env, stdin: stdin, stdout: stdout, stderr: stderr}
	err := execute(ctx, args, p)
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "iombot: %v\n", err)
		return exitUsage
	case !errors.Is(err, errTold):
		fmt.Fprintf(stderr, "iombot: %v\n", err)
	}
	return exitFailed
}

// usageError says that the command was called in a way that cannot work.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errTold fails a command that has already printed what is wrong.
var errTold = errors.New("failed")
