package bench

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"iombot/index/eval"
	"iombot/knowledge"
	"iombot/locales"
)

// What generated bases are like.
const (
	phrasings   = 10 // of an entry in a language, the title included
	topicWords  = 9  // that an entry is asked with
	answerWords = 60
	questions   = 500
	languages   = 2
)

// Generate makes a base of n entries in the first two languages of b, out of the
// words with which b's entries are asked for, and questions to it, half of them
// with a slip. The same arguments give the same base.
func Generate(b *knowledge.Base, n int) (*knowledge.Base, eval.Set) {
	rng := rand.New(rand.NewPCG(uint64(n), 1951))
	langs := b.Languages[:min(languages, len(b.Languages))]
	vocabulary := map[locales.Lang][]string{}
	for _, lang := range langs {
		vocabulary[lang] = vocabularyOf(b, lang)
	}
	topics := make([]map[locales.Lang][]string, n)
	entries := make([]*knowledge.Entry, n)
	for i := range entries {
		e := &knowledge.Entry{ID: fmt.Sprintf("entry-%d", i), Texts: map[locales.Lang]*knowledge.Text{}}
		topics[i] = map[locales.Lang][]string{}
		for _, lang := range langs {
			topic := draw(vocabulary[lang], topicWords, 1, rng)
			topics[i][lang] = topic
			t := &knowledge.Text{Title: knowledge.Item{Text: sentence(topic, vocabulary[lang], rng)}}
			for range phrasings - 1 {
				t.Questions = append(t.Questions, knowledge.Item{Text: sentence(topic, vocabulary[lang], rng)})
			}
			t.Answer.Text = strings.Join(append(draw(vocabulary[lang], answerWords, 2, rng), topic...), " ") + "."
			e.Texts[lang] = t
		}
		entries[i] = e
	}
	var set eval.Set
	for i := range questions {
		k, lang := rng.IntN(n), langs[i%len(langs)]
		text := sentence(topics[k][lang], vocabulary[lang], rng)
		if i/len(langs)%2 == 0 {
			text = slip(text, rng)
		}
		set = append(set, eval.Question{Text: text, Lang: lang, Expected: []string{entries[k].ID}})
	}
	return knowledge.NewBase(langs, nil, entries), set
}

// vocabularyOf lists the words of b's phrasings, commonest first.
func vocabularyOf(b *knowledge.Base, lang locales.Lang) []string {
	counts := map[string]int{}
	for _, e := range b.Entries {
		if t := e.Texts[lang]; t != nil {
			for _, p := range t.Phrasings() {
				for _, w := range words(p.Text) {
					counts[w]++
				}
			}
		}
	}
	var out []string
	for w := range counts {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	return out
}

// draw picks n words: the higher the power, the more of the commonest.
func draw(vocabulary []string, n int, power int, rng *rand.Rand) []string {
	out := make([]string, n)
	for i := range out {
		x := rng.Float64()
		for range power - 1 {
			x *= rng.Float64()
		}
		out[i] = vocabulary[int(x*float64(len(vocabulary)))]
	}
	return out
}

// sentence mixes some of a topic's words with common ones.
func sentence(topic, vocabulary []string, rng *rand.Rand) string {
	out := draw(vocabulary, 2+rng.IntN(3), 4, rng)
	for range 2 + rng.IntN(2) {
		out = append(out, topic[rng.IntN(len(topic))])
	}
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return strings.Join(out, " ")
}

// slip exchanges two letters next to each other in the longest word.
func slip(s string, rng *rand.Rand) string {
	all := strings.Fields(s)
	longest := 0
	for i, w := range all {
		if len(w) > len(all[longest]) {
			longest = i
		}
	}
	w := []rune(all[longest])
	if len(w) > 2 {
		i := 1 + rng.IntN(len(w)-2)
		w[i], w[i+1] = w[i+1], w[i]
	}
	all[longest] = string(w)
	return strings.Join(all, " ")
}

// Asked makes a question of one phrasing of each of a base's entries, with a
// slip, for a base that comes without a set of questions.
func Asked(b *knowledge.Base) eval.Set {
	rng := rand.New(rand.NewPCG(1, 1951))
	var set eval.Set
	for _, e := range b.Entries {
		for _, lang := range b.Asked() {
			if t := e.Texts[lang]; t != nil && len(t.Phrasings()) > 0 {
				p := t.Phrasings()
				text := p[rng.IntN(len(p))].Text
				if strings.TrimSpace(text) != "" {
					set = append(set, eval.Question{Text: slip(text, rng), Lang: lang, Expected: []string{e.ID}})
				}
			}
		}
	}
	return set
}
