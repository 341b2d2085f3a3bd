package fakeapi

import (
	"cmp"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// detectors find what Telegram marks by itself in any text. An earlier one wins
// over a later one at the same place. Group 1 is what is marked.
var detectors = []struct {
	kind string
	re   *regexp.Regexp
}{
	{"email", regexp.MustCompile(`(?:^|[^\w.+-])([\w.+-]+@(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{2,})`)},
	{"url", regexp.MustCompile(`(?i)(?:^|[^\w@./-])((?:https?://[^\s<>"]*[^\s<>".,;:!?)'\]])|(?:(?:[a-z0-9-]+\.)+(?:com|org|net|int|ee|eu|info|io|me|ru|ua)\b(?:/[^\s<>"]*[^\s<>".,;:!?)'\]])?))`)},
	{"bot_command", regexp.MustCompile(`(?:^|[^\pL\pN_/<>])(/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?)`)},
	{"mention", regexp.MustCompile(`(?:^|[^\pL\pN_])(@[a-zA-Z0-9_]{2,32})`)},
	{"hashtag", regexp.MustCompile(`(?:^|[^\pL\pN_])(#[\pL\pN_]*\pL[\pL\pN_]*)`)},
}

// detect adds the entities that Telegram finds by itself to those that a text
// has: links, mentions, commands, hashtags, e-mail addresses; none inside
// links and code.
func detect(text string, have []Entity) []Entity {
	if !strings.ContainsAny(text, "/@#.") {
		return have
	}
	units := unitOffsets(text)
	es := append([]Entity(nil), have...)
	for _, d := range detectors {
		for _, m := range d.re.FindAllStringSubmatchIndex(text, -1) {
			start, end := m[2], m[3]
			if next, _ := utf8.DecodeRuneInString(text[end:]); d.kind == "bot_command" && !boundary(next, end == len(text)) {
				continue
			}
			e := Entity{Type: d.kind, Offset: units[start], Length: units[end] - units[start]}
			if !taken(es, e) {
				es = append(es, e)
			}
		}
	}
	sortEntities(es)
	return es
}

func boundary(next rune, end bool) bool {
	return end || !unicode.IsLetter(next) && !unicode.IsDigit(next) && !strings.ContainsRune("_/<>", next)
}

// taken reports whether e overlaps an entity beside which it cannot be.
func taken(es []Entity, e Entity) bool {
	for _, o := range es {
		switch o.Type {
		case "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote":
			continue
		}
		if e.Offset < o.Offset+o.Length && o.Offset < e.Offset+e.Length {
			return true
		}
	}
	return false
}

// unitOffsets maps each byte offset at which a rune begins, and the end, to
// the UTF-16 offset.
func unitOffsets(text string) []int {
	at := make([]int, len(text)+1)
	n := 0
	for i, r := range text {
		at[i] = n
		n += utf16.RuneLen(r)
	}
	at[len(text)] = n
	return at
}

// unitLen is the length of text in UTF-16 code units.
func unitLen(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// trim cuts white space at both ends, as Telegram does, and the entities with it.
func trim(text string, es []Entity) (string, []Entity) {
	left := strings.TrimLeftFunc(text, unicode.IsSpace)
	cut := unitLen(text[:len(text)-len(left)])
	text = strings.TrimRightFunc(left, unicode.IsSpace)
	end := unitLen(text)
	var kept []Entity
	for _, e := range es {
		from, to := max(e.Offset-cut, 0), min(e.Offset-cut+e.Length, end)
		if from < to {
			e.Offset, e.Length = from, to-from
			kept = append(kept, e)
		}
	}
	return text, kept
}

// badURL says what is wrong with a link's or button's URL, or nothing: "HTTP or
// tg:// URL to be opened"; the host of a web address has a dot.
func badURL(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return "Wrong HTTP URL"
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host == "" {
			return "URL host is empty"
		}
		if port, err := strconv.Atoi(cmp.Or(u.Port(), "80")); err != nil || port < 1 || port > 65535 {
			return "Wrong port number specified in the URL"
		}
		if len(s) > 2048 || strings.HasPrefix(u.Hostname(), "-") {
			return "Wrong HTTP URL"
		}
		if !strings.Contains(strings.Trim(u.Hostname(), "."), ".") || strings.ContainsAny(s, " \t\n") {
			return "Wrong HTTP URL"
		}
	case "tg":
	default:
		return "Unsupported URL protocol"
	}
	return ""
}
