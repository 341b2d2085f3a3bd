package knowledge

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"iombot/locales"
)

// Fact is something in an entry's answers that can be checked against a source
// and can go out of date: a number, telephone number, hour, amount, date,
// street address, mail address or web address.
type Fact struct {
	Entry *Entry
	Text  string         // as the first language writes it; dates as year-month-day
	Langs []locales.Lang // of the answers that state it
	Web   bool           // a web address, for which each language may choose its own
}

// Facts lists the facts of all entries: by entry, then in the order of the
// answer in the base's first language. A fact that languages write differently
// (1 600 and 1,600; 4. märts and 4 March) is one fact.
func (b *Base) Facts() []Fact {
	var out []Fact
	for _, e := range b.Entries {
		at := map[string]int{}
		for _, l := range b.Asked() {
			if t := e.Texts[l]; t != nil {
				for _, f := range t.facts(e.names(b)) {
					i, known := at[f.key]
					if !known {
						i = len(out)
						at[f.key] = i
						out = append(out, Fact{Entry: e, Text: f.text, Web: f.web})
					}
					if !slices.Contains(out[i].Langs, l) {
						out[i].Langs = append(out[i].Langs, l)
					}
				}
			}
		}
	}
	return out
}

// found is a fact in one text.
type found struct {
	key  string // the same in all languages
	text string
	at   int // its offset
	web  bool
}

var (
	webAddress = regexp.MustCompile(`(?:[\w.+-]+@)?(?:[\w-]+\.)+[a-z]{2,6}\b(?:/[\w./?=%-]*[\w/])?`)
	dayOrMonth = regexp.MustCompile(`(?:(\d{1,2})\.? )?(\p{L}{3,})\.? (\d{4})\b`)
	number     = regexp.MustCompile(`\+?\d+(?:[ .,\x{a0}]?\d+)*(?:[–-]\d+(?:[.,]\d+)?)?(?: ?%)?`)
	yearMonth  = regexp.MustCompile(`(\d{4})\. aasta (\p{L}+)`) // Estonian
	shortYear  = regexp.MustCompile(`^(\d\d)\d\d-\d\d$`)
	named      = regexp.MustCompile(`\p{Lu}[\p{L}.-]*(?: \p{Lu}\p{L}+)?(?: (?:mnt|pst|tee|tn))? \d{1,3}[a-z]?\b`)
)

// facts lists the text's facts in order, each once. names are names with a
// number that all languages have.
func (t *Text) facts(names []string) []found {
	rich, _ := ParseMarkdown(t.Answer.Text)
	var lines []string
	for _, b := range rich {
		line := ""
		for _, s := range b.Spans {
			line += s.Text
		}
		lines = append(lines, line)
	}
	all := factsIn(strings.Join(append(lines, t.Help.Text), "\n"), names)
	for _, l := range slices.Concat(t.inlineLinks(), t.urls()) {
		all = append(all, found{key: l.Text, text: l.Text, web: true})
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(f found) bool {
		was := seen[f.key]
		seen[f.key] = true
		return was
	})
}

// urls are the addresses of the buttons.
func (t *Text) urls() (out []Item) {
	for _, l := range t.Links {
		out = append(out, l.URL)
	}
	return out
}

// factsIn finds the facts in a text, in order. What matches one kind is not
// searched for the next.
func factsIn(text string, names []string) []found {
	var out []found
	take := func(from, to int, f found) {
		f.at = from
		out = append(out, f)
		text = text[:from] + strings.Repeat("\x00", to-from) + text[to:]
	}
	for _, m := range webAddress.FindAllStringIndex(text, -1) {
		s := text[m[0]:m[1]]
		take(m[0], m[1], found{key: s, text: s, web: true})
	}
	for _, m := range dayOrMonth.FindAllStringSubmatchIndex(text, -1) {
		month := monthOf(text[m[4]:m[5]])
		if month == 0 {
			continue
		}
		day := text[m[6]:m[7]] + "-" + twoDigits(month)
		if m[2] >= 0 {
			n, _ := strconv.Atoi(text[m[2]:m[3]])
			day += "-" + twoDigits(n)
		}
		take(m[0], m[1], found{key: day, text: day})
	}
	for _, m := range yearMonth.FindAllStringSubmatchIndex(text, -1) {
		if month := monthOf(text[m[4]:m[5]]); month != 0 {
			day := text[m[2]:m[3]] + "-" + twoDigits(month)
			take(m[0], m[1], found{key: day, text: day})
		}
	}
	for _, name := range names {
		for from := strings.Index(text, name); from >= 0; from = strings.Index(text, name) {
			take(from, from+len(name), found{key: name, text: name})
		}
	}
	for _, m := range number.FindAllStringIndex(text, -1) {
		s := text[m[0]:m[1]]
		take(m[0], m[1], found{key: digits(s), text: s})
	}
	slices.SortStableFunc(out, func(a, b found) int { return cmp.Compare(a.at, b.at) })
	return out
}

// names lists the names with a number that all languages' answers have, which
// are mostly street addresses. It excludes a sentence's first word followed by a
// number, because that word differs between languages.
func (e *Entry) names(b *Base) []string {
	var answers []string
	for _, l := range b.Languages {
		if t := e.Texts[l]; t != nil {
			answers = append(answers, t.Answer.Text)
		}
	}
	if len(answers) < 2 {
		return nil
	}
	var out []string
	for _, name := range named.FindAllString(answers[0], -1) {
		inAll := true
		for _, a := range answers {
			inAll = inAll && strings.Contains(a, name)
		}
		if inAll && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// digits is a number without what languages write differently: the separators of
// thousands and decimals, and the century of a second year.
func digits(s string) string {
	var b strings.Builder
	for i, r := range s {
		_, after, _ := strings.Cut(s[i:], string(r))
		tail := strings.IndexFunc(after+" ", func(r rune) bool { return !unicode.IsDigit(r) })
		switch {
		case r == ' ' || r == '\u00a0' || r == ',' && tail == 3:
		case r == ',' || r == '.':
			b.WriteByte('.')
		case r == '–':
			b.WriteByte('-')
		default:
			b.WriteRune(r)
		}
	}
	plain := strings.TrimSuffix(b.String(), ".00")
	if m := shortYear.FindStringSubmatch(plain); m != nil { // 2011-12
		return plain[:5] + m[1] + plain[5:]
	}
	return plain
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// months are how the months' names begin, in the languages that entries are
// written in.
var months = [12][]string{
	{"jaan", "januar", "янв", "січ"}, {"veeb", "febr", "фев", "лют"}, {"märts", "march", "март", "берез"},
	{"apr", "апр", "квіт"}, {"mai", "may", "май", "мая", "трав"}, {"juun", "june", "июн", "черв"},
	{"juul", "july", "июл", "лип"}, {"aug", "авг", "серп"}, {"sept", "сент", "верес"},
	{"okt", "octo", "окт", "жовт"}, {"nov", "ноя", "листоп"}, {"dets", "dece", "дек", "груд"},
}

// monthOf is the month, from 1, that word names in any case form; 0 for none.
func monthOf(word string) int {
	word = strings.ToLower(word)
	for i, begins := range months {
		for _, b := range begins {
			if strings.HasPrefix(word, b) {
				return i + 1
			}
		}
	}
	return 0
}
