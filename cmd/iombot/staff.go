package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"iombot/bot"
	"iombot/bot/state"
	"iombot/bot/workbench"
)

// staffCommand manages who may use the pages of iombot serve --workbench.
type staffCommand struct {
	Add    staffAdd    `cmd:"" help:"Add an account, or give it another password or role."`
	List   staffList   `cmd:"" help:"List the accounts."`
	Remove staffRemove `cmd:"" help:"Remove an account, and end its sessions."`
}

// Help gives examples.
func (staffCommand) Help() string {
	return `An account is a name, a role and the hash of a password, in the bot's state. The password is asked for, or is the first line of standard input. A reader sees the pages, an editor changes entries and gaps as well. With a first account the pages ask for a login at every address.

The bot may run meanwhile.

Examples:

  iombot staff add mari --role editor
  iombot staff add jaan --state sqlite:/data/state.db <password.txt
  iombot staff list
  iombot staff remove mari`
}

// staffState is the state with the accounts.
type staffState struct {
	State string `setting:"IOMBOT_STATE" default:"sqlite:state.db" placeholder:"DSN" help:"The bot's state: sqlite:PATH or postgres://…"`
}

// use opens the state for f.
func (s staffState) use(ctx context.Context, p *process, f func(bot.Office) error) error {
	if s.State == stateInMemory {
		return usagef("accounts in a state in memory end with the command: say where the bot's state is with --state or IOMBOT_STATE")
	}
	key, err := p.key(s.State, true)
	if err != nil {
		return err
	}
	office, err := openWaiting(ctx, state.OpenOffice, s.State, key, state.Options{Log: slog.New(slog.NewTextHandler(p.stderr, nil))})
	if err != nil {
		return err
	}
	return errors.Join(f(office), office.Close())
}

type staffAdd struct {
	Name string `arg:"" help:"Name to log in with."`
	Role string `default:"reader" enum:"reader,editor" placeholder:"ROLE" help:"reader or editor."`

	NoPassword bool `help:"Ask for no password: only the proxy of --workbench-proxy-header logs this name in."`

	staffState
}

// maxStaffName is how long a name may be, in characters.
const maxStaffName = 64

// Run adds the account.
func (c *staffAdd) Run(ctx context.Context, p *process) error {
	if strings.TrimSpace(c.Name) != c.Name || c.Name == "" || len([]rune(c.Name)) > maxStaffName || strings.ContainsFunc(c.Name, func(r rune) bool { return r < ' ' }) {
		return usagef("a name has 1 to %d characters, without a space at its ends, not %q", maxStaffName, c.Name)
	}
	hash, err := c.hash(p)
	if err != nil {
		return err
	}
	return c.use(ctx, p, func(o bot.Office) error {
		if err := o.SetAccount(ctx, bot.Account{Name: c.Name, Role: bot.Role(c.Role), Hash: hash}); err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s may log in as %s.\n", c.Name, c.Role)
		return nil
	})
}

// hash is what the account keeps of its password; empty when it has none.
func (c *staffAdd) hash(p *process) (string, error) {
	if c.NoPassword {
		return "", nil
	}
	password, err := p.password(c.Name)
	if err != nil {
		return "", err
	}
	return workbench.HashPassword(password)
}

// password asks a person twice, and reads a line from anything else.
func (p *process) password(name string) (string, error) {
	file, ok := p.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		line, err := bufio.NewReader(io.LimitReader(p.stdin, 4096)).ReadString('\n')
		if err != nil && err != io.EOF {
			return "", fmt.Errorf("reading the password: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	var typed [2]string
	for i, prompt := range []string{"Password of " + name + ": ", "Again: "} {
		fmt.Fprint(p.stderr, prompt)
		secret, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(p.stderr)
		if err != nil {
			return "", fmt.Errorf("reading the password: %w", err)
		}
		typed[i] = string(secret)
	}
	if typed[0] != typed[1] {
		return "", errors.New("the two passwords are not the same: try again")
	}
	return typed[0], nil
}

type staffList struct{ staffState }

// Run lists the accounts.
func (c *staffList) Run(ctx context.Context, p *process) error {
	if err := requireState(c.State); err != nil {
		return err
	}
	return c.use(ctx, p, func(o bot.Office) error {
		accounts, err := o.Accounts(ctx)
		if err != nil {
			return err
		}
		if len(accounts) == 0 {
			fmt.Fprintln(p.stdout, "There are no accounts.")
			return nil
		}
		table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
		for _, a := range accounts {
			fmt.Fprintf(table, "%s\t%s\n", a.Name, a.Role)
		}
		return table.Flush()
	})
}

type staffRemove struct {
	Name string `arg:"" help:"Name of the account."`

	staffState
}

// Run removes the account.
func (c *staffRemove) Run(ctx context.Context, p *process) error {
	if err := requireState(c.State); err != nil {
		return err
	}
	return c.use(ctx, p, func(o bot.Office) error {
		removed, err := o.RemoveAccount(ctx, c.Name)
		if err == nil && !removed {
			err = fmt.Errorf("there is no account %q: see iombot staff list", c.Name)
		}
		return err
	})
}
