package index

// signal numbers what a question tells about an entry.
type signal int

// The signals that a question gives for an entry, each about 0 to 1.
const (
	sigLinear signal = iota // margin of the linear model, about -1 to 1
	sigBest                 // likeness to the most similar phrasing
	sigTop3                 // mean likeness to the three most similar ones
	sigWords                // likeness in words alone
	sigAsked                // share of the question's words that the entry's phrasings use
	sigAnswer               // share that its answer uses
	sigSense                // share that its phrasings use, by the same word or a synonym
	sigCount
)

// signalNames are the signals' names for people who edit entries.
var signalNames = [sigCount]string{
	sigLinear: "model", sigBest: "nearest", sigTop3: "nearest-three", sigWords: "words",
	sigAsked: "vocabulary", sigAnswer: "answer-text", sigSense: "meaning",
}

// candidacy says whether an entry may answer a question.
type candidacy uint8

const (
	dropped candidacy = iota // it may not
	rescued                  // on the linear model's word alone
	found                    // Bleve found one of its phrasings
)

// reading is a question as one language reads it, with its signals. Slices have
// an element an entry.
type reading struct {
	tokens     []token // after mending
	signals    [][sigCount]float32
	nearest    []int32     // the most similar phrasing, -1 for none
	candidacy  []candidacy // nil when Bleve found nothing: then all are candidates
	background float32     // margin of the background class
	known      float32     // share of the question's words that any entry uses
	reliance   float64     // on single phrasings, see reliance
}

// halfReliance is the number of phrasings an entry at which single ones are
// relied on by half.
const halfReliance = 40

// reliance tells how much single phrasings mean in a base of so many, 0 to 1:
// n/(n+halfReliance) for n phrasings an entry.
func reliance(phrasings, entries int) float64 {
	each := float64(phrasings) / float64(entries)
	return each / (each + halfReliance)
}
