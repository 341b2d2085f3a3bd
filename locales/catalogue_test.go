package locales

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// texts reads a message file without the library: each id's text, plural forms
// joined by a line end.
func texts(t *testing.T, dir string, lang Lang) map[string]string {
	t.Helper()
	src, err := files.ReadFile(path.Join(dir, string(lang)+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := yaml.Unmarshal(src, &root); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	flatten(root, "", out)
	return out
}

func flatten(m map[string]any, prefix string, out map[string]string) {
	for key, v := range m {
		switch v := v.(type) {
		case map[string]any:
			flatten(v, prefix+key+".", out)
		case string:
			if slices.Contains([]string{"one", "few", "many", "other"}, key) {
				id := strings.TrimSuffix(prefix, ".")
				out[id] += v + "\n"
				continue
			}
			out[prefix+key] = v
		}
	}
}

// catalogs are all that is compiled in, by folder.
var catalogs = map[string]*Catalog{".": Embedded(), "workbench": Workbench(), "findings": Findings()}

func TestEveryLanguageHasEveryText(t *testing.T) {
	for dir, c := range catalogs {
		want := slices.Sorted(maps.Keys(texts(t, dir, EN)))
		if len(want) == 0 {
			t.Fatal("there are no texts")
		}
		for _, l := range c.Languages() {
			byID := texts(t, dir, l)
			if diff := cmp.Diff(want, slices.Sorted(maps.Keys(byID))); diff != "" {
				t.Errorf("%s/%s.yaml: (-en +%s)\n%s", dir, l, l, diff)
			}
			if diff := cmp.Diff(want, slices.Sorted(slices.Values(c.IDs(l)))); diff != "" {
				t.Errorf("%s/%s: the catalog has others than the file: (-file +catalog)\n%s", dir, l, diff)
			}
			for id, text := range byID {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s/%s.yaml: %s is empty", dir, l, id)
				}
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\.([A-Z][A-Za-z]*)[^}]*\}\}`)

// placeholders lists what a text uses, each once, sorted.
func placeholders(text string) []string {
	var out []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestEveryLanguageUsesTheSamePlaceholders(t *testing.T) {
	for dir, c := range catalogs {
		english := texts(t, dir, EN)
		for _, l := range c.Languages() {
			for id, text := range texts(t, dir, l) {
				if diff := cmp.Diff(placeholders(english[id]), placeholders(text)); diff != "" {
					t.Errorf("%s/%s.yaml: %s: (-en +%s)\n%s", dir, l, id, l, diff)
				}
			}
		}
	}
}

func TestEveryTextCanBeFilled(t *testing.T) {
	for dir, c := range catalogs {
		for _, l := range c.Languages() {
			for id, text := range texts(t, dir, l) {
				full, empty := Data{}, Data{}
				for _, name := range placeholders(text) {
					full[name], empty[name] = "X", ""
				}
				for _, data := range []Data{full, empty} {
					if s := c.Text(l, id, data); s == id || strings.Contains(s, "{{") || strings.Contains(s, "no value") {
						t.Errorf("%s/%s.yaml: %s with %v becomes %q", dir, l, id, data, s)
					}
				}
				if s := c.Text(l, id, full); strings.Count(s, "X") < len(placeholders(text)) {
					t.Errorf("%s/%s.yaml: %s with %v becomes %q", dir, l, id, full, s)
				}
			}
		}
	}
}

func TestCourtesy(t *testing.T) {
	for lang := range courtesies() {
		s := Courtesy(lang, "XX")
		for _, want := range []string{"XX", "112", "116 006", "660 7320"} {
			if !strings.Contains(s, want) {
				t.Errorf("%s does not say %s: %s", lang, want, s)
			}
		}
		if Embedded().Speaks(lang) {
			t.Errorf("%s has texts of its own", lang)
		}
	}
}

// TestEveryTextIsUsed finds texts that no program says any more, and the ids in
// programs that no text has.
func TestEveryTextIsUsed(t *testing.T) {
	english := map[string]string{}
	for dir := range catalogs {
		maps.Copy(english, texts(t, dir, EN))
	}
	groups := map[string]bool{}
	for id := range english {
		group, _, _ := strings.Cut(id, ".")
		groups[group] = true
	}
	used := map[string]bool{}
	literal := regexp.MustCompile(`"([a-z-]+(?:\.[a-z0-9-]+)*)"`)
	for _, dir := range []string{"../bot", "../cmd", "../knowledge"} {
		err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil || !slices.Contains([]string{".go", ".html", ".js"}, filepath.Ext(name)) || strings.HasSuffix(name, "_test.go") {
				return err
			}
			src, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			for _, m := range literal.FindAllStringSubmatch(string(src), -1) {
				id := m[1]
				used[id], used[id+".says"], used[id+".fix"] = true, true, true // a finding has two texts
				family := false                                                // a program may name what several texts' ids begin with
				for text := range english {
					if strings.HasPrefix(text, id+".") && strings.Count(id, ".") > 0 {
						used[text], family = true, true
					}
				}
				group, _, grouped := strings.Cut(id, ".")
				if _, known := english[id]; grouped && groups[group] && !known && !family && strings.HasPrefix(name, "../bot/") {
					t.Errorf("%s says %q, which no message file has", name, id)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for id := range english {
		if !used[id] {
			t.Errorf("no program says %s: delete it", id)
		}
	}
}

func TestTextFallsBack(t *testing.T) {
	c := Embedded()
	if got, want := c.Text("fi", "menu.open", nil), c.Text(EN, "menu.open", nil); got != want {
		t.Errorf("a language without a file says %q, want the English %q", got, want)
	}
	if got := c.Text(ET, "no.such-text", nil); got != "no.such-text" {
		t.Errorf("a text that is missing is %q, want its id", got)
	}
}

func TestPlural(t *testing.T) {
	c := Embedded()
	for _, tt := range []struct {
		lang Lang
		n    int
		want string
	}{{EN, 1, "1 day"}, {EN, 30, "30 days"}, {ET, 1, "1 päeva"}, {ET, 30, "30 päeva"}, {"ru", 21, "21 день"}, {"ru", 3, "3 дня"}, {"uk", 7, "7 днів"}} {
		if got := c.Plural(tt.lang, "days", tt.n, nil); got != tt.want {
			t.Errorf("Plural(%s, days, %d) = %q, want %q", tt.lang, tt.n, got, tt.want)
		}
	}
}
