package index

import (
	"embed"
	"strings"

	"iombot/locales"
)

// General language data, independent of any knowledge base. The first lines of
// each file say what it holds.
//
//go:embed background/*.txt thesaurus/*.txt harmless/*.txt
var data embed.FS

// background lists questions in lang that people ask offices and bots, on
// subjects that no base covers. It is empty for a language without a file.
func background(lang locales.Lang) []string {
	return dataLines("background/" + string(lang) + ".txt")
}

// thesaurus lists groups of words of lang with nearly the same meaning. It is
// empty for a language without a file.
func thesaurus(lang locales.Lang) [][]string {
	var out [][]string
	for _, line := range dataLines("thesaurus/" + string(lang) + ".txt") {
		group := strings.Split(line, ",")
		for i, w := range group {
			group[i] = strings.TrimSpace(w)
		}
		out = append(out, group)
	}
	return out
}

// dataLines returns the lines of a data file that are neither empty nor
// comments; none when there is no such file.
func dataLines(name string) []string {
	src, err := data.ReadFile(name)
	if err != nil {
		return nil
	}
	var out []string
	for line := range strings.Lines(string(src)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

// harmless lists messages in lang that have strong words and tell of no danger. It
// is empty for a language without a file.
func harmless(lang locales.Lang) []string { return dataLines("harmless/" + string(lang) + ".txt") }
