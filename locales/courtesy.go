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

// Courtesy is one sentence in lang for somebody who writes in it although the
// bot cannot be asked in it: that it cannot, in which languages it can, and whom
// to call in danger. It is empty for languages that have none.
func Courtesy(lang Lang, languages string) string {
	return strings.ReplaceAll(courtesies()[lang], "{{.Languages}}", languages)
}
