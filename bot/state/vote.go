package state

import (
	"context"

	"iombot/bot"
)

// withdrawVote takes back a vote that was counted. A count never falls below
// zero.
func (t tables) withdrawVote(ctx context.Context, q querier, e bot.Event) error {
	useful, useless := 0, 1
	if e.Useful {
		useful, useless = 1, 0
	}
	return execute(ctx, q, "withdrawing vote", `UPDATE votes SET
		useful = CASE WHEN useful >= $3 THEN useful - $3 ELSE 0 END,
		useless = CASE WHEN useless >= $4 THEN useless - $4 ELSE 0 END
		WHERE entry = $1 AND lang = $2`, e.Entry, string(e.Lang), useful, useless)
}
