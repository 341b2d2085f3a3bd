package knowledge

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"iombot/locales"
)

const fieldsSource = `# of the office
reviewed: 2026-11-22  # by Jaan
note: "a: b"
et:
  title: Kus?
  questions:
    # the commonest
    - kus
    - "kus: see on"   # quoted
  answer: |
    Siin.

    - üks

  links:
    - {text: IOM, url: "https://iom.int"}
en:
  # a comment
  title: Where?
  answer: Here.
`

func TestSetField(t *testing.T) {
	for _, tt := range []struct {
		lang     locales.Lang
		name     string
		v        FieldValue
		old, new string
	}{
		{"", "reviewed", FieldValue{Text: "2026-11-27"}, "reviewed: 2026-11-22  # by Jaan", "reviewed: 2026-11-27 # by Jaan"},
		{"", "expires", FieldValue{Text: "2027-01-01"}, "note:", "expires: 2027-01-01\nnote:"},
		{"", "note", FieldValue{}, "note: \"a: b\"\n", ""},
		{"", "note", FieldValue{Text: "ask\n#1"}, `note: "a: b"`, `note: "ask\n#1"`},
		{"et", "title", FieldValue{Text: "Kus: siin?"}, "title: Kus?", "title: 'Kus: siin?'"},
		{"et", "answer", FieldValue{Text: "Seal.\r\n\r\n- kaks"}, "Siin.\n\n    - üks\n\n  links", "Seal.\n\n    - kaks\n\n  links"},
		{"en", "answer", FieldValue{Text: "There."}, "answer: Here.", "answer: |\n    There."},
		{"et", "questions", FieldValue{List: []string{"kus", "mis: see", "kus: see on"}}, "    - \"kus: see", "    - 'mis: see'\n    - \"kus: see"},
		{"et", "questions", FieldValue{List: []string{"kus"}}, "    - \"kus: see on\"   # quoted\n", ""},
		{"en", "questions", FieldValue{List: []string{"where"}}, "  answer: Here", "  questions:\n    - where\n  answer: Here"},
		{"et", "links", FieldValue{Links: []LinkFields{{"IOM", "https://iom.int"}, {`A "b"`, "https://x.ee"}}}, "iom.int\"}\n", "iom.int\"}\n    - {text: \"A \\\"b\\\"\", url: \"https://x.ee\"}\n"},
		{"et", "links", FieldValue{}, "  links:\n    - {text: IOM, url: \"https://iom.int\"}\n", ""},
		{"ru", "title", FieldValue{Text: "Где?"}, "answer: Here.\n", "answer: Here.\nru:\n  title: Где?\n"},
	} {
		want := strings.Replace(fieldsSource, tt.old, tt.new, 1)
		if want == fieldsSource {
			t.Fatalf("%q is not in the source", tt.old)
		}
		got, err := SetField([]byte(fieldsSource), tt.lang, tt.name, tt.v)
		if err != nil || string(got) != want {
			t.Errorf("%s %s: %v\n%s", tt.lang, tt.name, err, got)
		}
	}
	crlf := strings.ReplaceAll(fieldsSource, "\n", "\r\n")
	got, err := SetField([]byte(crlf), "et", "questions", FieldValue{List: []string{"a", "kus"}})
	if err != nil || strings.Count(string(got), "\n") != strings.Count(string(got), "\r\n") {
		t.Errorf("line ends: %v\n%q", err, got)
	}
	for _, src := range []string{"en: {title: A, answer: B}", "[a]", "en: [", "", "en: x"} {
		if got, err := SetField([]byte(src), "en", "title", FieldValue{Text: "C"}); !errors.Is(err, ErrFieldLayout) {
			t.Errorf("%q: %v\n%s", src, err, got)
		}
	}
}

// Setting a field to its own value changes nothing that is read, in any of our
// own entries.
func TestSetFieldOwn(t *testing.T) {
	base, _, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range base.Entries {
		if testing.Short() && i%10 != 0 {
			continue
		}
		src, err := fs.ReadFile(Embedded(), e.Pos.File)
		if err != nil {
			t.Fatal(err)
		}
		f, ok := ReadFields(src, base.Languages)
		if !ok {
			t.Fatalf("%s cannot be read", e.Pos.File)
		}
		for _, l := range base.Languages {
			text := f.Texts[l]
			same, err := SetField(src, l, "questions", FieldValue{List: text.Questions})
			if err != nil || string(same) != string(src) {
				t.Errorf("%s: the same questions: %v\n%s", e.Pos.File, err, same)
			}
			for name, v := range map[string]FieldValue{
				"title": {Text: text.Title + " #2"}, "answer": {Text: text.Answer + "\n\nMore: yes."},
				"questions": {List: append(slices.Clone(text.Questions), "- new: #")}, "links": {Links: append(text.Links, LinkFields{"x", "https://x.ee"})},
			} {
				if _, err := SetField(src, l, name, v); err != nil {
					t.Errorf("%s: %s: %v", e.Pos.File, name, err)
				}
			}
		}
	}
}

// Whatever the source, the field is set or the source is left to a person.
func FuzzSetField(f *testing.F) {
	f.Add(fieldsSource, "et", "title", "a: b")
	f.Add("a: &x\n  b: *x\n", "a", "answer", "|\n\t")
	f.Add("en:\n- x\n", "en", "questions", "a\nb")
	f.Add("en:\n  links:\n  - {text: a}\n  -\n", "en", "links", "x")
	f.Fuzz(func(t *testing.T, src, lang, name, value string) {
		v := FieldValue{Text: value}
		switch name {
		case "questions":
			v = FieldValue{List: strings.Split(value, "\n")}
		case "links":
			v = FieldValue{Links: []LinkFields{{value, value}}}
		}
		out, err := SetField([]byte(src), locales.Lang(lang), name, v)
		if err != nil {
			if !errors.Is(err, ErrFieldLayout) {
				t.Errorf("another error: %v", err)
			}
			return
		}
		if _, ok := ReadFields(out, nil); !ok && strings.TrimSpace(value) != "" {
			t.Errorf("it makes of %q what cannot be read: %q", src, out)
		}
	})
}
