package main

import (
	"encoding/json"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// goPackage is what this test reads about a package in "go list -json".
type goPackage struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
}

// allowed lists for each package of the module the others that it may import; a
// name that ends in /... stands for all below it and itself. What is not listed
// is forbidden.
var allowed = map[string][]string{
	"iombot/locales":      {},
	"iombot/locales/text": {},

	"iombot/knowledge":           {"iombot/locales"},
	"iombot/knowledge/linkcheck": {"iombot/knowledge"},

	"iombot/index": {
		"iombot/index/analyzer", "iombot/index/classify", "iombot/index/langid", "iombot/knowledge", "iombot/locales", "iombot/locales/text",
	},
	"iombot/index/analyzer": {
		"iombot/index/classify", "iombot/index/en", "iombot/index/et", "iombot/index/uk", "iombot/locales", "iombot/locales/text",
	},
	"iombot/index/bench":     {"iombot/index", "iombot/index/eval", "iombot/knowledge", "iombot/locales"},
	"iombot/index/calibrate": {"iombot/index", "iombot/index/eval", "iombot/knowledge", "iombot/locales"},
	"iombot/index/classify":  {},
	"iombot/index/en":        {},
	"iombot/index/et":        {},
	"iombot/index/eval":      {"iombot/knowledge", "iombot/locales"},
	"iombot/index/langid":    {"iombot/locales"},
	"iombot/index/live":      {"iombot/index", "iombot/knowledge"},
	"iombot/index/uk":        {},

	"iombot/bot":                  {"iombot/knowledge", "iombot/locales", "iombot/locales/text"},
	"iombot/bot/state":            {"iombot/bot"},
	"iombot/bot/state/pgtest":     {},
	"iombot/bot/state/statetest":  {"iombot/bot", "iombot/knowledge", "iombot/locales"},
	"iombot/bot/telegram":         {"iombot/bot", "iombot/knowledge", "iombot/locales"},
	"iombot/bot/telegram/apitest": {"iombot/bot/telegram/fakeapi"},
	"iombot/bot/telegram/fakeapi": {},
	"iombot/bot/workbench":        {"iombot/bot", "iombot/bot/telegram/fakeapi", "iombot/index/eval", "iombot/knowledge", "iombot/locales"},

	"iombot/cmd/iombot": {"iombot/bot/...", "iombot/index/...", "iombot/knowledge/...", "iombot/locales"},
}

// reserved lists who may import a library, tests included.
var reserved = map[string][]string{
	"github.com/blevesearch/...":                              {"iombot/index/..."},
	"github.com/go-telegram-bot-api/...":                      {"iombot/bot/telegram"},
	"github.com/jackc/...":                                    {"iombot/bot/state"},
	"modernc.org/...":                                         {"iombot/bot/state", "iombot/index/bench"},
	"github.com/pressly/goose/...":                            {"iombot/bot/state"},
	"database/sql/...":                                        {"iombot/bot/state/...", "iombot/index/bench"},
	"gopkg.in/yaml.v3":                                        {"iombot/knowledge", "iombot/locales"},
	"github.com/yuin/goldmark/...":                            {"iombot/knowledge"},
	"github.com/nicksnyder/go-i18n/...":                       {"iombot/locales"},
	"rsc.io/qr":                                               {"iombot/cmd/iombot"},
	"github.com/alecthomas/kong":                              {"iombot/cmd/iombot"},
	"github.com/chromedp/...":                                 {"iombot/bot/workbench", "iombot/cmd/iombot"},
	"github.com/prometheus/client_golang/...":                 {"iombot/bot/telegram", "iombot/cmd/iombot"},
	"golang.org/x/crypto/x509roots/fallback":                  {"iombot/cmd/iombot"},
	"github.com/rogpeppe/go-internal/testscript":              {"iombot/cmd/iombot"},
	"github.com/cenkalti/backoff/...":                         {"iombot/bot/state", "iombot/bot/telegram", "iombot/cmd/iombot"},
	"golang.org/x/crypto/bcrypt":                              {"iombot/bot/workbench"},
	"golang.org/x/term":                                       {"iombot/cmd/iombot"},
	"golang.org/x/time/rate":                                  {"iombot/bot/telegram/...", "iombot/bot/workbench"},
	"github.com/invopop/jsonschema":                           {"iombot/knowledge"},
	"iombot/bot/state/pgtest":                                 {"iombot/bot/state", "iombot/bot/telegram", "iombot/cmd/iombot"},
	"iombot/bot/state/statetest":                              {"iombot/bot/state"},
	"iombot/bot/telegram/apitest":                             {"iombot/bot/telegram/...", "iombot/cmd/iombot"},
	"iombot/cmd/...":                                          {},
	"github.com/prometheus/client_golang/prometheus/promhttp": {"iombot/cmd/iombot"},
}

// silent packages use neither network nor database nor log, not even through
// their imports.
var (
	silent = []string{"iombot/bot", "iombot/knowledge", "iombot/locales"}
	noisy  = []string{"net", "net/http", "database/sql", "log/slog"}
)

// The imports match the table.
func TestImports(t *testing.T) {
	packages := listPackages(t, "./...")
	for path := range allowed {
		if _, ok := packages[path]; !ok {
			t.Errorf("the table lists %s, which is no package", path)
		}
	}
	for path, p := range packages {
		others, ok := allowed[path]
		if !ok {
			t.Errorf("%s is a new package: add it to the table with what it may import", path)
		}
		for _, i := range p.Imports {
			if strings.HasPrefix(i, "iombot/") && !matches(others, i) {
				t.Errorf("%s imports %s, which the table does not allow", path, i)
			}
		}
		for _, o := range others {
			if !slices.ContainsFunc(p.Imports, func(i string) bool { return matches([]string{o}, i) }) {
				t.Errorf("the table allows %s to import %s, which it does not", path, o)
			}
		}
		for _, i := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			for library, users := range reserved {
				if matches([]string{library}, i) && !matches(users, path) {
					t.Errorf("%s imports %s, which is for %v only", path, i, users)
				}
			}
		}
	}
	for _, path := range silent {
		for _, d := range packages[path].Deps {
			if slices.Contains(noisy, d) {
				t.Errorf("%s imports %s, itself or by way of others", path, d)
			}
		}
	}
}

// The program does not need the machine's certificates or time zones.
func TestSelfContained(t *testing.T) {
	p := listPackages(t, ".")["iombot/cmd/iombot"]
	for _, want := range []string{"golang.org/x/crypto/x509roots/fallback", "time/tzdata"} {
		if !slices.Contains(p.Deps, want) {
			t.Errorf("%s is not compiled in", want)
		}
	}
	for _, d := range p.Deps {
		if strings.HasSuffix(d, "test") && strings.HasPrefix(d, "iombot/") || d == "testing" {
			t.Errorf("%s is compiled in", d)
		}
	}
}

// matches reports whether path is one of the patterns, or below one that ends
// in /....
func matches(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		above, deep := strings.CutSuffix(p, "/...")
		return path == above || deep && strings.HasPrefix(path, above+"/")
	})
}

func listPackages(t *testing.T, pattern string) map[string]goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports,Deps", pattern)
	if pattern == "./..." {
		cmd.Dir = "../.."
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	packages := map[string]goPackage{}
	for in := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := in.Decode(&p); err == io.EOF {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages[p.ImportPath] = p
	}
}
