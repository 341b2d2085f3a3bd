package langid

import (
	"math"
	"slices"

	"iombot/locales"
)

// class is a language in one script. A language that people write in two is
// two classes.
type class struct {
	lang   locales.Lang
	script *script
	served int // index among the served languages, or -1
}

// Model distinguishes languages. It is immutable and safe for concurrent use.
type Model struct {
	served  []locales.Lang // sorted
	classes []class
	grams   *grams
	words   *lexicon
}

// The weights of what a class learns from.
const (
	functionWord = 3   // occurrences that a function word counts for at least
	foldedWord   = 0.5 // a word without its diacritics, relative to the word itself
)

// Train returns a model of the served languages' texts and the package's own
// profiles. For a served language without a profile it uses the texts alone, and
// for one without texts the profile alone. It reads the first 1,000 letters of
// each text. The same samples give the same model.
func Train(samples map[locales.Lang][]string) *Model {
	m := &Model{}
	for lang := range samples {
		m.served = append(m.served, lang)
	}
	slices.Sort(m.served)
	own := profiles()
	for _, p := range own {
		m.classes = append(m.classes, class{p.lang, p.script, slices.Index(m.served, p.lang)})
	}
	for i, lang := range m.served {
		if !slices.ContainsFunc(m.classes, func(c class) bool { return c.served == i }) {
			m.classes = append(m.classes, class{lang, mainScript(samples[lang]), i})
		}
	}
	m.grams, m.words = newGrams(len(m.classes)), newLexicon(len(m.classes))
	for c, p := range own {
		for _, phrase := range p.function {
			m.learn(c, phrase, functionWord)
		}
		for _, text := range p.text {
			m.learn(c, text, 1)
		}
	}
	for i := range m.served {
		m.learnSamples(i, samples[m.served[i]])
	}
	m.finish()
	return m
}

// learnSamples lets every class of the language learn the words in its
// script: a Russian word among Estonian texts teaches nothing about Estonian. A
// class in Latin letters of a language in Cyrillic learns every spelling of a
// word that stands twice.
func (m *Model) learnSamples(served int, texts []string) {
	words := countWords(texts)
	for i, c := range m.classes {
		switch {
		case c.served != served:
		case c.script == latin && (c.lang == "ru" || c.lang == "uk"):
			spellings := transliterations(c.lang)
			for _, w := range words {
				if w.count < 2 || w.script != cyrillic {
					continue
				}
				for _, r := range spellings {
					m.count(i, r.Replace(w.text), w.count/float32(len(spellings)))
				}
			}
		default:
			for _, w := range words {
				if w.script == c.script {
					m.count(i, w.text, w.count)
				}
			}
		}
	}
}

// counted is a word with the times that it stands in texts.
type counted struct {
	text   string
	script *script
	count  float32
}

// countWords lists the different words of texts in the order in which they come.
func countWords(texts []string) []counted {
	var out []counted
	at := map[string]int{}
	for _, text := range texts {
		for _, w := range read(text) {
			i, ok := at[w.text]
			if !ok {
				i = len(out)
				at[w.text] = i
				out = append(out, counted{text: w.text, script: w.script})
			}
			out[i].count++
		}
	}
	return out
}

// learn counts the words of a text that are in the class's script.
func (m *Model) learn(class int, text string, weight float32) {
	for _, w := range read(text) {
		if w.script == m.classes[class].script {
			m.count(class, w.text, weight)
		}
	}
}

// count adds to a word's occurrences in the class.
func (m *Model) count(class int, word string, weight float32) {
	if word != "" && !neutral[word] {
		m.words.at(word)[class] += weight
	}
}

// finish adds the words without their diacritics. It then trains the character
// model on every distinct word, with a little more weight for frequent ones, so
// that a base's favourite topic does not become the language.
func (m *Model) finish() {
	for _, w := range m.words.words {
		if plain := fold(w); plain != w {
			to := m.words.at(plain)
			for c, count := range m.words.find(w) {
				to[c] += count * foldedWord
			}
		}
	}
	for _, w := range m.words.words {
		for c, count := range m.words.find(w) {
			if count > 0 {
				m.grams.learn(c, w, float32(1+math.Log(float64(max(count, 1)))))
			}
		}
	}
	m.words.finish()
	m.grams.finish()
}
