package knowledge

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/locales"
)

var workTitles = map[locales.Lang]string{"et": "Töö: kõik", "en": "Work", "ru": "Работа"}

// A topic goes behind those that are listed, and everything else stays.
func TestAddTopic(t *testing.T) {
	order := []locales.Lang{"et", "en", "ru"}
	for name, tt := range map[string]struct{ src, want string }{
		"last": {
			"languages: [et, en]\ntopics:\n  - id: a\n    et: A\n    en: A # kept\n",
			"languages: [et, en]\ntopics:\n  - id: a\n    et: A\n    en: A # kept\n  - id: work\n    et: 'Töö: kõik'\n    en: Work\n    ru: Работа\n",
		},
		"before the hidden": {
			"languages: [et]\ntopics:\n- id: a\n  et: A\n\n# hidden\n- id: talk\n  hidden: true\nsynonyms: {}\n",
			"languages: [et]\ntopics:\n- id: a\n  et: A\n- id: work\n  et: 'Töö: kõik'\n  en: Work\n  ru: Работа\n\n# hidden\n- id: talk\n  hidden: true\nsynonyms: {}\n",
		},
		"only hidden": {
			"languages: [et]\r\ntopics:\r\n  - id: talk\r\n    hidden: true\r\n",
			"languages: [et]\r\ntopics:\r\n  - id: work\r\n    et: 'Töö: kõik'\r\n    en: Work\r\n    ru: Работа\r\n  - id: talk\r\n    hidden: true\r\n",
		},
	} {
		out, err := AddTopic([]byte(tt.src), "work", workTitles, order)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tt.want, string(out)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
	for src, want := range map[string]error{
		"languages: [et]\ntopics:\n  - {id: work, et: A}\n": ErrTopic,
		"languages: [et]\ntopics: [{id: a, et: A}]\n":       ErrFieldLayout,
		"languages: [et]\n": ErrFieldLayout,
		"languages: [et]\ntopics:\n  - id: a\n  - id: a\n": ErrFieldLayout,
		"languages: [et]\ntopics: []\n":                    ErrFieldLayout,
		"{":                                                ErrFieldLayout,
		"languages: [et]\ntopics: &t\n  - id: a\nsynonyms: *t\n": ErrFieldLayout,
	} {
		if out, err := AddTopic([]byte(src), "work", workTitles, order); !errors.Is(err, want) {
			t.Errorf("%q: %v\n%s", src, err, out)
		}
	}
}

func TestWithTopic(t *testing.T) {
	b, _, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	topics, entries := len(b.Topics), len(b.Entries)
	with, err := b.WithTopic("work", workTitles)
	if err != nil || len(with.Topics) != topics+1 || len(with.Entries) != entries || with.EntryFile("work/a.yaml") != nil {
		t.Fatalf("%v: %d topics, %d entries", err, len(with.Topics), len(with.Entries))
	}
	if b.Topic("work") != nil || len(b.Topics) != topics || b.EntryFile("work/a.yaml") == nil {
		t.Error("the base itself has the topic now")
	}
	for i, topic := range with.Topics {
		if topic.Hidden && i < listed(with.Topics) {
			t.Errorf("%s is listed", topic.ID)
		}
	}
	for _, id := range []string{"", "../x", "Work", ".work", b.Topics[0].ID, strings.Repeat("a", 99)} {
		if _, err := b.WithTopic(id, workTitles); !errors.Is(err, ErrTopic) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if _, err := b.WithTopic("work", map[locales.Lang]string{"et": "Töö", "en": " "}); !errors.Is(err, ErrTopic) {
		t.Errorf("without an English title: %v", err)
	}
}
