package et

import "sync"

// cases are the endings of the fourteen cases after a genitive stem, except the
// short illative and the instructive.
var cases = []string{"", "s", "l", "le", "lt", "ks", "st", "sse", "ni", "na", "ta", "ga"}

// The endings of each verb stem, without those that decline further.
var (
	afterPresent    = []string{"n", "d", "b", "me", "te", "vad", "ks", "ksin", "ksid", "ksime", "ksite", "gem", "vat"}
	afterSupine     = []string{"ma", "mas", "mast", "mata", "maks", "s", "is", "sin", "sid", "sime", "site", "isin", "isid", "isime", "isite", "v", "ev", "vat", "vaid", "nud", "nuks", "nuksin"}
	afterInfinitive = []string{"da", "ta", "des", "tes", "nud", "nuks", "nuksin", "ge", "ke", "gem", "kem", "gu", "ku"}
)

const longestEnding = 12

// endings maps each ending to the kinds of stem that may carry it. "" is the
// stem standing alone.
var endings = sync.OnceValue(func() map[string]kind {
	m := map[string]kind{}
	put := func(k kind, prefix string, list ...string) {
		for _, e := range list {
			m[prefix+e] |= k
		}
	}
	put(nounV|nounC|nounS|present|bare, "", "")
	nominal(put, nounV, "")
	put(nounC, "", "t", "i", "e", "u", "de", "eid", "sid")
	for _, plural := range []string{"te", "e"} {
		put(nounC, plural, cases...)
	}
	put(nounS, "", "t", "i")
	put(nounS, "te", cases...)

	put(present, "", afterPresent...)
	put(infinitive, "", afterInfinitive...)
	put(supine, "", afterSupine...)
	put(supine, "m", "ine", "is", "ist", "isi")
	for _, stem := range []string{"mise", "ja", "va", "eva", "nu"} {
		put(supine, stem, "")
		nominal(put, supine, stem)
	}
	put(supine, "", "nute")
	put(supine, "mis", "te", "tele", "tega", "test", "tes", "tel", "teks")

	put(passive, "", "ud", "akse", "i", "aks", "av", "agu", "amata", "es", "ust", "uks", "u")
	nominal(put, passive, "ava")
	nominal(put, passive, "u")
	return m
})

// nominal puts every case ending a vowel stem takes, singular and plural.
func nominal(put func(kind, string, ...string), k kind, stem string) {
	put(k, stem, cases...)
	put(k, stem, "d", "t", "id", "sid", "sti", "sse")
	for _, plural := range []string{"de", "te"} {
		put(k, stem+plural, cases...)
	}
}
