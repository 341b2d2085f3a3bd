package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

func linkBase(t *testing.T) *knowledge.Base {
	t.Helper()
	base, _, err := knowledge.Load(fstest.MapFS{
		"knowledge.yaml": {Data: []byte("languages: [et, en]\nunderstood: [ru]\ntopics: [{id: home, et: Koju, en: Home}, {id: talk, hidden: true}]\n")},
		"home/cost.yaml": {Data: []byte("reviewed: 2026-01-02\net: {title: Hind <1>, questions: [hind], answer: Tasuta.}\nen: {title: Price, questions: [price], answer: Free.}\n")},
		"home/a.b.yaml":  {Data: []byte("reviewed: 2026-01-02\nen: {title: Odd, questions: [odd], answer: Odd.}\n")},
		"talk/hi.yaml":   {Data: []byte("reviewed: 2026-01-02\nen: {title: Hi, questions: [hi], answer: Hi.}\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func TestLinks(t *testing.T) {
	links, _ := linksOf(linkBase(t), "some_bot", "")
	var got []string
	for _, l := range links {
		got = append(got, l.URL+" "+l.Title(locales.EN))
	}
	for _, want := range []string{"https://t.me/some_bot?start=home Home", "https://t.me/some_bot?start=cost Price"} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("there is no %q in %q", want, got)
		}
	}
	if strings.Contains(strings.Join(got, "\n"), "start=hi") {
		t.Errorf("small talk has a link: %q", got)
	}
	if links, _ := linksOf(linkBase(t), "some_bot", "gone"); links != nil {
		t.Errorf("a topic that is not there has links: %v", links)
	}
}

func TestPosters(t *testing.T) {
	base, dir := linkBase(t), filepath.Join(t.TempDir(), "posters")
	links, _ := linksOf(base, "some_bot", "")
	langs := posterLanguages(base)
	if diff := cmp.Diff([]locales.Lang{"et", "en", "ru"}, langs); diff != "" {
		t.Errorf("languages (-want +got)\n%s", diff)
	}
	if err := writePosters(dir, links, langs); err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile(filepath.Join(dir, "cost.png"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(code)); err != nil {
		t.Errorf("the code is no picture: %v", err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "poster-et.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`lang="et"`, "Hind &lt;1&gt;", `src="cost.png"`, "t.me/some_bot?start=cost", "112"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}
