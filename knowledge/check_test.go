package knowledge

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestCheckClean wants no findings for a good base, whose languages are not
// Estonian and English.
func TestCheckClean(t *testing.T) {
	b := mustLoad(t, fstest.MapFS{
		configFile: file("languages: [fi, uk]\nsite: {fi: \"https://www.iom.int/fi\"}\ntopics:\n  - {id: a, fi: Aihe, uk: Тема}\n"),
		"a/b.yaml": file(`reviewed: 2026-11-22
expires: 2027-11-22
sources: ["http://www.iom.int/facts?id=1"]
fi:
  title: Mitä IOM tekee?
  questions: [a, b, c, d, "👋🏽"]
  answer: |
    *IOM* auttaa, ks. [sivu](https://www.iom.int/fi).

    1. Kysy.
    2. Odota.
uk:
  title: Чим займається МОМ?
  questions: [а, б, в, г, "👋🏽 так"]
  answer: |
    МОМ допомагає.

    1. Запитайте.
    2. Чекайте.
  links:
    - {text: Сайт, url: "https://www.iom.int/uk"}
`),
	})
	if got := Check(b, today); len(got) > 0 {
		t.Errorf("findings in a good base: %q", lines(got))
	}
}

func TestMinPhrasings(t *testing.T) {
	src := "reviewed: 2026-11-01\net: {title: Täht, questions: [a, b, c, d%s], answer: Nii.}\n"
	for name, tt := range map[string]struct {
		more string
		opts []Option
		want int
	}{
		"four of five":  {"", nil, 1},
		"five of five":  {", e", nil, 0},
		"five of six":   {", e", []Option{WithMinPhrasings(6)}, 1},
		"four of three": {"", []Option{WithMinPhrasings(3)}, 0},
	} {
		b := mustLoad(t, fstest.MapFS{configFile: file(plainSettings), "a/b.yaml": file(fmt.Sprintf(src, tt.more))})
		if got := Check(b, today, tt.opts...); len(got) != tt.want || tt.want == 1 && got[0].Rule != "phrasings-few" {
			t.Errorf("%s: findings %q, want %d", name, lines(got), tt.want)
		}
	}
}

// TestAnswerLength counts as Telegram does: an emoji is two units.
func TestAnswerLength(t *testing.T) {
	room := maxMessage - notesRoom - len("Title\n\n")
	for answer, want := range map[string]int{
		strings.Repeat("A", room):          0,
		strings.Repeat("A", room+1):        1,
		strings.Repeat("👋", room/2):        0,
		strings.Repeat("👋", room/2) + "AB": 1,
	} {
		b := mustLoad(t, fstest.MapFS{configFile: file(plainSettings), "a/b.yaml": file("reviewed: 2026-11-01\net: {title: Title, questions: [a], answer: " + answer + "}\n")})
		if got := Check(b, today, WithMinPhrasings(1)); len(got) != want {
			t.Errorf("%d bytes: findings %q, want %d", len(answer), lines(got), want)
		}
	}
}

func TestAddresses(t *testing.T) {
	b := mustLoad(t, fstest.MapFS{
		configFile: file("languages: [et]\nsite: {et: \"https://a.ee\"}\ntopics:\n  - {id: a, et: Teema}\n"),
		"a/b.yaml": file("reviewed: 2026-11-01\nsources: [\"https://b.ee\"]\net:\n  title: T\n  answer: |\n    Vaata:\n    [lehte](https://c.ee).\n  links:\n    - {text: A, url: \"https://a.ee\"}\n"),
	})
	var got []string
	for _, a := range b.Addresses() {
		got = append(got, a.Pos.String()+" "+a.Text)
	}
	want := []string{"knowledge.yaml:2:12 https://a.ee", "a/b.yaml:2:11 https://b.ee", "a/b.yaml:9:22 https://a.ee", "a/b.yaml:7:11 https://c.ee"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Addresses (-want +got)\n%s", diff)
	}
}
