package index

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"iombot/index/classify"
	"iombot/locales/text"
)

// smallTalk is what the base's hidden entries, its greetings, thanks and
// farewells, teach of small talk.
type smallTalk struct {
	// Typical tells how many times as common a stem is in the phrasings of one of
	// them as in those of the other entries.
	Typical map[string]float64
	// Said are their short phrasings, as stemsOf has them.
	Said map[string]bool
}

// How many times as common a word of small talk is in it.
const (
	mayBeSmall  = 3 // it may be: "today" in "how are you today"
	surelySmall = 6 // it is: "hello"
)

// said is the number of words up to which a phrasing of small talk is recognised
// before or behind something else: "have a nice day".
const said = 4

// story is the number of words from which on what is said besides small talk is
// hardly more of it.
const story = 8

func newSmallTalk(w *builder) smallTalk {
	small := smallTalk{map[string]float64{}, map[string]bool{}}
	hidden, others := map[string]float64{}, map[string]float64{} // share of an entry's phrasings: the largest, the mean
	var n float64
	for _, e := range w.base.Entries {
		if !e.Hidden {
			n++
		}
	}
	for k, e := range w.base.Entries {
		t := e.Texts[w.lang]
		if t == nil {
			continue
		}
		phrasings := w.asked[k][:len(t.Phrasings())]
		usage := map[string]float64{}
		for _, p := range phrasings {
			tokens := w.analyzer.Tokens(p)
			for stem := range stemSet(tokens) {
				usage[stem] += 1 / float64(len(phrasings))
			}
			if e.Hidden && len(tokens) <= said {
				small.Said[stemsOf(tokens)] = true
			}
		}
		for stem, share := range usage {
			if e.Hidden {
				hidden[stem] = max(hidden[stem], share)
			} else {
				others[stem] += share / n
			}
		}
	}
	for stem, share := range hidden {
		small.Typical[stem] = share / max(others[stem], 1e-9)
	}
	return small
}

func stemSet(tokens []classify.Token) map[string]bool {
	out := map[string]bool{}
	for _, t := range tokens {
		out[t.Stem] = true
	}
	return out
}

// marks reports whether one of the tokens may be small talk.
func (s smallTalk) marks(tokens []classify.Token) bool {
	return slices.ContainsFunc(tokens, func(t classify.Token) bool { return s.Typical[t.Stem] >= mayBeSmall })
}

// fills reports whether the tokens are small talk and nothing else.
func (s smallTalk) fills(tokens []classify.Token) bool {
	return !slices.ContainsFunc(tokens, func(t classify.Token) bool { return s.Typical[t.Stem] < surelySmall })
}

// mayFill reports whether there are few enough tokens for small talk, half of
// which at least it uses: only then is it worth being scored.
func (s smallTalk) mayFill(tokens []classify.Token) bool {
	used := 0
	for _, t := range tokens {
		if s.Typical[t.Stem] > 0 {
			used++
		}
	}
	return len(tokens) <= 2*story && 2*used >= len(tokens)
}

// withoutSmallTalk is the text without greetings, thanks and farewells at both
// ends, or r itself when that is all there is. In a conversation, thanks behind
// something that asks nothing are the message: "I called. Thank you!".
func (x *Index) withoutSmallTalk(r *scored, conversation bool) *scored {
	best := r.best()
	if best == nil || r.isPhrasing() || !r.language.smallTalk.marks(r.tokens) {
		return r
	}
	greeted := x.base.Entries[best.entry].Hidden
	rest, ending := x.cutSmallTalk(r)
	switch {
	case rest == r.text:
		return r
	case !hasToken(rest):
		return x.lastSmallTalk(r)
	}
	w, err := x.scoreText(r.language, rest)
	if err != nil || w.best() == nil {
		return r
	}
	// Danger is told as much with a greeting as without: "hello, I want to die".
	w.urgent = max(w.urgent, r.urgent)
	r.urgent = w.urgent
	sure := w.confidence(0)
	remark := x.smallness(w) >= x.params.Likely || conversation && sure < x.calibration.Answer && !r.language.isAsking(rest)
	if ending != "" && remark && w.urgent < x.calibration.Help {
		if end, err := x.scoreText(r.language, ending); err == nil && end.best() != nil {
			return end
		}
	}
	switch {
	case sure >= r.confidence(0):
		return w
	case greeted && sure < x.params.Likely && w.similarityTo(best.entry) >= w.best().x[featNearest]:
		return r // more small talk: "how are you?" after "hello"
	case isQuestion(rest), sure >= x.params.Likely, sure >= x.calibration.Offer && len(w.tokens) >= story:
		return w
	}
	return r
}

// lastSmallTalk reads what is said last in a message that is all small talk: the
// thanks of "ok, thanks", the farewell of "thanks bye". That is its last part or,
// when nothing stands apart, its last word. If the reply to that is less sure than
// the reply to the whole, the whole is returned.
func (x *Index) lastSmallTalk(r *scored) *scored {
	apart, spans := segments(r.text), text.TokenSpans(r.text)
	last := apart[len(apart)-1]
	if len(apart) == 1 && len(spans) > 1 {
		last = r.text[spans[len(spans)-1].Start:]
	}
	end, err := x.scoreText(r.language, last)
	if err != nil || end.best() == nil || end.confidence(0) < r.confidence(0) || x.smallness(end) < x.params.Likely {
		return r
	}
	end.urgent = max(end.urgent, r.urgent)
	return end
}

// similarityTo is the similarity of an entry's nearest phrasing.
func (r *scored) similarityTo(entry int) float64 {
	for i := range r.candidates {
		if c := &r.candidates[i]; c.entry == entry {
			return c.x[featNearest]
		}
	}
	return 0
}

// isQuestion reports whether a text ends with a question mark.
func isQuestion(s string) bool { return strings.HasSuffix(strings.TrimSpace(s), "?") }

// cutSmallTalk cuts small talk off both ends of a text, the whole of it when
// there is nothing else: first what stands apart and is small talk by itself,
// then single words. ending is what stood apart at the end.
func (x *Index) cutSmallTalk(r *scored) (rest, ending string) {
	segments := segments(r.text)
	for len(segments) > 0 && x.isSmallTalk(r, segments[0]) {
		segments = segments[1:]
	}
	for len(segments) > 0 && x.isSmallTalk(r, segments[len(segments)-1]) {
		ending = segments[len(segments)-1] + ending
		segments = segments[:len(segments)-1]
	}
	return strings.TrimSpace(r.language.trimSmallTalk(strings.Join(segments, ""))), ending
}

// isSmallTalk reports whether s, the whole message or a part of it, is small talk
// by itself. Its words of small talk must not outweigh a question, as in "hello,
// where are you?", nor danger, as in "hi I want to die".
func (x *Index) isSmallTalk(whole *scored, s string) bool {
	l := whole.language
	tokens := l.analyzer.Tokens(s)
	if !l.smallTalk.marks(tokens) || !l.smallTalk.mayFill(tokens) {
		return false
	}
	score := func(s string) *scored {
		if s == whole.text {
			return whole
		}
		r, err := x.scoreText(l, s)
		if err != nil || r.best() == nil {
			return nil
		}
		return r
	}
	hidden := func(r *scored) bool { return x.base.Entries[r.best().entry].Hidden }
	if r := score(s); r == nil || !hidden(r) || r.confidence(0) < x.calibration.Offer {
		return false
	}
	rest := l.trimSmallTalk(s)
	if rest == "" {
		return true
	}
	r := score(rest)
	switch {
	case r == nil || hidden(r):
		return true
	case isQuestion(s):
		return r.confidence(0) < x.params.Likely
	}
	return r.urgent < x.calibration.Help
}

// trimSmallTalk cuts small talk off both ends of a text: words and phrasings of it,
// if there is a phrasing among them: "tomorrow" is no farewell, "see you tomorrow"
// is. The last words of a question are of it, and so is a no: "how are you today?",
// "if they say no".
func (l *language) trimSmallTalk(s string) string {
	spans := text.TokenSpans(s)
	first, last := 0, len(spans)
	for n := 1; n > 0 && first < last; first += n {
		n = l.smallWords(s, spans[first:last], false)
	}
	if !l.holdsSaid(s, spans[:first]) {
		first = 0
	}
	for n := 1; n > 0 && first < last && !isQuestion(s); last -= n {
		n = l.smallWords(s, spans[first:last], true)
	}
	if !l.holdsSaid(s, spans[last:]) {
		last = len(spans)
	}
	if first == last {
		return ""
	}
	if last < len(spans) {
		s = s[:spans[last-1].End]
	}
	return s[spans[first].Start:]
}

// smallWords is how many words at the beginning or end of a row are a phrasing of
// small talk, with a word that is surely of it, or one such word.
func (l *language) smallWords(s string, words []text.Span, end bool) int {
	for n := min(said, len(words)); n > 0; n-- {
		part := words[:n]
		if end {
			part = words[len(words)-n:]
		}
		tokens := l.analyzer.Tokens(s[part[0].Start:part[n-1].End])
		denies := slices.ContainsFunc(tokens, func(t classify.Token) bool { return slices.Contains(l.rules.denies, t.Word) })
		if !denies && l.smallTalk.fills(tokens) || l.smallTalk.Said[stemsOf(tokens)] && l.smallTalk.marks(tokens) && !denies {
			return n
		}
	}
	return 0
}

// holdsSaid reports whether some of the words in a row are a phrasing of small
// talk.
func (l *language) holdsSaid(s string, words []text.Span) bool {
	for i := range words {
		for j := i; j < min(i+said, len(words)); j++ {
			if l.smallTalk.Said[stemsOf(l.analyzer.Tokens(s[words[i].Start:words[j].End]))] {
				return true
			}
		}
	}
	return false
}

// segments cuts a normalised text after every mark that people put between a
// greeting and what follows it: punctuation, line breaks, pictures. Joined they
// are the text; each but an only one has a word.
func segments(s string) []string {
	var out []string
	start := 0
	for _, w := range text.WordSpans(s) {
		gap := s[start:w.Start]
		if end := strings.LastIndexFunc(gap, breaks); end >= 0 && len(out) > 0 {
			_, size := utf8.DecodeRuneInString(gap[end:])
			out[len(out)-1] += gap[:end+size]
			start += end + size
			out = append(out, "")
		}
		if len(out) == 0 {
			out = append(out, "")
		}
		out[len(out)-1] += s[start:w.End]
		start = w.End
	}
	if len(out) == 0 {
		return []string{s}
	}
	out[len(out)-1] += s[start:]
	return out
}

func breaks(r rune) bool {
	return r == '\n' || unicode.Is(unicode.So, r) || unicode.IsPunct(r) && r != '-'
}
