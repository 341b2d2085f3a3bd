package knowledge

import "iombot/locales"

// Message is what a person wrote, with what is known about the conversation.
type Message struct {
	Text string
	// Hint is the language to fall back on when the text does not show it: the one
	// that the person chose, or that of the conversation, or of their app.
	Hint locales.Lang
	// Topic lists the entries that the person saw last, newest first; empty when
	// there are none or it was too long ago.
	Topic []string
	// Quoted is the text of the message that this one replies to, if any.
	Quoted string
}

// Outcome says what a person gets.
type Outcome string

// The outcomes of a message.
const (
	Answer  Outcome = "answer"  // entries are sent
	Choices Outcome = "choices" // up to three are offered as buttons
	None    Outcome = "none"    // the bot says that it does not know, and who does
	Cry     Outcome = "cry"     // a bare call for help: the numbers to call, and the question what happened
)

// Result is the whole decision about a message: what is sent, what is offered
// and which help line goes with it. No later step decides again.
type Result struct {
	Lang     locales.Lang // the message's language; one of those that the base can be asked in
	Unserved locales.Lang // the message's language when the base cannot be asked in it ("fi", "und"…), else empty
	Outcome  Outcome
	Sent     []Match // with Answer: the entries to send, in order; two when the message held two questions
	Offered  []Match // with Choices: one to three entries
	// Help is the urgent entry that a help line names beside any other outcome,
	// because the message may be about danger; empty when there is none.
	Help string
	// Candidates ranks entries, best first, at most ten, whatever the outcome.
	Candidates []Match
	// Leaned reports that the message was read together with the topic.
	Leaned bool
}

// Match is an entry that may answer a message.
type Match struct {
	ID         string
	Confidence float64 // probability, 0 to 1, that the entry is a right answer; comparable between messages
	Phrase     string  // the phrasing it is most similar to
}
