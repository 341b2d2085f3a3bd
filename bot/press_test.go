package bot

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"iombot/locales"
)

func TestPressEncodesAndParses(t *testing.T) {
	long := strings.Repeat("väga-pikk-", 20)
	tests := []struct {
		press press
		want  press
	}{
		{press{do: openTopics, lang: locales.ET}, press{do: openTopics, lang: locales.ET}},
		{press{do: openTopic, lang: locales.EN, key: keyOf("return"), arg: "12"}, press{do: openTopic, lang: locales.EN, key: "return", arg: "12"}},
		{press{do: castVote, lang: locales.EN, key: keyOf(long), arg: yes}, press{do: castVote, lang: locales.EN, key: keyOf(long), arg: yes}},
		{press{do: giveAnswer, lang: "no language", key: "a"}, press{do: giveAnswer, key: "a"}},
		{press{do: giveAnswer, lang: "abcdefgh", key: strings.Repeat("k", 40), arg: "9999"}, press{do: giveAnswer, lang: "abcdefgh", key: strings.Repeat("k", 40), arg: "9999"}},
	}
	for _, tt := range tests {
		data := tt.press.encode()
		if len(data) > 64 {
			t.Errorf("%q has %d bytes", data, len(data))
		}
		got, ok := parsePress(data)
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(press{})); !ok || diff != "" {
			t.Errorf("%q: (-want +got)\n%s", data, diff)
		}
	}
}

func TestParsePressRefuses(t *testing.T) {
	for _, data := range []string{
		"", "1", "1:m", "1:m:et:", "2:m:et::", "1:x:et::", "1:m:ET::", "1:m:e::", "1:m:et:::", "1:m:et::\n",
		"1:e:et:a b:", "1:e:et:../a:", "1:e:et:#short:", "1:t:et:a:12345", "1:t:et:a:-1", "1:e:et:ä:",
		"1:e:et:" + strings.Repeat("a", 41) + ":", "1:e:et:" + strings.Repeat("a", 100) + ":", "1:e:et:\x00:", "1:e:et:\xff:",
	} {
		if p, ok := parsePress(data); ok {
			t.Errorf("parsePress(%q) = %+v", data, p)
		}
	}
}

func TestKeyOf(t *testing.T) {
	if got := keyOf("return-cost"); got != "return-cost" {
		t.Errorf("a short id becomes %q", got)
	}
	a, b := keyOf(strings.Repeat("a", 41)), keyOf(strings.Repeat("a", 42))
	if a == b || len(a) != 12 {
		t.Errorf("long ids become %q and %q, want different hashes of 12 bytes", a, b)
	}
}
