package et

import (
	"strings"
	"testing"
	"unicode"
)

// TestNounList finds words under the wrong class, the usual mistake when adding.
func TestNounList(t *testing.T) {
	eachLine(nounsText, func(class string, words []string) {
		class, _ = strings.CutSuffix(class, "+")
		for _, w := range words {
			w = strings.TrimPrefix(w, "!")
			var ok bool
			switch class {
			case "x", "p", "w":
				ok = true
			case "v":
				ok = endsInVowel(w)
			case "s":
				ok = strings.HasSuffix(w, "s")
			case "ne":
				ok = strings.HasSuffix(w, "ne")
			case "i", "u", "a", "e":
				ok = !endsInVowel(w)
			}
			if !ok {
				t.Errorf("nouns.txt: %s does not belong under @%s", w, class)
			}
		}
		if class == "x" && len(words) < 2 {
			t.Errorf("nouns.txt: %s has no genitive", words[0])
		}
	})
}

func TestVerbList(t *testing.T) {
	eachLine(verbsText, func(class string, words []string) {
		for i, w := range words {
			if (class == "0" || i == 0) && !strings.HasSuffix(w, "ma") {
				t.Errorf("verbs.txt: %s is no ma-infinitive", w)
			}
		}
		if class == "x" && (len(words) < 3 || !strings.HasSuffix(words[1], "a") || !strings.HasSuffix(words[2], "n")) {
			t.Errorf("verbs.txt: %v: want -ma, -da, -n, -tud", words)
		}
		if class == "x" && len(words) > 3 && !strings.HasSuffix(words[3], "ud") {
			t.Errorf("verbs.txt: %s is no -tud form", words[3])
		}
	})
}

func TestListsAreWords(t *testing.T) {
	for name, text := range map[string]string{"nouns": nounsText, "verbs": verbsText, "parts": partsText, "stop": stopText} {
		eachLine(text, func(_ string, words []string) {
			for _, w := range words {
				for _, r := range strings.TrimPrefix(w, "!") {
					if !unicode.IsLower(r) {
						t.Errorf("%s.txt: %s", name, w)
						break
					}
				}
			}
		})
	}
}
