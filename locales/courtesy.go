package locales

import (
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

var courtesies = sync.OnceValue(func() map[Lang]string {
	src, err := files.ReadFile("courtesy.yaml")
	if err != nil {
		panic(err) // it is compiled in
	}
	var out map[Lang]string
	if err := yaml.Unmarshal(src, &out); err != nil {
		panic(err) // a test reads it
	}
	return out
})

// Courtesy is one sentence in lang for people who write in a language that the
// bot does not understand. It says so, names the languages that the bot does
// understand, and says whom to call in danger. It is empty for languages that
// have none.
func Courtesy(lang Lang, languages string) string {
	return strings.ReplaceAll(courtesies()[lang], "{{.Languages}}", languages)
}
