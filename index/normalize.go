package index

import (
	"regexp"
	"strings"
	"unicode"

	"iombot/locales/text"
)

// What in a message is never a word of the question.
var (
	address    = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+|\S+@\S+\.\S+`)
	mailHeader = regexp.MustCompile(`(?im)^\s*(?:from|to|cc|subject|sent|date|saatja|saaja|kellelt|kellele|teema|saadetud|kuupäev|от|кому|тема|дата|від|відправлено)\s*:.*$`)
	quotedLine = regexp.MustCompile(`(?m)^\s*>.*$`)
	// A name follows with capital letters, or else it is one word.
	introduction = regexp.MustCompile(`(?i:\b(?:my name is|i am called|minu nimi on|mu nimi on)|меня зовут|мене звати)\s+(?:\p{Lu}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]*){0,3}|\p{Ll}+)`)
	residence    = regexp.MustCompile(`(?i:\b(?:my (?:address|phone|phone number|e-?mail) is|minu (?:aadress|telefon|e-post|meil) on)|мой (?:адрес|телефон)|моя адреса)\s+[^.!?\n]*`)
	closing      = regexp.MustCompile(`(?im)^\s*(?:(?:best|kind|warm) regards|regards|sincerely|yours (?:sincerely|faithfully|truly)|sent from my|lugupidamisega|austusega|parimate? (?:soovidega|tervitustega)|tervitades|tervitustega|saadetud minu|с уважением|отправлено с|з повагою|надіслано з)[\s\S]*$`)
)

// maxSignature is the length in bytes of what may follow a closing phrase and be
// a signature: after it, a letter goes on.
const maxSignature = 200

// normalize makes a message's text canonical and leaves out links, addresses,
// mail headers, introductions and signatures. When nothing else is left they stay.
func (x *Index) normalize(s string) string {
	rest := quotedLine.ReplaceAllString(mailHeader.ReplaceAllString(s, " "), " ")
	rest = address.ReplaceAllString(rest, " ")
	rest = residence.ReplaceAllStringFunc(introduction.ReplaceAllString(rest, " "), withoutPlace)
	if at := closing.FindStringIndex(rest); at != nil && at[1]-at[0] <= maxSignature {
		rest = rest[:at[0]]
	}
	if out := strings.TrimSpace(text.Normalize(rest, x.params.MaxRunes)); hasToken(out) {
		return out
	}
	return text.Normalize(s, x.params.MaxRunes)
}

// withoutPlace leaves out where somebody lives or can be reached, which has a
// number or an address in it: "my address is missing" asks something.
func withoutPlace(s string) string {
	if strings.ContainsAny(s, "0123456789@") {
		return " "
	}
	return s
}

// hasLetter reports whether a text has a letter of any alphabet.
func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// hasToken reports whether a normalised text has a word or a picture.
func hasToken(s string) bool { return len(text.TokenSpans(s)) > 0 }
