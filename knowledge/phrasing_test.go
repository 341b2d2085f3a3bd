package knowledge

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/locales"
)

func TestAddPhrasing(t *testing.T) {
	tests := map[string]struct{ src, text, want string }{
		"after the last, with comments and blank lines kept": {
			"# märkus\nreviewed: 2026-11-01\n\net: # eesti\n  title: Mis on b?\n  questions:\n    - Esimene # üks\n    - \"Teine: küsimus\"\n\n    # lõpp\n  answer: |\n    Nii.\n",
			"Kolmas  küsimus?",
			"# märkus\nreviewed: 2026-11-01\n\net: # eesti\n  title: Mis on b?\n  questions:\n    - Esimene # üks\n    - \"Teine: küsimus\"\n    - Kolmas küsimus?\n\n    # lõpp\n  answer: |\n    Nii.\n"},
		"dashes below the key": {
			"et:\n  title: T\n  questions:\n  - Üks\n  answer: A\n", "Kaks",
			"et:\n  title: T\n  questions:\n  - Üks\n  - Kaks\n  answer: A\n"},
		"at the end of a file without a line end": {
			"et:\n  title: T\n  answer: A\n  questions:\n    - Üks", "Kaks",
			"et:\n  title: T\n  answer: A\n  questions:\n    - Üks\n    - Kaks\n"},
		"a last question on two lines": {
			"et:\n  title: T\n  questions:\n    - Üks\n      ja pool\n  answer: A\n", "Kaks",
			"et:\n  title: T\n  questions:\n    - Üks\n      ja pool\n    - Kaks\n  answer: A\n"},
		"Windows line ends": {
			"et:\r\n  title: T\r\n  questions:\r\n    - Üks\r\n  answer: A\r\n", "Kaks",
			"et:\r\n  title: T\r\n  questions:\r\n    - Üks\r\n    - Kaks\r\n  answer: A\r\n"},
		"no questions": {
			"et:\n  title: T\n  answer: A\nen:\n  title: U\n  answer: B\n", "Kaks",
			"et:\n  title: T\n  questions:\n    - Kaks\n  answer: A\nen:\n  title: U\n  answer: B\n"},
		"an empty list": {
			"et:\n  title: T\n  questions:\n  answer: A\n", "Kaks",
			"et:\n  title: T\n  questions:\n    - Kaks\n  answer: A\n"},
		"between brackets": {
			"et:\n  title: T\n  questions: [Üks, \"a ] b\"] # kaks\n  answer: A\n", "Kolm?",
			"et:\n  title: T\n  questions: [Üks, \"a ] b\", \"Kolm?\"] # kaks\n  answer: A\n"},
		"between empty brackets": {
			"et:\n  title: T\n  questions: []\n  answer: A\n", "Kaks",
			"et:\n  title: T\n  questions: [\"Kaks\"]\n  answer: A\n"},
		"between brackets on several lines": {
			"et:\n  title: T\n  questions: [\n    Üks,\n    Kaks,\n  ]\n  answer: A\n", "Kolm",
			"et:\n  title: T\n  questions: [\n    Üks,\n    Kaks, \"Kolm\",\n  ]\n  answer: A\n"},
		"a text that needs quotes": {
			"et:\n  title: T\n  questions:\n    - Üks\n  answer: A\n", "Abi: kus? # siin",
			"et:\n  title: T\n  questions:\n    - Üks\n    - 'Abi: kus? # siin'\n  answer: A\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := AddPhrasing([]byte(tt.src), locales.ET, tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("AddPhrasing (-want +got)\n%s", diff)
			}
		})
	}
}

func TestAddPhrasingRefuses(t *testing.T) {
	src := "et:\n  title: Mis on b?\n  questions: &q\n    - Kus on b?\n  answer: A\n"
	tests := map[string]struct{ src, text, want string }{
		"known":             {src, "kus on B", ErrPhrasingKnown.Error()},
		"the title":         {src, "mis on b", ErrPhrasingKnown.Error()},
		"nothing":           {src, " \n", "the text is empty"},
		"broken text":       {src, "a\xff", "is not UTF-8"},
		"UTF-16":            {"\xff\xfee\x00t\x00", "Kaks", "is not UTF-8"},
		"no YAML":           {"et: [", "Kaks", "this is no YAML"},
		"no such language":  {"en:\n  title: T\n  answer: A\n", "Kaks", "no block et:"},
		"a block in braces": {"et: {title: T, answer: A}\n", "Kaks", "no block et:"},
		"a shared list":     {src + "en:\n  title: T\n  questions: *q\n  answer: A\n", "Kaks", "only a person can extend"},
		"a text for a list": {"et:\n  title: T\n  questions: Üks\n  answer: A\n", "Kaks", "only a person can extend"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if out, err := AddPhrasing([]byte(tt.src), locales.ET, tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("AddPhrasing gives %q, %v; want an error with %q", out, err, tt.want)
			}
		})
	}
	if _, err := AddPhrasing([]byte(src), locales.ET, "Kus on b"); !errors.Is(err, ErrPhrasingKnown) {
		t.Errorf("the error %v is not ErrPhrasingKnown", err)
	}
}

// TestAddPhrasingEntries adds a phrasing to every entry of the project.
func TestAddPhrasingEntries(t *testing.T) {
	n := 0
	err := fs.WalkDir(Embedded(), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || name == configFile {
			return err
		}
		n++
		src, err := fs.ReadFile(Embedded(), name)
		if err != nil {
			return err
		}
		for _, lang := range []locales.Lang{locales.ET, locales.EN} {
			out, err := AddPhrasing(src, lang, "Täiesti uus küsimus: kas?")
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if !onlyInserted(src, out) {
				t.Errorf("%s: more than the new line changed", name)
			}
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
}

// onlyInserted reports whether out is src with one piece put in.
func onlyInserted(src, out []byte) bool {
	head := 0
	for head < len(src) && head < len(out) && src[head] == out[head] {
		head++
	}
	return len(out) > len(src) && bytes.HasSuffix(out, src[head:])
}

// FuzzAddPhrasing: what is added is read back, as the last question, and no
// other byte changes.
func FuzzAddPhrasing(f *testing.F) {
	for _, text := range []string{"Kaks", "a: b", "- c", "\"", "112", "~", "'", "[x", "👩‍👧 tere", "\u2028x", "null", "a\u0085b", "# x", "%x", "\x01"} {
		f.Add("et:\n  title: T\n  questions:\n    - Üks\n  answer: A\n", text)
		f.Add("et:\n  title: T\n  questions: [Üks]\n  answer: A\n", text)
	}
	f.Add("et:\n  title: T\n  questions: [\n  a, 'b]'\n ]\n", "x")
	f.Add("et: &a\n  title: T\n  questions:\n  - |\n    a\n\n  # c\n", "x")
	f.Fuzz(func(t *testing.T, src, text string) {
		out, err := AddPhrasing([]byte(src), locales.ET, text)
		if err != nil {
			return
		}
		if !onlyInserted([]byte(src), out) {
			t.Errorf("%q became %q", src, out)
		}
		got := contents(out, locales.ET)
		if want := strings.Join(strings.Fields(text), " "); got == nil || got.questions[len(got.questions)-1] != want {
			t.Errorf("%q was read back as %v", want, got)
		}
	})
}
