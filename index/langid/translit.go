package langid

import (
	"strings"

	"iombot/locales"
)

// transliterations are the ways in which people without a Cyrillic keyboard
// type the language: English spelling, Estonian and German spelling, and the
// shortest one.
func transliterations(lang locales.Lang) []*strings.Replacer {
	if lang == "uk" {
		return []*strings.Replacer{
			transliterator("h", "y", "zh", "kh", "ts", "sh", "shch", "ya", "yu", "ye", "yi", "y", ""),
			transliterator("g", "y", "z", "h", "c", "s", "sch", "ja", "ju", "je", "ji", "j", ""),
			transliterator("h", "u", "j", "x", "c", "w", "sch", "ia", "iu", "ie", "i", "i", ""),
		}
	}
	return []*strings.Replacer{
		transliterator("g", "i", "zh", "kh", "ts", "sh", "shch", "ya", "yu", "e", "", "y", ""),
		transliterator("g", "i", "z", "h", "c", "s", "sch", "ja", "ju", "e", "", "j", ""),
		transliterator("g", "i", "j", "x", "c", "w", "sh", "ia", "iu", "e", "", "i", ""),
	}
}

// transliterator spells the letters г и ж х ц ш щ я ю є ї й ь as given.
func transliterator(g, i, zh, kh, ts, sh, shch, ya, yu, ye, yi, y, soft string) *strings.Replacer {
	return strings.NewReplacer(
		"а", "a", "б", "b", "в", "v", "г", g, "ґ", "g", "д", "d", "е", "e", "ё", "e", "є", ye,
		"ж", zh, "з", "z", "и", i, "і", "i", "ї", yi, "й", y, "к", "k", "л", "l", "м", "m", "н", "n",
		"о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", kh, "ц", ts,
		"ч", "ch", "ш", sh, "щ", shch, "ъ", soft, "ы", "y", "ь", soft, "э", "e", "ю", yu, "я", ya,
	)
}
