package main

import (
	"cmp"
	"fmt"
	"runtime/debug"

	"github.com/alecthomas/kong"

	"iombot/index"
)

// versionCommand prints the version of the program.
type versionCommand struct{}

// Help gives an example.
func (versionCommand) Help() string { return "Example:\n\n  iombot version" }

// Run prints the version.
func (versionCommand) Run(p *process) error {
	b := readBuild()
	fmt.Fprintf(p.stdout, "iombot %s\ncommit  %s\ngo      %s\nengine  %s\n", b.Version, b.Commit, b.Go, index.Version)
	return nil
}

// versionFlag prints the version and ends.
type versionFlag bool

// BeforeReset runs before kong asks for a command.
func (versionFlag) BeforeReset(app *kong.Kong, p *process) error {
	if err := (versionCommand{}).Run(p); err != nil {
		return err
	}
	app.Exit(exitDone)
	return nil
}

// build is what the Go tool recorded in the program.
type build struct {
	Version, Commit, Go string
}

func readBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return build{Version: "unknown", Commit: "unknown", Go: "unknown"}
	}
	b := build{Version: info.Main.Version, Go: info.GoVersion}
	changed := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			b.Commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = " with changes"
		}
	}
	b.Version = cmp.Or(b.Version, "(devel)")
	b.Commit = cmp.Or(b.Commit, "unknown") + changed
	return b
}
