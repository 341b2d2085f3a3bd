package langid

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxRunes bounds how much of a message is read, and so its cost.
const maxRunes = 1000

// word is a run of letters and digits of a message, lower-cased and composed.
type word struct {
	text   string
	script *script
	upper  bool // written in capitals only
	name   bool // written with a capital inside a sentence
}

// scan is a message split into words. Its words share one buffer.
type scan struct {
	buf  []byte
	ends []span
}

type span struct {
	start, end, letters, uppers int
	script                      *script
	title, first                bool
}

// read splits text into words. Addresses and commands belong to no language
// and are left out, as are numbers.
func read(text string) []word {
	size := min(len(text), maxRunes)
	s := scan{buf: make([]byte, 0, size+8), ends: make([]span, 0, size/5+1)}
	left, first := maxRunes, true
	for field := range strings.FieldsSeq(text) {
		if left <= 0 {
			break
		}
		if !isAddress(field) {
			left -= s.field(field, left, first)
		}
		first = strings.HasSuffix(field, ".") || strings.HasSuffix(field, "?") || strings.HasSuffix(field, "!")
	}
	return s.words()
}

// field adds the words of a run without spaces and returns its length.
func (s *scan) field(field string, limit int, first bool) int {
	n := 0
	w := span{start: len(s.buf), first: first}
	for i, r := range field {
		if n++; n > limit {
			break
		}
		switch {
		case unicode.IsMark(r):
			s.mark(r, &w)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			s.letter(r, field[i+utf8.RuneLen(r):], &w)
		case isApostrophe(r), unicode.Is(unicode.Cf, r), r == utf8.RuneError:
			// Dropped: "don't" is typed "dont" as often.
		default:
			w = s.end(w)
		}
	}
	s.end(w)
	return n
}

func (s *scan) end(w span) span {
	w.end = len(s.buf)
	if w.letters > 0 {
		s.ends = append(s.ends, w)
	}
	return span{start: w.end}
}

// letter appends r in lower case; rest is what follows it. Phones without
// Estonian letters put 6 for õ and 2 for ä inside words.
func (s *scan) letter(r rune, rest string, w *span) {
	if r < utf8.RuneSelf && unicode.IsDigit(r) {
		next, _ := utf8.DecodeRuneInString(rest)
		switch before := w.letters > 0; {
		case !unicode.IsLetter(next):
		case r == '6' && (before || len(rest) > 3): // "6igus", not "6pm"
			r = 'õ'
		case r == '2' && before:
			r = 'ä'
		}
	}
	if unicode.IsLetter(r) {
		lower := unicode.ToLower(r)
		if lower != r {
			w.uppers++
			w.title = w.title || w.letters == 0
		}
		// Japanese mixes its own letters into Chinese ones.
		if w.script == nil || w.script == han {
			w.script = scriptOf(r)
		}
		w.letters++
		r = lower
	}
	s.buf = utf8.AppendRune(s.buf, r)
}

// mark composes r with the letter before it, as NFC would. It drops a mark on a
// Latin letter that no profile has; other scripts need their marks.
func (s *scan) mark(r rune, w *span) {
	if len(s.buf) == w.start {
		return
	}
	last, size := utf8.DecodeLastRune(s.buf)
	if c, ok := compose(last, r); ok {
		s.buf = utf8.AppendRune(s.buf[:len(s.buf)-size], c)
		return
	}
	if w.script != latin {
		s.buf = utf8.AppendRune(s.buf, r)
	}
}

func (s *scan) words() []word {
	letters, uppers := 0, 0
	for _, e := range s.ends {
		letters += e.letters
		uppers += e.uppers
	}
	shout := uppers*2 > letters // capitals mean nothing then
	all := string(s.buf)
	words := make([]word, 0, len(s.ends))
	for _, e := range s.ends {
		words = append(words, word{
			text: all[e.start:e.end], script: e.script,
			upper: !shout && e.uppers > 1 && e.uppers == e.letters,
			name:  !shout && e.title && !e.first,
		})
	}
	return words
}

func isApostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʻ' || r == 'ʼ' || r == '`' || r == '´'
}

// isAddress reports whether the field is a web or e-mail address, a user name
// or a bot's command.
func isAddress(field string) bool {
	if strings.ContainsRune(field, '@') || strings.Contains(field, "://") || strings.HasPrefix(field, "www.") {
		return true
	}
	if len(field) > 1 && field[0] == '/' && field[1] >= 'a' && field[1] <= 'z' {
		return true
	}
	field = strings.TrimRight(field, ".,;:!?)")
	return slices.ContainsFunc(domains, func(d string) bool { return len(field) > len(d) && strings.HasSuffix(field, d) })
}

// domains are endings that do not occur in sentences typed without a space after
// the full stop.
var domains = []string{".int", ".com", ".org", ".net", ".ee", ".eu", ".ru", ".ua", ".fi", ".lv", ".lt"}

// letters counts the letters and digits of a word.
func (w word) letters() int { return utf8.RuneCountInString(w.text) }
