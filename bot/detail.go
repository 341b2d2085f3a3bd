package bot

import (
	"regexp"
	"strings"
	"unicode"
)

// DetailKind is a kind of what could reveal a person.
type DetailKind string

// The kinds that are recognised surely enough to refuse a text for. Names and
// addresses are not among them: too many ordinary questions look like one.
const (
	EmailDetail    DetailKind = "email"
	AccountDetail  DetailKind = "account" // of a messenger: @name
	BirthdayDetail DetailKind = "birthday"
	DocumentDetail DetailKind = "document" // number of a document or a case
	PhoneDetail    DetailKind = "phone"
	CodeDetail     DetailKind = "code" // personal code
)

// Detail is something in a text that could reveal a person.
type Detail struct {
	Kind DetailKind
	Text string
}

// PersonalDetail is the first detail of a person that stands in a text which
// staff want to keep; ok is false when there is none.
func PersonalDetail(text string) (d Detail, ok bool) {
	text = strings.Map(visible, strings.ToValidUTF8(strings.ReplaceAll(text, mark, " "), ""))
	for _, r := range redactions {
		after := r.remove(text)
		if after == text || r.kind == "" {
			text = after
			continue
		}
		d := Detail{r.kind, removed(text, after)}
		if personalCode.MatchString(compact(d.Text)) {
			d.Kind = CodeDetail
		}
		return d, true
	}
	return Detail{}, false
}

// removed is what stands in before where after has the first mark.
func removed(before, after string) string {
	head, tail, _ := strings.Cut(after, mark)
	rest := before[len(head):]
	next, _, more := strings.Cut(tail, mark)
	end := len(rest) - len(next)
	if more {
		end = strings.Index(rest, next)
		if next == "" || end <= 0 {
			end = len(rest)
		}
	}
	return strings.TrimSpace(rest[:end])
}

// personalCode is Estonia's: sex and century, a day of birth, four digits.
var personalCode = regexp.MustCompile(`^[1-8]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}$`)

// compact leaves out what separates a text's letters and digits.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsNumber(r) || unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}
