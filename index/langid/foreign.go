package langid

import "unicode/utf8"

// The conditions for calling a message foreign. They are fitted on the tuning
// half of testdata and on the entries, so that a served language is hardly ever
// called foreign.
const (
	foreignMargin = 5.0 // nats by which a language that is not served leads
	foreignWords  = 2   // words that support it
	speaks        = 1.0 // nats from which a word supports it
	ownLetter     = 4.0 // nats from which a letter belongs to the language
)

// foreign reports whether the language is clearly guest and not home. That takes
// a margin, more than one word, and a word or letter that guest is known to use:
// misspelt words of a served language can look like any language.
func (m *Model) foreign(e evidence, home, guest int) bool {
	if e.sum[guest]-e.sum[home] < foreignMargin {
		return false
	}
	pro, known := 0, false
	for i, w := range e.words {
		if e.row(i)[guest]-e.row(i)[home] > speaks {
			pro++
			known = known || m.words.has(w.text, guest) || m.hasOwnLetter(w.text, guest)
		}
	}
	return known && pro >= foreignWords
}

// hasOwnLetter reports whether the text has a letter that the guest language uses
// and no served language does.
func (m *Model) hasOwnLetter(text string, guest int) bool {
	for _, r := range text {
		if r < utf8.RuneSelf {
			continue
		}
		id, ok := m.grams.id[gram(0).add(r)]
		if !ok {
			continue
		}
		row, own := m.grams.rowOf(id), true
		for c, p := range row {
			own = own && (m.classes[c].served < 0 || row[guest]-p > ownLetter)
		}
		if own {
			return true
		}
	}
	return false
}
