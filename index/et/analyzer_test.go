package et

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/registry"
)

// An Estonian field of one's own index.
func Example() {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = AnalyzerName
	idx, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer idx.Close()
	if err := idx.Index("permit", map[string]string{"q": "Kuidas pikendada elamisluba?"}); err != nil {
		fmt.Println(err)
		return
	}
	for _, q := range []string{"elamisloa", "elamis luba", "lubade pikendamine", "kassipoeg"} {
		res, err := idx.Search(bleve.NewSearchRequest(bleve.NewMatchQuery(q)))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(q, res.Total)
	}
	// Output:
	// elamisloa 1
	// elamis luba 1
	// lubade pikendamine 1
	// kassipoeg 0
}

func testAnalyzer(t testing.TB) analysis.Analyzer {
	t.Helper()
	a, err := registry.NewCache().AnalyzerNamed(AnalyzerName)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func show(ts analysis.TokenStream) string {
	var b strings.Builder
	for _, t := range ts {
		fmt.Fprintf(&b, "%s@%d[%d:%d] ", t.Term, t.Position, t.Start, t.End)
	}
	return strings.TrimSpace(b.String())
}

func TestAnalyzer(t *testing.T) {
	a := testAnalyzer(t)
	for in, want := range map[string]string{
		"":                      "",
		"Töötukassasse?":        "tootukassa@1[0:15] tootu@1[0:7] kassa@1[7:15]",
		"elamis luba":           "elama@1[0:6] luba@2[7:11]",
		"elamisloaga":           "elamisluba@1[0:11] elama@1[0:6] luba@1[6:11]",
		"Pa\u0308evaraha on 5€": "paevaraha@1[0:11] paev@1[0:11] raha@1[0:11] olema@2[12:14] 5@3[15:16]",
		"e-teenus, 6igus":       "e@1[0:1] teenus@2[2:8] oigus@3[10:15]",
	} {
		if got := show(a.Analyze([]byte(in))); got != want {
			t.Errorf("%q:\n got %s\nwant %s", in, got, want)
		}
	}
}

// TestTokensMeet: written together, apart, inflected or without diacritics, a
// compound shares its parts.
func TestTokensMeet(t *testing.T) {
	a := testAnalyzer(t)
	for _, in := range []string{"elamis luba", "elamisluba", "elamisloa", "ELAMISLUBADE", "elamis loaga"} {
		got := map[string]bool{}
		for _, tok := range a.Analyze([]byte(in)) {
			got[string(tok.Term)] = true
		}
		if !got["luba"] || !got["elama"] {
			t.Errorf("%s: %v", in, got)
		}
	}
}

func TestRegisteredFilters(t *testing.T) {
	m := bleve.NewIndexMapping()
	err := m.AddCustomTokenFilter("parts", map[string]any{"type": CompoundName, "words": []any{"kvoot"}})
	if err != nil {
		t.Fatal(err)
	}
	err = m.AddCustomAnalyzer("mine", map[string]any{
		"type": custom.Name, "tokenizer": unicode.Name,
		"token_filters": []string{NFCName, "to_lower", StopName, "parts", StemName, FoldName},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := show(m.AnalyzerNamed("mine").Analyze([]byte("mis on pagulaskvoot")))
	if want := "pagulaskvoot@3[7:19] pagulane@3[7:14] kvoot@3[14:19]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, bad := range []any{"kvoot", []any{1}} {
		if m.AddCustomTokenFilter("bad", map[string]any{"type": CompoundName, "words": bad}) == nil {
			t.Errorf("words %v were accepted", bad)
		}
	}
	if got := show(NewAnalyzer("kvoot").Analyze([]byte("kvoodid"))); got == "" {
		t.Error("NewAnalyzer gives no tokens")
	}
}

func FuzzAnalyzer(f *testing.F) {
	for _, s := range []string{"", "Kus on elamisluba?", "pa\u0308evaraha", "\xff", "t66tukassa 6a", "İSTANBULLUBA ẞ", "привет 漢字 😀"} {
		f.Add([]byte(s))
	}
	a := testAnalyzer(f)
	f.Fuzz(func(t *testing.T, in []byte) {
		n := len(in)
		for _, tok := range a.Analyze(in) {
			if tok.Start < 0 || tok.Start > tok.End || tok.End > n {
				t.Errorf("%q: %q at [%d:%d] of %d", in, tok.Term, tok.Start, tok.End, n)
			}
			if !utf8.Valid(tok.Term) || len(tok.Term) == 0 {
				t.Errorf("%q: term %q", in, tok.Term)
			}
		}
	})
}

func BenchmarkAnalyzer(b *testing.B) {
	a := testAnalyzer(b)
	in := []byte("Kuidas ma saan oma elamisluba pikendada, kui töötukassa ei vasta?")
	for b.Loop() {
		a.Analyze(in)
	}
}
