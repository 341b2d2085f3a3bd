package knowledge

import "iombot/locales"

// Outcome says what to do with a question.
type Outcome string

// The three outcomes of a question.
const (
	Answer  Outcome = "answer"  // send the first candidate
	Choices Outcome = "choices" // offer up to three as buttons
	None    Outcome = "none"    // say that the bot does not know, and who does
)

// Result is what a search made of a question.
type Result struct {
	Lang     locales.Lang // language of the question; one of the base's, or the nearest guess
	Unserved locales.Lang // the question's language when the base does not serve it ("ru", "fi", "und"…), else empty
	Outcome  Outcome
	// Candidates ranks entries, best first, at most ten. With Outcome Answer
	// the first Answers of them are to be sent (two when the message held two
	// questions); with Choices the first Answers of them (1 to 3) are offered.
	Candidates []Match
	Answers    int
}

// Match is an entry that may answer a question.
type Match struct {
	ID         string
	Confidence float64 // probability, 0 to 1, that the entry is a right answer; comparable between questions
	Phrase     string  // the phrasing it matched best
}
