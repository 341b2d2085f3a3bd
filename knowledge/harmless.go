package knowledge

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"iombot/locales"
)

// ErrHarmlessKnown says that a message stands among the harmless ones already,
// up to case, punctuation and diacritics.
var ErrHarmlessKnown = errors.New("the message stands among the harmless ones already")

// UrgentPhrasing is the urgent entry that has the text as a phrasing in any
// language, up to case, punctuation and diacritics, or nil.
func (b *Base) UrgentPhrasing(text string) *Entry {
	key := fold(text)
	for _, e := range b.Entries {
		if !e.Urgent {
			continue
		}
		for _, t := range e.Texts {
			if slices.ContainsFunc(t.Phrasings(), func(p Item) bool { return fold(p.Text) == key }) {
				return e
			}
		}
	}
	return nil
}

// AddHarmless adds a message to the end of lang's harmless ones in the source of
// a SettingsFile. Every other byte stays. White space in text becomes single
// spaces. The error is ErrHarmlessKnown, or ErrFieldLayout when only a person can
// change the file.
func AddHarmless(src []byte, lang locales.Lang, text string) ([]byte, error) {
	text = strings.Join(strings.Fields(text), " ")
	d := &decoder{file: configFile}
	root := d.document(src)
	if root == nil || text == "" || !utf8.ValidString(text) || !isLang(string(lang)) {
		return nil, ErrFieldLayout
	}
	before := (&decoder{file: configFile}).settings(src)
	if before == nil {
		return nil, ErrFieldLayout
	}
	if slices.ContainsFunc(before.Harmless[lang], func(it Item) bool { return fold(it.Text) == fold(text) }) {
		return nil, ErrHarmlessKnown
	}
	want := append(texts(before.Harmless[lang]), text)
	for _, out := range withHarmless(src, root, lang, text) {
		if harmlessAdded(src, out, lang, want) {
			return out, nil
		}
	}
	return nil, ErrFieldLayout
}

// withHarmless are the possible sources with the message added.
func withHarmless(src []byte, root *yaml.Node, lang locales.Lang, text string) [][]byte {
	l, item := split(src), "    - "+quote(text)
	key, body := field(root, "harmless")
	switch {
	case key == nil:
		end := len(l.lines)
		if l.lines[end-1] == "" {
			end--
		}
		return [][]byte{l.insert(end, "harmless:", "  "+string(lang)+":", item)}
	case body.Kind == yaml.MappingNode && body.Style&yaml.FlowStyle == 0 && len(body.Content) > 0:
		return candidates(src, body, string(lang), text)
	}
	return [][]byte{l.insert(key.Line, "  "+string(lang)+":", item)} // a key without a value
}

// harmlessAdded reports whether out is src with want as lang's harmless messages,
// and no other change in meaning.
func harmlessAdded(src, out []byte, lang locales.Lang, want []string) bool {
	rest := func(src []byte) (all, harmless map[string]any) {
		if yaml.Unmarshal(src, &all) != nil {
			return nil, nil
		}
		harmless, _ = all["harmless"].(map[string]any)
		delete(all, "harmless")
		delete(harmless, string(lang))
		return all, harmless
	}
	was, others := rest(src)
	is, othersNow := rest(out)
	after := (&decoder{file: configFile}).settings(out)
	return was != nil && after != nil && slices.Equal(texts(after.Harmless[lang]), want) && reflect.DeepEqual(was, is) &&
		len(others) == len(othersNow) && (len(others) == 0 || reflect.DeepEqual(others, othersNow))
}
