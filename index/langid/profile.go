package langid

import (
	"embed"
	"io/fs"
	"path"
	"strings"

	"iombot/locales"
)

//go:embed profiles/*.txt
var files embed.FS

// profile is the built-in sample of a language.
type profile struct {
	lang     locales.Lang
	script   *script
	text     []string // sentences
	function []string // function words, some of them phrases
}

// profiles reads the embedded profiles, sorted by file name. It adds profiles in
// Latin letters for languages that are often typed that way.
func profiles() []profile {
	names, err := fs.Glob(files, "profiles/*.txt")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	var out []profile
	for _, name := range names {
		src, err := files.ReadFile(name)
		if err != nil {
			panic(err) // it was just listed
		}
		p := parseProfile(locales.Lang(strings.TrimSuffix(path.Base(name), ".txt")), string(src))
		out = append(out, p)
		if p.script == cyrillic {
			out = append(out, p.inLatin())
		}
	}
	return out
}

func parseProfile(lang locales.Lang, src string) profile {
	p := profile{lang: lang}
	for line := range strings.Lines(src) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '=':
			p.function = append(p.function, line[1:])
		default:
			p.text = append(p.text, line)
		}
	}
	p.script = mainScript(p.text)
	return p
}

// inLatin is the profile in every style of transliteration.
func (p profile) inLatin() profile {
	out := profile{lang: p.lang, script: latin}
	for _, style := range transliterations(p.lang) {
		for _, s := range p.text {
			out.text = append(out.text, style.Replace(strings.ToLower(s)))
		}
		for _, s := range p.function {
			out.function = append(out.function, style.Replace(strings.ToLower(s)))
		}
	}
	return out
}

// mainScript is the script most words of the texts are written in.
func mainScript(texts []string) *script {
	count := map[*script]int{}
	best := latin
	for _, t := range texts {
		for _, w := range read(t) {
			if count[w.script]++; count[w.script] > count[best] {
				best = w.script
			}
		}
	}
	return best
}
