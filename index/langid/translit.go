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

// InScript returns a message in the script that lang is read in: Russian or
// Ukrainian in Latin letters becomes Cyrillic, anything else stays.
func InScript(lang locales.Lang, text string, g Guess) string {
	if lang != "ru" && lang != "uk" || g.Script != latin.code {
		return text
	}
	if lang == "uk" {
		return toUkrainian.Replace(text)
	}
	return toRussian.Replace(text)
}

// The reverse, for all styles at once: two-letter spellings come first.
var (
	toRussian = strings.NewReplacer(
		"shch", "щ", "sch", "щ", "zh", "ж", "kh", "х", "ts", "ц", "tš", "ч", "tsh", "ч", "ch", "ч", "sh", "ш",
		"ya", "я", "ja", "я", "ia", "ия", "yu", "ю", "ju", "ю", "yo", "ё", "jo", "ё", "ye", "е", "je", "е", "yi", "ый",
		"iy", "ий", "yy", "ый", "ij", "ий", "yj", "ый", "ej", "ей", "oj", "ой", "aj", "ай", "uj", "уй", "ey", "ей", "oy", "ой", "ay", "ай", "uy", "уй",
		"ei", "ей", "oi", "ой", "ai", "ай",
		"a", "а", "b", "б", "c", "ц", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х", "i", "и", "j", "й", "k", "к", "l", "л", "m", "м",
		"n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "х", "y", "ы", "z", "з",
		"š", "ш", "ž", "ж", "č", "ч", "õ", "ы", "ä", "я", "ö", "ё", "ü", "ю", "'", "ь",
	)
	toUkrainian = strings.NewReplacer(
		"shch", "щ", "sch", "щ", "zh", "ж", "kh", "х", "ts", "ц", "ch", "ч", "sh", "ш", "zgh", "зг",
		"ya", "я", "ja", "я", "ia", "я", "yu", "ю", "ju", "ю", "iu", "ю", "ye", "є", "je", "є", "ie", "є", "yi", "ї", "ji", "ї",
		"ij", "ій", "yj", "ий", "ej", "ей", "oj", "ой", "aj", "ай", "uj", "уй", "yy", "ий", "iy", "ій",
		"a", "а", "b", "б", "c", "ц", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "г", "i", "і", "j", "й", "k", "к", "l", "л", "m", "м",
		"n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "х", "y", "и", "z", "з",
		"š", "ш", "ž", "ж", "č", "ч",
	)
)

// WordInScript returns a single word as lang writes it: for Russian and
// Ukrainian, what is in Latin letters in Cyrillic ones.
func WordInScript(lang locales.Lang, word string) string {
	return InScript(lang, word, Guess{Script: mainScript([]string{word}).code})
}
