package bot

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mark replaces something about a person. It says no more, so that it reads the
// same in every language.
const mark = "[…]"

// redact removes what could reveal who asked: addresses of every kind, numbers
// of people and papers, names after words such as "my name is". It rather
// removes too much than too little. A name that nothing announces stays: it
// cannot be recognised.
func redact(text string) string {
	text = strings.Map(visible, strings.ToValidUTF8(text, ""))
	for _, r := range redactions {
		text = r.remove(text)
	}
	return text
}

// visible drops characters that hide a number by standing between its digits,
// and makes every space a plain one.
func visible(r rune) rune {
	switch {
	case unicode.Is(unicode.Cf, r):
		return -1
	case unicode.IsSpace(r) && r != '\n':
		return ' '
	}
	return r
}

// redaction removes one kind of what could reveal a person.
type redaction struct {
	kind   DetailKind // empty where what it finds may well be no detail of a person
	remove func(string) string
}

// redactions run in this order: an e-mail address goes before the @name in it,
// a street before its number, a name before the words around it.
var redactions = []redaction{
	{"", replace(`(?i)\b(?:https?://|www\.|t\.me/|wa\.me/)\S+`, mark)},
	{EmailDetail, replace(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*`, mark)},
	{AccountDetail, replace(`(^|[^\p{L}\p{N}])@[A-Za-z0-9_]{3,}`, "${1}"+mark)},
	{"", redactNames},
	{BirthdayDetail, replace(birthday, "${1}${2}"+mark)},
	{DocumentDetail, replace(document, "${1}${2}"+mark)},
	{"", replace(streetWord, mark)},
	{"", replace(streetName, mark)},
	{"", replace(englishStreet, mark)},
	{"", replace(addressCue, "${1}${2}"+mark)},
	{"", redactHouses},
	{PhoneDetail, redactPhones},
	{DocumentDetail, redactTokens},
}

func replace(pattern, with string) func(string) string {
	re := regexp.MustCompile(pattern)
	return func(s string) string { return re.ReplaceAllString(s, with) }
}

const (
	// The patterns spell Estonian with and without its own letters, as people
	// type them. RE2's \b knows ASCII only, so words begin with (^|[^\p{L}]).
	birthday = `(?i)(^|[^\p{L}])((?:s[üu]ndinud|s[üu]nniaeg|s[üu]nnip[äa]ev|born|date of birth|birthday|dob)(?: on| is| in)?:? *)\p{N}{1,4}[./ -]\p{N}{1,2}[./ -]\p{N}{2,4}`
	document = `(?i)(^|[^\p{L}])((?:isikukood|passi?|dokumendi|viisa|visa|passport|id|personal|case|toimiku|permit|loa|document)(?:[- ]?(?:kaardi|kaart|card|number|numbri|nr|no|code|kood))*(?: on| is)?[.:]? *#?)[A-Za-z]{0,3}[ -]?\p{N}[\p{N}A-Za-z-]{4,}`

	house         = `\p{N}{1,3}(?: ?[A-Za-z]\b)?(?:[-/]\p{N}{1,4})?\b`
	streetWord    = `(?:\p{Lu}[\p{L}.-]* )?\p{L}[\p{L}.-]* (?i:t[äa]nava?l?|tn|maantee|mnt|puiestee|pst|v[äa]ljak|street|avenue)\.? ` + house
	streetName    = `(?:\p{Lu}[\p{L}.-]* )?\p{Lu}[\p{L}.-]* (?i:tee|allee|p[õo]ik|st|road|rd|ave|lane)\.? ` + house
	englishStreet = `\p{N}{1,4}[A-Za-z]? (?:\p{Lu}[\p{L}.-]* ){1,3}(?i:street|st|road|rd|avenue|ave|lane|square|drive)\b`
	addressCue    = `(?i)(^|[^\p{L}])((?:aadressi?l?(?: on|:)|aadressil|address(?: is|:)|(?:live|lives|living|stay|staying) at) *)(?:\p{L}[\p{L}.,-]* ){1,3}` + house
)

var (
	// A name of a street and a house, where nothing else says that it is one.
	houseName = regexp.MustCompile(`(\p{Lu}\p{Ll}[\p{L}-]*) (` + house + `)(,? *)`)
	postcode  = regexp.MustCompile(`^\p{N}{5}\b|^\p{Lu}\p{Ll}+`)
)

// redactHouses takes "Hobujaama 4, 10151 Tallinn" and "Sõpruse 12-34.", but
// leaves "Eestis 3 kuud" and "Dublin 3".
func redactHouses(s string) string {
	var out strings.Builder
	last := 0
	for _, m := range houseName.FindAllStringSubmatchIndex(s, -1) {
		rest := s[m[1]:]
		hasComma := strings.Contains(s[m[6]:m[7]], ",")
		flat := strings.ContainsAny(s[m[4]:m[5]], "-/")
		next, _ := utf8.DecodeRuneInString(rest)
		ends := rest == "" || strings.ContainsRune(".!?\n;)", next)
		if city := postcode.FindString(rest); hasComma && city != "" || flat && (ends || hasComma) {
			out.WriteString(s[last:m[0]] + mark + s[m[6]:m[7]])
			last = m[1]
		}
	}
	return out.String() + s[last:]
}

var phone = regexp.MustCompile(`(?:^|[^\p{L}\p{N}])\+?\(?\p{N}(?:[ ()/-]{0,3}\p{N}){6,}`)

// redactPhones takes seven digits and more, however they are grouped, but
// leaves days and spans of years.
func redactPhones(s string) string {
	return phone.ReplaceAllStringFunc(s, func(m string) string {
		number := strings.TrimLeftFunc(m, func(r rune) bool { return !unicode.IsNumber(r) && r != '+' && r != '(' })
		if calendar.MatchString(number) {
			return m
		}
		return strings.TrimSuffix(m, number) + mark
	})
}

var calendar = regexp.MustCompile(`^(?:(?:19|20)\p{N}{2}[ /-]{1,3}\p{N}{1,4}|(?:19|20)\p{N}{2}[/-]\p{N}{1,2}[/-]\p{N}{1,2}|\p{N}{1,2}[/-]\p{N}{1,2}[/-](?:19|20)\p{N}{2})$`)

var token = regexp.MustCompile(`[\p{L}\p{N}]*\p{N}[\p{L}\p{N}]*`)

// redactTokens removes the remaining long numbers and document numbers, which
// mix letters with digits. Europe's harmonised 116 numbers belong to nobody and
// stay.
func redactTokens(s string) string {
	return token.ReplaceAllStringFunc(s, func(m string) string {
		digits := 0
		for _, r := range m {
			if unicode.IsNumber(r) {
				digits++
			}
		}
		length := utf8.RuneCountInString(m)
		switch {
		case length == 6 && strings.HasPrefix(m, "116") && digits == 6:
			return m
		case digits >= 6, digits >= 5 && length > digits:
			return mark
		}
		return m
	})
}

var (
	nameCue = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:my (?:full |last |first |family )?name(?: is|'s|’s)|name:|i am called|i['’]m called|(?:minu|mu)? ?(?:ees|perekonna|t[äa]is)?nimi(?: on|:)|nimeks on|mind kutsutakse|меня зовут|мене звати|моё имя|моє ім.я) +`)
	// These words announce a name only when two capitalised words follow.
	fullNameCue = regexp.MustCompile(`(?:^|[^\p{L}])(?i:olen|mina olen|i am|i['’]m|this is|minu (?:mees|abikaasa|naine|poeg|t[üu]tar|vend|[õo]de|isa|ema|s[õo]ber)|mu (?:mees|abikaasa|naine|poeg|t[üu]tar|vend|[õo]de|isa|ema|s[õo]ber)|my (?:husband|wife|son|daughter|brother|sister|father|mother|friend|boss)) +`)
	nameWord    = regexp.MustCompile(`^\p{L}[\p{L}\p{M}'’-]*`)
	nameParts   = []string{"al", "bin", "da", "de", "el", "ibn", "van", "von"}
	notNames    = []string{"a", "eesti", "euroopa", "european", "united", "aga", "and", "can", "do", "does", "from", "how", "i", "im", "in", "is", "it", "ja", "kas", "kuhu", "kuidas", "kus", "ma", "mina", "mis", "mul", "my", "ning", "olen", "on", "palun", "please", "soovin", "tahan", "the", "want", "what", "when", "where", "who", "why", "и", "я"}
)

// redactNames takes the words after those that announce a name.
func redactNames(s string) string {
	s = redactAfter(s, nameCue, 1)
	return redactAfter(s, fullNameCue, 2)
}

// redactAfter takes the name after each match of cue, if it has least words.
func redactAfter(s string, cue *regexp.Regexp, least int) string {
	var out strings.Builder
	for {
		m := cue.FindStringIndex(s)
		if m == nil {
			return out.String() + s
		}
		out.WriteString(s[:m[1]])
		s = s[m[1]:]
		if n := nameLen(s, least); n > 0 {
			out.WriteString(mark)
			s = s[n:]
		}
	}
}

// nameLen is how many bytes of s are a name of at least least words. When one
// word is enough, it and the second may be in lower case; common words end a
// name.
func nameLen(s string, least int) int {
	end, words, lower := 0, 0, false
	for words < 4 {
		rest := strings.TrimLeft(s[end:], " ")
		gap := len(s) - end - len(rest)
		w := nameWord.FindString(rest)
		if w == "" || words > 0 && gap == 0 || slices.Contains(notNames, strings.ToLower(w)) {
			break
		}
		if !capitalised(w, least) {
			part := words > 0 && slices.Contains(nameParts, strings.ToLower(w))
			loose := least == 1 && (words == 0 || words == 1 && lower)
			if !part && !loose {
				break
			}
			lower = true
		}
		end += gap + len(w)
		words++
	}
	if words < least {
		return 0
	}
	return end
}

// capitalised reports whether w is written like a name. When a name is only a
// guess (two words or more), an abbreviation such as IOM does not count.
func capitalised(w string, least int) bool {
	first, size := utf8.DecodeRuneInString(w)
	abbreviation := size < len(w) && w == strings.ToUpper(w)
	return unicode.IsUpper(first) && (least == 1 || !abbreviation)
}
