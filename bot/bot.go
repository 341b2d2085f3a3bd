// Package bot is the conversation: an update and the person's state go in,
// replies and the next state come out. It does no I/O and reads no clock; what
// it needs from outside (a searcher, texts, the knowledge base) is handed in.
//
// Reading order: update.go, reply.go and state.go have the types that go in and
// out. handle.go is the way in; from there typed.go, meaning.go, commands.go and
// language.go read what was written, answer.go, choices.go and consent.go reply
// to a question, and press.go, owner.go, menu.go, link.go and vote.go react to
// buttons. screen.go words and sends. topic.go, redact.go and detail.go serve these;
// inline.go stands alone. staff.go, desk.go, news.go, tally.go, alike.go and
// office.go are for staff.
package bot

import (
	"sync"

	"iombot/knowledge"
	"iombot/locales"
)

// Searcher finds entries for a question.
type Searcher interface {
	// Search decides what a person gets for a message. It always returns a
	// Result; an empty or senseless text gives the Outcome None.
	Search(m knowledge.Message) knowledge.Result
}

// Snapshot is a knowledge base with the searcher built from it.
type Snapshot struct {
	Base   *knowledge.Base
	Search Searcher
}

// Bot answers updates. It is safe for concurrent use.
type Bot struct {
	Catalog  *locales.Catalog
	Snapshot func() Snapshot // the current knowledge; may change between calls
	Contact  string          // e-mail address of the office, named when the bot does not know
	Desk     func() Desk     // what staff may look at now; nil when there is nothing
	KeepDays int             // how many days a kept question lives, as people are told; 30 when zero

	learn sync.Once
	means map[string][]meaning // see meanings
}
