package fakeapi

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// htmlTags are the tags of https://core.telegram.org/bots/api#html-style with
// the entity that each makes.
var htmlTags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"span": "spoiler", "tg-spoiler": "spoiler", "a": "text_link", "tg-emoji": "custom_emoji",
	"code": "code", "pre": "pre", "blockquote": "blockquote",
}

// htmlAttributes are the documented attributes of each tag.
var htmlAttributes = map[string]string{
	"a": "href", "span": "class", "code": "class", "blockquote": "expandable", "tg-emoji": "emoji-id",
}

// htmlParser walks over a text in HTML parse mode. Its errors are worded as
// those of TDLib's parse_html where the live server refuses too.
type htmlParser struct {
	in       string
	pos      int
	out      strings.Builder
	units    int // UTF-16 length of out
	open     []openTag
	entities []Entity
}

type openTag struct {
	name, value string // value of the tag's only attribute
	at          int    // byte offset in the input
	units       int    // where the entity begins
}

// unparsable is Telegram's refusal of a text whose markup is wrong.
func unparsable(format string, args ...any) error {
	return broken("can't parse entities: "+format, args...)
}

// parseHTML returns the text without markup and its entities.
func parseHTML(in string) (string, []Entity, error) {
	p := &htmlParser{in: in}
	for p.pos < len(in) {
		var err error
		switch in[p.pos] {
		case '&':
			var r rune
			if r, err = p.reference(); err == nil {
				p.write(r)
			}
		case '<':
			if strings.HasPrefix(in[p.pos:], "</") {
				err = p.endTag()
			} else {
				err = p.startTag()
			}
		case '>':
			err = unparsable("character '>' must be written as &gt; at byte offset %d", p.pos)
		default:
			r, n := utf8.DecodeRuneInString(in[p.pos:])
			p.pos += n
			p.write(r)
		}
		if err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, unparsable("Can't find end tag corresponding to start tag %q", p.open[n-1].name)
	}
	sortEntities(p.entities)
	return p.out.String(), p.entities, nil
}

func (p *htmlParser) write(r rune) {
	p.out.WriteRune(r)
	p.units += utf16.RuneLen(r)
}

// reference decodes the character reference at pos: "The API currently supports
// only the following named HTML entities: &lt;, &gt;, &amp; and &quot;" and
// "All numerical HTML entities are supported".
func (p *htmlParser) reference() (rune, error) {
	name, _, ok := strings.Cut(p.in[p.pos+1:], ";")
	bad := unparsable("character '&' must be written as &amp; at byte offset %d", p.pos)
	if !ok {
		return 0, bad
	}
	p.pos += len(name) + 2
	switch name {
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "amp":
		return '&', nil
	case "quot":
		return '"', nil
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if digits == name {
		return 0, bad
	}
	if hex := strings.TrimLeft(digits, "xX"); len(hex) == len(digits)-1 {
		digits, base = hex, 16
	}
	code, err := strconv.ParseUint(digits, base, 21)
	if err != nil || code == 0 || code > utf8.MaxRune {
		return 0, bad
	}
	if !utf8.ValidRune(rune(code)) {
		return 0, unparsable("Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units")
	}
	return rune(code), nil
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == 0
}

func (p *htmlParser) skipSpace() {
	for p.pos < len(p.in) && isSpace(p.in[p.pos]) {
		p.pos++
	}
}

// word reads up to a space or one of stop.
func (p *htmlParser) word(stop string) string {
	from := p.pos
	for p.pos < len(p.in) && !isSpace(p.in[p.pos]) && strings.IndexByte(stop, p.in[p.pos]) < 0 {
		p.pos++
	}
	return strings.ToLower(p.in[from:p.pos])
}

func (p *htmlParser) done() bool { return p.pos >= len(p.in) }

func (p *htmlParser) startTag() error {
	t := openTag{at: p.pos, units: p.units}
	p.pos++
	t.name = p.word(">")
	if p.done() {
		return unparsable("Unclosed start tag at byte offset %d", t.at)
	}
	if htmlTags[t.name] == "" {
		return unparsable("Unsupported start tag %q at byte offset %d", t.name, t.at)
	}
	for {
		p.skipSpace()
		if p.done() {
			return unparsable("Unclosed start tag at byte offset %d", t.at)
		}
		if p.in[p.pos] == '>' {
			p.pos++
			break
		}
		if err := p.attribute(&t); err != nil {
			return err
		}
	}
	if t.name == "span" && t.value != "tg-spoiler" {
		return unparsable(`Tag "span" must have class "tg-spoiler" at byte offset %d`, t.at)
	}
	if err := p.nesting(t); err != nil {
		return err
	}
	p.open = append(p.open, t)
	return nil
}

// attribute reads one attribute into t.
func (p *htmlParser) attribute(t *openTag) error {
	name := p.word("=>")
	if name == "" {
		return unparsable("Empty attribute name in the tag %q at byte offset %d", t.name, t.at)
	}
	if htmlAttributes[t.name] != name {
		return unparsable("attribute %q of the tag %q is not documented at byte offset %d", name, t.name, t.at)
	}
	p.skipSpace()
	if p.done() {
		return unparsable("Unclosed start tag %q at byte offset %d", t.name, t.at)
	}
	if p.in[p.pos] != '=' {
		t.value = name // "expandable" has no value
		return nil
	}
	p.pos++
	p.skipSpace()
	if p.done() {
		return unparsable("Unclosed start tag %q at byte offset %d", t.name, t.at)
	}
	var err error
	t.value, err = p.attributeValue(t.at)
	return err
}

func (p *htmlParser) attributeValue(tagAt int) (string, error) {
	quote := p.in[p.pos]
	if quote != '"' && quote != '\'' {
		at := p.pos
		v := p.word(">")
		plain := func(r rune) bool {
			return r < 'a' && r != '-' && r != '.' && (r < '0' || r > '9') || r > 'z'
		}
		if p.done() || strings.ContainsFunc(v, plain) {
			return "", unparsable("Unexpected end of name token at byte offset %d", at)
		}
		return v, nil
	}
	p.pos++
	var v strings.Builder
	for !p.done() && p.in[p.pos] != quote {
		if p.in[p.pos] == '&' {
			r, err := p.reference()
			if err != nil {
				return "", err
			}
			v.WriteRune(r)
			continue
		}
		v.WriteByte(p.in[p.pos])
		p.pos++
	}
	if p.done() {
		return "", unparsable("Unclosed start tag at byte offset %d", tagAt)
	}
	p.pos++
	return v.String(), nil
}

// nesting holds to the rules after "Entities can be nested": pre and code can't
// contain other entities, blockquotes can't be nested.
func (p *htmlParser) nesting(t openTag) error {
	for _, o := range p.open {
		code := o.name == "code" || o.name == "pre"
		if o.name == "pre" && t.name == "code" {
			code = false // <pre><code class="language-…"> is the documented form
		}
		if code || o.name == t.name && (t.name == "blockquote" || t.name == "a") {
			return unparsable("tag %q can't be inside the tag %q at byte offset %d", t.name, o.name, t.at)
		}
	}
	return nil
}

func (p *htmlParser) endTag() error {
	at := p.pos
	p.pos += 2
	if len(p.open) == 0 {
		return unparsable("Unexpected end tag at byte offset %d", at)
	}
	name := p.word(">")
	p.skipSpace()
	if p.done() || p.in[p.pos] != '>' {
		return unparsable("Unclosed end tag at byte offset %d", at)
	}
	p.pos++
	t := p.open[len(p.open)-1]
	if name != t.name {
		return unparsable(`Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, at, t.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	if p.units == t.units {
		return nil
	}
	return p.entity(t)
}

// entity adds what t marked.
func (p *htmlParser) entity(t openTag) error {
	e := Entity{Type: htmlTags[t.name], Offset: t.units, Length: p.units - t.units}
	switch t.name {
	case "a":
		if t.value == "" { // "<a>https://…</a>" links to its text
			t.value = string(utf16.Decode(utf16.Encode([]rune(p.out.String()))[t.units:]))
		}
		if why := badURL(t.value); why != "" {
			return unparsable("link %q is invalid: %s at byte offset %d", t.value, why, t.at)
		}
		e.URL = t.value
	case "tg-emoji":
		if _, err := strconv.ParseUint(t.value, 10, 64); err != nil {
			return unparsable("Invalid custom emoji identifier specified")
		}
		e.CustomEmojiID = t.value
	case "blockquote":
		if t.value != "" {
			e.Type = "expandable_blockquote"
		}
	case "code":
		// "Programming language can't be specified for standalone code tags."
		language, ok := strings.CutPrefix(t.value, "language-")
		inPre := len(p.open) > 0 && p.open[len(p.open)-1].name == "pre"
		if inPre && ok && p.open[len(p.open)-1].units == t.units {
			p.open[len(p.open)-1].value = language
			return nil
		}
		if t.value != "" || inPre {
			return unparsable("code can't have a class, or be in pre without one, at byte offset %d", t.at)
		}
	case "pre":
		e.Language = t.value
	}
	p.entities = append(p.entities, e)
	return nil
}

// sortEntities puts outer entities before those that they contain.
func sortEntities(es []Entity) {
	slices.SortStableFunc(es, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
}
