package workbench

import (
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"iombot/locales"
)

func TestPageSpeaksTheReadersLanguage(t *testing.T) {
	s := newStand(t)
	for _, tt := range []struct {
		path, accept string
		want         locales.Lang
	}{
		{"/", "et-EE,et;q=0.9,en;q=0.8", locales.ET},
		{"/", "en-GB", locales.EN},
		{"/", "ru,et;q=0.5", locales.ET},
		{"/", "fr", locales.EN},
		{"/", "", locales.EN},
		{"/", "no language;;;", locales.EN},
		{"/?lang=et", "en", locales.ET},
		{"/?lang=en", "et", locales.EN},
		{"/?lang=%22%3E", "et", locales.EN},
	} {
		_, _, page := s.request(http.MethodGet, tt.path, "", "Accept-Language", tt.accept)
		if !strings.Contains(page, `<html lang="`+string(tt.want)+`">`) {
			t.Errorf("%s for %q is not in %s", tt.path, tt.accept, tt.want)
		}
		if title := s.Catalog.Text(tt.want, "workbench.why.title", nil); !strings.Contains(page, title) {
			t.Errorf("%s for %q does not say %q", tt.path, tt.accept, title)
		}
	}
}

// TestSlotsArePassedOn keeps slots in step with the texts: a placeholder that
// it lacks would reach the page as "<no value>".
func TestSlotsArePassedOn(t *testing.T) {
	wb := newStand(t).workbench
	for _, l := range wb.Catalog.Languages() {
		texts, err := pageData{Lang: l, wb: wb}.Texts()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(texts, "no value") {
			t.Errorf("%s: a text has a placeholder that slots lacks: %s", l, texts)
		}
	}
	scripts := ""
	err := fs.WalkDir(web, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		src, err := fs.ReadFile(web, name)
		scripts += string(src)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for slot := range slots {
		if !regexp.MustCompile(`\b` + slot + `(:|\b.*\})`).MatchString(scripts) {
			t.Errorf("no script fills {%s}", slot)
		}
	}
}
