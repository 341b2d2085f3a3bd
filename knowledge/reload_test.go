package knowledge

import (
	"maps"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestLoadKeeping(t *testing.T) {
	settings := "languages: [et]\ntopics:\n  - {id: a, et: Teema}\n  - {id: z, et: Lõpp}\n"
	before := fstest.MapFS{
		configFile: file(settings), "z/z.yaml": file(entryC),
		"a/b.yaml": file("related: [c]\n" + entryB), "a/c.yaml": file(entryC),
	}
	tests := map[string]struct {
		change map[string]string // a file's new content; "-" deletes it
		titles map[string]string // by id
		rules  []string
	}{
		"nothing": {nil, map[string]string{"b": "Mis on b?", "c": "Mis on c?", "z": "Mis on c?"}, nil},
		"a changed entry, a new one and a deleted one": {
			map[string]string{"a/b.yaml": "reviewed: 2026-11-01\net: {title: Uus b, answer: Nii.}", "a/d.yaml": entryB, "a/c.yaml": "-"},
			map[string]string{"b": "Uus b", "d": "Mis on b?", "z": "Mis on c?"}, nil},
		"an entry that is no YAML": {
			map[string]string{"a/b.yaml": "et: ["},
			map[string]string{"b": "Mis on b?", "c": "Mis on c?", "z": "Mis on c?"}, []string{"yaml-syntax"}},
		"an entry with a slip": {
			map[string]string{"a/b.yaml": "reviewed: 2026-11-01\net: {title: Uus b, anwser: Nii.}"},
			map[string]string{"b": "Mis on b?", "c": "Mis on c?", "z": "Mis on c?"}, []string{"answer", "unknown-key"}},
		"a broken entry and one that it refers to deleted": {
			map[string]string{"a/b.yaml": "", "a/c.yaml": "-"},
			map[string]string{"b": "Mis on b?", "z": "Mis on c?"}, []string{"yaml-empty", "related"}},
		"a new broken entry": {
			map[string]string{"a/d.yaml": "reviewed: soon\net: {title: D, answer: D.}"},
			map[string]string{"b": "Mis on b?", "c": "Mis on c?", "d": "D", "z": "Mis on c?"}, []string{"date"}},
		"broken settings": {
			map[string]string{configFile: "languages: [et]\ntopics:\n  - {id: a, et: Teema}\n  - {ID: z, et: Lõpp}\n", "a/c.yaml": "-"},
			map[string]string{"b": "Mis on b?", "z": "Mis on c?"}, []string{"related", "topic-id", "unknown-key"}},
		"a removed topic": {
			map[string]string{configFile: plainSettings},
			map[string]string{"b": "Mis on b?", "c": "Mis on c?"}, []string{"topic"}},
		"no settings": {
			map[string]string{configFile: "-", "a/c.yaml": "-"},
			map[string]string{"b": "Mis on b?", "c": "Mis on c?", "z": "Mis on c?"}, []string{"base"}},
		"no entries": {
			map[string]string{"a/b.yaml": "-", "a/c.yaml": "-", "z/z.yaml": "-"},
			map[string]string{"b": "Mis on b?", "c": "Mis on c?", "z": "Mis on c?"}, []string{"topic-folder", "topic-folder", "base"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			old := mustLoad(t, before)
			fsys := maps.Clone(before)
			for name, content := range tt.change {
				if fsys[name] = file(content); content == "-" {
					delete(fsys, name)
				}
			}
			b, findings := LoadKeeping(fsys, old)
			titles := map[string]string{}
			for _, e := range b.Entries {
				titles[e.ID] = e.Texts["et"].Title.Text
			}
			if diff := cmp.Diff(tt.titles, titles); diff != "" || len(b.byID) != len(titles) {
				t.Errorf("entries (-want +got)\n%s", diff)
			}
			var rules []string
			for _, f := range findings {
				rules = append(rules, f.Rule)
			}
			if diff := cmp.Diff(tt.rules, rules); diff != "" {
				t.Errorf("rules (-want +got)\n%s", diff)
			}
			if related := old.Entry("b").Related; len(old.Entries) != 3 || len(old.Topic("a").Entries) != 2 || len(related) != 1 || related[0].Text != "c" {
				t.Error("the old base changed")
			}
		})
	}
}
