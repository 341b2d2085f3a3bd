package langid

import "strings"

// compose returns what Unicode's NFC makes of a letter and the combining mark
// after it, for the letters of the languages that have a profile.
func compose(letter, mark rune) (rune, bool) {
	next := false
	for _, r := range composedWith(mark) {
		if next {
			return r, true
		}
		next = r == letter
	}
	return 0, false
}

// composedWith lists letters that take the mark, each before what it becomes.
func composedWith(mark rune) string {
	switch mark {
	case '\u0300':
		return "aàeèiìoòuù"
	case '\u0301':
		return "aácćeéiínńoósśuúyýzź"
	case '\u0302':
		return "aâeêiîoôuû"
	case '\u0303':
		return "aãnñoõ"
	case '\u0304':
		return "aāeēiīuū"
	case '\u0306':
		return "gğий"
	case '\u0307':
		return "eėzż"
	case '\u0308':
		return "aäeëiïoöuüyÿеёії"
	case '\u030a':
		return "aåuů"
	case '\u030b':
		return "oőuű"
	case '\u030c':
		return "cčdďeěnňrřsštťzž"
	case '\u0327':
		return "cçgģkķlļnņsş"
	case '\u0328':
		return "aąeęiįuų"
	}
	return ""
}

// folder replaces letters with what people type on a keyboard without them.
var folder = strings.NewReplacer(
	"ä", "a", "ö", "o", "ü", "u", "õ", "o", "š", "s", "ž", "z",
	"å", "a", "ā", "a", "č", "c", "ē", "e", "ģ", "g", "ī", "i",
	"ķ", "k", "ļ", "l", "ņ", "n", "ū", "u", "ą", "a", "ę", "e",
	"ė", "e", "į", "i", "ų", "u", "ů", "u", "ć", "c", "ń", "n",
	"ó", "o", "ś", "s", "ź", "z", "ż", "z", "à", "a", "â", "a",
	"ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "î", "i",
	"ï", "i", "ô", "o", "ù", "u", "û", "u", "ÿ", "y", "á", "a",
	"í", "i", "ñ", "n", "ú", "u", "ì", "i", "ò", "o", "ã", "a",
	"ğ", "g", "ş", "s", "ý", "y", "ř", "r", "ě", "e", "ď", "d",
	"ť", "t", "ň", "n", "ő", "o", "ű", "u", "ß", "ss", "ł", "l",
	"ø", "o", "æ", "ae", "œ", "oe", "ə", "e", "ı", "i", "đ", "d",
	"þ", "th", "ð", "d",
)

func fold(s string) string { return folder.Replace(s) }
