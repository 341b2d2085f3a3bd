package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// commands lists all commands, in the order of the help. Each has a file of its
// own.
type commands struct {
	Try     tryCommand     `cmd:"" help:"Chat with the bot on a local page; no token, no network."`
	Serve   serveCommand   `cmd:"" help:"Run the bot on Telegram."`
	Ask     askCommand     `cmd:"" help:"Answer a question here in the terminal."`
	Check   checkCommand   `cmd:"" help:"Check a knowledge base and say what to fix."`
	Facts   factsCommand   `cmd:"" help:"Print every number, date and address in the answers, to be checked."`
	Eval    evalCommand    `cmd:"" help:"Measure the search on labelled questions."`
	Fit     fitCommand     `cmd:"" help:"Fit the search's calibration on labelled questions."`
	Bench   benchCommand   `cmd:"" help:"Measure the search's speed beside plainer ones."`
	Report  reportCommand  `cmd:"" help:"Show votes and the questions kept with their authors' consent."`
	Staff   staffCommand   `cmd:"" help:"Say who may use the pages of iombot serve --workbench."`
	Links   linksCommand   `cmd:"" help:"Print the addresses that open the bot at an answer, and QR codes of them."`
	Rekey   rekeyCommand   `cmd:"" help:"Change the key of the state."`
	Health  healthCommand  `cmd:"" help:"Ask a running bot whether it is ready."`
	Version versionCommand `cmd:"" help:"Print the version."`
	Help    helpCommand    `cmd:"" help:"Explain a command, with examples."`

	PrintVersion versionFlag `name:"version" help:"Print the version, as the command does."`
}

// helpCommand explains the program or one command.
type helpCommand struct {
	Command string `arg:"" optional:"" help:"The command to explain; all of them if not given."`
}

// Help gives examples.
func (helpCommand) Help() string { return "Examples:\n\n  iombot help\n  iombot help serve" }

// Run prints what --help prints.
func (c helpCommand) Run(ctx context.Context, p *process) error {
	if c.Command == "" {
		return execute(ctx, []string{"--help"}, p)
	}
	return execute(ctx, []string{c.Command, "--help"}, p)
}

const description = `A Telegram bot that answers people's questions about migration to and from Estonia with what staff wrote.

Start with "iombot try": it needs nothing but this program.`

// execute runs the command that args name.
func execute(ctx context.Context, args []string, p *process) error {
	if len(args) == 0 {
		return usagef(`no command given. To try the bot on a page of this computer: "iombot try". All commands: "iombot help"`)
	}
	done := false // a flag that only prints something: --help, --version
	parser, err := kong.New(&commands{},
		kong.Name("iombot"), kong.Description(description),
		kong.Writers(p.stdout, p.stderr), kong.Exit(func(int) { done = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.ValueFormatter(describe),
		kong.Vars{"contact": defaultContact, "listen": defaultListen},
		kong.Resolvers(kong.ResolverFunc(p.resolve)),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(p),
	)
	if err != nil {
		return fmt.Errorf("defining commands: %w", err)
	}
	parsed, err := parser.Parse(args)
	if done {
		return nil
	}
	var wrong *kong.ParseError
	if errors.As(err, &wrong) {
		return usagef("%w (see %q)", err, helpFor(wrong.Context))
	}
	if err != nil {
		return usageError{err}
	}
	return parsed.Run()
}

// helpFor is the command line that shows the help for what was typed.
func helpFor(c *kong.Context) string {
	path := "--help"
	if c != nil {
		for n := c.Selected(); n != nil && n.Type == kong.CommandNode; n = n.Parent {
			path = n.Name + " " + path
		}
	}
	return "iombot " + path
}

// envTag names the environment variable that sets a flag. It is not kong's own
// tag, which reads the environment of the process, whatever the caller says.
const envTag = "setting"

// resolve sets flags from the environment.
func (p *process) resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	name := flag.Tag.Get(envTag)
	if name == "" {
		return nil, nil
	}
	value, ok, err := p.setting(name)
	if err != nil || !ok {
		return nil, err
	}
	return value, nil
}

// describe adds to a flag's help what its placeholder hides, and the variable
// that sets it.
func describe(v *kong.Value) string {
	var more []string
	if v.Flag != nil && v.Flag.PlaceHolder != "" && v.Default != "" {
		more = append(more, "default "+v.Default)
	}
	if name := v.Tag.Get(envTag); name != "" {
		more = append(more, "$"+name)
	}
	if len(more) == 0 {
		return v.Help
	}
	return strings.TrimSuffix(v.Help, ".") + " (" + strings.Join(more, ", ") + ")."
}
