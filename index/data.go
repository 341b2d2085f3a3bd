package index

import (
	"embed"
	"strings"
	"sync"

	"iombot/locales"
)

// Language data of general use, not tied to any knowledge base; see the first
// lines of each file for what it holds.
//
//go:embed background/*.txt thesaurus/*.txt
var data embed.FS

// dataLines returns the lines of a data file that are no comments; none when
// there is no file for the language.
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

// background lists questions that people put to offices and bots in lang and
// that are about none of a base's subjects.
func background(lang locales.Lang) []string {
	return dataLines("background/" + string(lang) + ".txt")
}

var thesauri sync.Map // of locales.Lang to [][]string

// thesaurus lists groups of words of lang that mean about the same.
func thesaurus(lang locales.Lang) [][]string {
	if t, ok := thesauri.Load(lang); ok {
		return t.([][]string)
	}
	var out [][]string
	for _, line := range dataLines("thesaurus/" + string(lang) + ".txt") {
		var group []string
		for w := range strings.SplitSeq(line, ",") {
			group = append(group, strings.TrimSpace(w))
		}
		out = append(out, group)
	}
	thesauri.Store(lang, out)
	return out
}
