package main

import (
	"context"
	"errors"
	"fmt"

	"iombot/bot/state"
)

// rekeyCommand changes the key of a state.
type rekeyCommand struct {
	State  string `setting:"IOMBOT_STATE" default:"sqlite:state.db" placeholder:"DSN" help:"The bot's state: sqlite:PATH or postgres://…"`
	NewKey string `required:"" placeholder:"FILE" help:"File with the new key; it is made when it is not there."`
}

// Help gives an example.
func (rekeyCommand) Help() string {
	return `Stop every bot on the state first. The old key is read from IOMBOT_KEY or IOMBOT_KEY_FILE, else from iombot.key beside the state. Afterwards start the bots with the new one. People choose their language again; nothing else is lost.

Example:

  IOMBOT_KEY_FILE=old.key iombot rekey --state sqlite:/data/state.db --new-key new.key`
}

// Run changes the key.
func (c *rekeyCommand) Run(ctx context.Context, p *process) error {
	if err := requireState(c.State); err != nil {
		return err
	}
	old, err := p.key(c.State, false)
	if err != nil {
		return err
	}
	fresh, err := loadOrMakeKey(c.NewKey)
	if err != nil {
		return err
	}
	err = state.Rekey(ctx, c.State, old, fresh)
	if errors.Is(err, state.ErrKey) {
		return fmt.Errorf("%w: set IOMBOT_KEY or IOMBOT_KEY_FILE to the key that it has now", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "The state has the key in %s now: set IOMBOT_KEY_FILE to it, and destroy the old one.\n", c.NewKey)
	return nil
}
