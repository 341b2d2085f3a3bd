package et

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func ExampleStem() {
	for _, w := range []string{"luba", "loa", "lube", "elamisloaga", "ELAMISLUBA", "kaubanduses"} {
		fmt.Println(Stem(w))
	}
	// Output:
	// luba
	// luba
	// luba
	// elamisluba
	// elamisluba
	// kaubandus
}

// TestStemMeets has one line a phenomenon; all words of a line share a stem.
func TestStemMeets(t *testing.T) {
	for name, words := range map[string]string{
		"gradation b–∅":              "luba loa lubade lube",
		"gradation b–∅, short":       "tuba toa tuppa tubades",
		"gradation b–v":              "leib leiva leiba leibadega",
		"gradation g–j":              "aeg aja aega aegade",
		"gradation ht–h":             "leht lehe lehte lehtedel",
		"gradation nk–ng":            "pank panga panka pankades",
		"gradation double stop":      "kott koti kotti kottides",
		"gradation nd–nn":            "hind hinna hinda hindade",
		"gradation rd–rr":            "kord korra korda kordade",
		"gradation in verbs":         "õppima õpin õpib õppisin õpitakse õppida",
		"gradation t–d":              "ootama ootan oodata oodanud oodake",
		"gradation t–d, other verb":  "saatma saadan saatsin saadetud saata",
		"irregular noun":             "mees mehe meest mehed meeste",
		"irregular noun, -ne":        "naine naise naist naiste nais",
		"irregular noun, -ps":        "laps lapse last lastele",
		"irregular noun, -si":        "käsi käe kätt käte käega",
		"irregular verb go":          "minema läheb läks lähen minna läinud",
		"irregular verb be":          "olema on oli olen olnud",
		"irregular verb do":          "tegema teen teha tehtud teinud tehakse",
		"irregular verb see":         "nägema näen näha nägin nähtud",
		"noun in -us":                "toetus toetuse toetust toetused toetusi toetustega",
		"noun in -lane":              "pagulane pagulase pagulast pagulasi pagulastele",
		"noun in -ik":                "kodanik kodaniku kodanikku kodanike kodanikele",
		"short illative":             "kodu koju kodus",
		"e that comes and goes":      "number numbri numbrit numbreid",
		"comparative":                "suur suurem suurema suuremate",
		"clitic -gi/-ki":             "kool koolgi koolilegi koolidki kooliski",
		"learner's nominative":       "raamat raamatu raamatus raamatule raamatuid",
		"action noun and agent":      "kirjutama kirjutamine kirjutamise kirjutamist kirjutaja",
		"compound":                   "elamisluba elamisloa elamislubade elamisloaga",
		"compound of an unseen head": "tagasipöördumistoetus tagasipöördumistoetuse tagasipöördumistoetust",
		"unlisted noun":              "salat salati salatit salatitega",
		"unlisted -us":               "värskendus värskenduse värskendust värskendustele",
		"unlisted verb":              "joonistama joonistan joonistada joonistas joonistatud joonistamine",
		"unlisted verb in -lema":     "hüplema hüpelda hüplen",
		"typed without diacritics":   "töötukassa tootukassa töötukassasse tootukassas",
		"6 for õ":                    "õigus 6igus 6iguse oigus",
		"NFD":                        "päev pa\u0308ev pa\u0308evad",
	} {
		fields := strings.Fields(words)
		want := Stem(fields[0])
		for _, w := range fields[1:] {
			if got := Stem(w); got != want {
				t.Errorf("%s: Stem(%s) = %s, but Stem(%s) = %s", name, w, got, fields[0], want)
			}
		}
	}
}

func TestStemKeepsApart(t *testing.T) {
	for _, pair := range [][2]string{
		{"töötus", "töötama"}, {"linn", "lind"}, {"raha", "rahu"}, {"kool", "kooli muusika"},
		{"maks", "maksma"}, {"sada", "saada"}, {"luba", "lubama"}, {"õde", "õpe"}, {"kuu", "kuus"}, {"öö", "õde"},
		{"riik", "riigikogu"}, {"tähtis", "tahtma"},
	} {
		if a, b := Stem(pair[0]), Stem(pair[1]); a == b {
			t.Errorf("%s and %s share the stem %s", pair[0], pair[1], a)
		}
	}
}

func TestStemLeavesOthersAlone(t *testing.T) {
	for word, want := range map[string]string{
		"": "", "a": "a", "112": "112", "d-viisa": "d-viisa", "привет": "привет", "йод": "йод", "a4": "a4", "é": "e",
	} {
		if got := Stem(word); got != want {
			t.Errorf("Stem(%q) = %q, want %q", word, got, want)
		}
	}
}

// TestStemOfKey allows as many keys that are not their own stems as there are
// words spelt like a form of another (jääma, without its dots, is jaama).
func TestStemOfKey(t *testing.T) {
	seen := map[string]bool{}
	bad := 0
	for _, cs := range lex().stems {
		for _, c := range cs {
			if seen[c.key] {
				continue
			}
			seen[c.key] = true
			if got := Stem(c.key); got != c.key {
				bad++
				t.Logf("Stem(%s) = %s", c.key, got)
			}
		}
	}
	if bad*100 > len(seen) {
		t.Errorf("%d of %d keys are not their own stems", bad, len(seen))
	}
}

// TestStemWithoutDiacritics counts the gold forms whose stem changes when õäöü
// are typed oaou; what remains are words that another word is spelt like.
func TestStemWithoutDiacritics(t *testing.T) {
	total, moved := 0, 0
	for _, l := range readGold(t) {
		for _, w := range l.forms {
			if f := Fold(w); f != w {
				total++
				if Stem(f) != Stem(w) {
					moved++
					t.Logf("%s: %s, but %s: %s", w, Stem(w), f, Stem(f))
				}
			}
		}
	}
	t.Logf("%d of %d forms change their stem", moved, total)
	if moved*50 > total {
		t.Error("more than 2 in 100")
	}
}

func FuzzStem(f *testing.F) {
	for _, s := range []string{"", "luba", "6igus", "pa\u0308evad", "\xff", "x6x6", "gi", "tööl", "ŠŽ", strings.Repeat("luba", 30)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Stem(s)
		if !utf8.ValidString(got) {
			t.Errorf("Stem(%q) = %q is not UTF-8", s, got)
		}
		if s != "" && got == "" {
			t.Errorf("Stem(%q) is empty", s)
		}
		if again := Fold(Fold(s)); again != Fold(s) {
			t.Errorf("Fold(%q) = %q, again %q", s, Fold(s), again)
		}
		if Fold(got) != got {
			t.Errorf("Stem(%q) = %q is not folded", s, got)
		}
	})
}

func BenchmarkStem(b *testing.B) {
	for name, list := range map[string]string{
		"listed":   "loa kodanikele toetust läheb õpitakse riigis",
		"compound": "elamisloaga tagasipöördumistoetuse keelekursustele",
		"rules":    "salatitega värskendust joonistatakse strateegiliselt",
	} {
		words := strings.Fields(list)
		b.Run(name, func(b *testing.B) {
			i := 0
			for b.Loop() {
				Stem(words[i%len(words)])
				i++
			}
		})
	}
	b.Run("gold", func(b *testing.B) {
		var words []string
		for _, l := range readGold(b) {
			words = append(words, l.forms...)
		}
		i := 0
		for b.Loop() {
			Stem(words[i%len(words)])
			i++
		}
	})
}

func TestListed(t *testing.T) {
	for word, want := range map[string]bool{
		"kooli": true, "koolis": true, "näitaks": true, "naitaks": true, "elamisloaga": true, "Tööandja": true,
		"kolis": true, "kxxli": false, "": false, "a": false, "112": false, "привет": false,
	} {
		if got := Listed(word); got != want {
			t.Errorf("Listed(%q) = %v", word, got)
		}
	}
}
