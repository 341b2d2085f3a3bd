package index

import (
	"strings"

	"github.com/blevesearch/bleve/v2/analysis/analyzer/simple"
	bleveen "github.com/blevesearch/bleve/v2/analysis/lang/en"

	"iombot/index/en"
	"iombot/index/et"
	"iombot/locales"
)

// language is how the index reads a language, whatever the base. Its questions
// from elsewhere and its synonyms are files (see background and thesaurus).
type language struct {
	// analyzer makes an analyzer for a base whose phrasings and keywords use
	// the words of vocabulary: they may be parts of compounds.
	analyzer func(vocabulary []string) analyzer
	// bleve is the name of Bleve's analyzer.
	bleve string
	// strange are the letters that only names and foreign words have.
	strange string
	// Words that tell where a question begins, without diacritics: asks do so
	// near the beginning of a clause, opens only as its first word, and joins
	// begin another clause of equal rank.
	asks, opens, joins []string
}

// languageOf knows the languages that have an analyzer of their own. Words of
// any other are only folded, so that a base in any language can be searched.
func languageOf(lang locales.Lang) language {
	switch lang {
	case locales.ET:
		return language{
			analyzer: func(vocabulary []string) analyzer { return estonian(et.NewSplitter(vocabulary...)) },
			bleve:    et.AnalyzerName,
			strange:  "cqwxy",
			asks: strings.Fields("kas kes keda kelle kellele kellega kellelt kellest kelleks mis mida mille millele millega millest milles milleks " +
				"milline millise millist millised missugune mismoodi kumb kumma kumba kus kuhu kust millal kuidas miks mitu mitmes mitmeks palju kaua"),
			opens: strings.Fields("utle utelge oelge raagi raakige seleta seletage selgita selgitage anna andke naita naidake saada saatke"),
			joins: strings.Fields("ja ning aga kuid ent samuti lisaks"),
		}
	case locales.EN:
		return language{
			analyzer: func([]string) analyzer { return english },
			bleve:    bleveen.AnalyzerName,
			strange:  "õäöüšž",
			asks:     strings.Fields("what who whom whose which where when why how whats whos wheres hows"),
			opens: strings.Fields("can could do does did is are am was were may might will would shall should must have has " +
				"tell explain give show send"),
			joins: strings.Fields("and also plus but"),
		}
	}
	return language{
		analyzer: func([]string) analyzer { return plain },
		bleve:    simple.Name,
	}
}

func estonian(splitter *et.Splitter) analyzer {
	return func(word string) []token {
		t := token{fold: et.Fold(word), stem: et.Fold(et.Stem(word)), listed: et.Listed(word)}
		if parts := splitter.Split(word); len(parts) > 1 {
			for _, p := range parts {
				t.parts = append(t.parts, et.Fold(et.Stem(p)))
			}
		}
		return []token{t}
	}
}

func english(word string) []token {
	var out []token
	for _, w := range en.Expand(foldMarks(word)) {
		out = append(out, token{fold: w, stem: en.Stem(w)})
	}
	return out
}

func plain(word string) []token {
	w := foldMarks(word)
	return []token{{fold: w, stem: w}}
}
