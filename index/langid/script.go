package langid

import (
	"unicode"
	"unicode/utf8"

	"iombot/locales"
)

// script is a writing system. Languages that share one are distinguished by
// their profiles; without a profile the script alone names its most used
// language.
type script struct {
	code string // ISO 15924
	lang locales.Lang
}

var (
	latin    = &script{"Latn", ""}
	cyrillic = &script{"Cyrl", "ru"}
	han      = &script{"Hani", "zh"}
	japanese = &script{"Jpan", "ja"}
	unnamed  = &script{"Zzzz", ""}
)

var scripts = []struct {
	letters *unicode.RangeTable
	script  *script
}{
	{unicode.Latin, latin},
	{unicode.Cyrillic, cyrillic},
	{unicode.Han, han},
	{unicode.Hiragana, japanese},
	{unicode.Katakana, japanese},
	{unicode.Arabic, &script{"Arab", "ar"}},
	{unicode.Hangul, &script{"Hang", "ko"}},
	{unicode.Greek, &script{"Grek", "el"}},
	{unicode.Hebrew, &script{"Hebr", "he"}},
	{unicode.Georgian, &script{"Geor", "ka"}},
	{unicode.Armenian, &script{"Armn", "hy"}},
	{unicode.Devanagari, &script{"Deva", "hi"}},
	{unicode.Bengali, &script{"Beng", "bn"}},
	{unicode.Gurmukhi, &script{"Guru", "pa"}},
	{unicode.Gujarati, &script{"Gujr", "gu"}},
	{unicode.Tamil, &script{"Taml", "ta"}},
	{unicode.Telugu, &script{"Telu", "te"}},
	{unicode.Kannada, &script{"Knda", "kn"}},
	{unicode.Malayalam, &script{"Mlym", "ml"}},
	{unicode.Sinhala, &script{"Sinh", "si"}},
	{unicode.Thai, &script{"Thai", "th"}},
	{unicode.Myanmar, &script{"Mymr", "my"}},
	{unicode.Khmer, &script{"Khmr", "km"}},
	{unicode.Lao, &script{"Laoo", "lo"}},
	{unicode.Ethiopic, &script{"Ethi", "am"}},
	{unicode.Tibetan, &script{"Tibt", "bo"}},
	{unicode.Thaana, &script{"Thaa", "dv"}},
}

func scriptOf(r rune) *script {
	if r < utf8.RuneSelf {
		return latin
	}
	for _, s := range scripts {
		if unicode.Is(s.letters, r) {
			return s.script
		}
	}
	return unnamed
}
