package index

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"iombot/knowledge"
	"iombot/locales"
)

// smallTalk tells how many times as common a stem is in the phrasings of one of
// the base's hidden entries, its greetings, thanks and farewells, as in those of
// the others.
type smallTalk map[string]float64

// How many times as common a word of small talk is in it.
const (
	mayBeSmall  = 3 // it may be: "today" in "how are you today"
	surelySmall = 6 // it is: "hello"
)

func newSmallTalk(b *knowledge.Base, lang locales.Lang, analyze analyzer) smallTalk {
	hidden, others := map[string]float64{}, map[string]float64{} // share of an entry's phrasings: the largest, the mean
	var n float64
	for _, e := range b.Entries {
		if !e.Hidden {
			n++
		}
	}
	for _, e := range b.Entries {
		t := e.Texts[lang]
		if t == nil {
			continue
		}
		for stem, share := range usage(t, analyze) {
			if e.Hidden {
				hidden[stem] = max(hidden[stem], share)
			} else {
				others[stem] += share / n
			}
		}
	}
	s := smallTalk{}
	for stem, share := range hidden {
		s[stem] = share / max(others[stem], 1e-9)
	}
	return s
}

// usage tells which share of an entry's phrasings has a stem.
func usage(t *knowledge.Text, analyze analyzer) map[string]float64 {
	out := map[string]float64{}
	phrasings := t.Phrasings()
	for _, p := range phrasings {
		for stem := range stems(analyze.tokens(clean(p.Text))) {
			out[stem] += 1 / float64(len(phrasings))
		}
	}
	return out
}

func stems(tokens []token) map[string]bool {
	out := map[string]bool{}
	for _, t := range tokens {
		out[t.stem] = true
	}
	return out
}

// marks reports whether one of the tokens may be small talk.
func (s smallTalk) marks(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool { return s[t.stem] >= mayBeSmall })
}

// fills reports whether the tokens are small talk and nothing else.
func (s smallTalk) fills(tokens []token) bool {
	return !slices.ContainsFunc(tokens, func(t token) bool { return s[t.stem] < surelySmall })
}

// withoutSmallTalk cuts greetings, thanks and farewells off both ends of a
// cleaned text, the whole of it when there is nothing else: first what stands
// apart and is small talk by itself, then single words.
func (x *Index) withoutSmallTalk(r *reader, text string) string {
	segments := segments(text)
	for len(segments) > 0 && x.isSmallTalk(r, segments[0]) {
		segments = segments[1:]
	}
	for len(segments) > 0 && x.isSmallTalk(r, segments[len(segments)-1]) {
		segments = segments[:len(segments)-1]
	}
	return strings.TrimSpace(r.trimSmallTalk(strings.Join(segments, "")))
}

// isSmallTalk reports whether a part of a message is small talk by itself. One
// that asks must be so without its words of small talk too: in "hello, where are
// you?" they must not outweigh the question.
func (x *Index) isSmallTalk(r *reader, text string) bool {
	if !r.smallTalk.marks(r.mender.mend(r.analyze.tokens(text))) {
		return false
	}
	hidden := func(v *view) bool { return x.base.Entries[v.order[0]].Hidden }
	if v := x.glance(r, text); !hidden(v) || v.confidence(0) < x.calibration.Offer {
		return false
	}
	rest := r.trimSmallTalk(text)
	if !isQuestion(text) || rest == "" {
		return true
	}
	v := x.glance(r, rest)
	return hidden(v) || v.confidence(0) < likely
}

// trimSmallTalk cuts words of small talk off both ends of text. The last words
// of a question are of it: "how are you today?".
func (r *ranker) trimSmallTalk(text string) string {
	spans := wordSpans(text)
	small := func(w span) bool { return r.smallTalk.fills(r.analyze.tokens(text[w.start:w.end])) }
	first, last := 0, len(spans)
	for first < last && small(spans[first]) {
		first++
	}
	for first < last && !isQuestion(text) && small(spans[last-1]) {
		last--
	}
	if first == last {
		return ""
	}
	if last < len(spans) {
		text = text[:spans[last-1].end]
	}
	return text[spans[first].start:]
}

// segments cuts a cleaned text after every mark that people put between a
// greeting and what follows it: punctuation, line breaks, pictures. Joined they
// are the text; each but an only one has a word.
func segments(text string) []string {
	var out []string
	start := 0
	for _, w := range wordSpans(text) {
		gap := text[start:w.start]
		if end := strings.LastIndexFunc(gap, breaks); end >= 0 && len(out) > 0 {
			_, size := utf8.DecodeRuneInString(gap[end:])
			out[len(out)-1] += gap[:end+size]
			start += end + size
			out = append(out, "")
		}
		if len(out) == 0 {
			out = append(out, "")
		}
		out[len(out)-1] += text[start:w.end]
		start = w.end
	}
	if len(out) == 0 {
		return []string{text}
	}
	out[len(out)-1] += text[start:]
	return out
}

func breaks(r rune) bool {
	return r == '\n' || unicode.Is(unicode.So, r) || unicode.IsPunct(r) && r != '-'
}
