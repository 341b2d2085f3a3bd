package workbench

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"iombot/locales"
)

const jobEntry = "reviewed: 2026-11-22\net:\n  title: Kus on tööd?\n  answer: Seal.\nen:\n  title: Where is work?\n  answer: There.\n"

func workTopic() *newTopic {
	return &newTopic{ID: "work", Titles: map[locales.Lang]string{"et": "Töö", "en": "Work"}}
}

// A new topic comes with its first entry, and is written once.
func TestNewTopic(t *testing.T) {
	s := newDesk(t)
	settings := s.onDisk("knowledge.yaml")
	var judged draft
	if got := s.call("/api/entry/draft", edit{File: "work/job.yaml", Source: jobEntry, Topic: workTopic()}, &judged); got != http.StatusOK || len(judged.Previews) != 2 {
		t.Fatalf("%d: %+v", got, judged)
	}
	if s.onDisk("knowledge.yaml") != settings {
		t.Fatal("a draft writes the topic")
	}
	saved := s.change("save", edit{File: "work/job.yaml", Source: jobEntry, Topic: workTopic()}, http.StatusOK, "")
	if len(saved.Previews) != 2 {
		t.Errorf("after saving it there are %d previews", len(saved.Previews))
	}
	want := strings.Replace(settings, "  - id: smalltalk\n", "  - id: work\n    et: Töö\n    en: Work\n  - id: smalltalk\n", 1)
	if got := s.onDisk("knowledge.yaml"); got != want {
		t.Errorf("the settings are\n%s", got)
	}
	s.change("save", edit{File: "work/job.yaml", Version: saved.Version, Source: jobEntry + "# more\n", Topic: workTopic()}, http.StatusOK, "") // the bot has not read it yet
	s.load(s.Folder)
	s.change("save", edit{File: "work/other.yaml", Source: jobEntry, Topic: workTopic()}, http.StatusOK, "")
	if got := s.onDisk("knowledge.yaml"); got != want {
		t.Errorf("saved again, the settings are\n%s", got)
	}
	if files, err := os.ReadDir(filepath.Join(s.Folder, ".history", "knowledge.yaml")); err != nil || len(files) != 2 {
		t.Errorf("the versions of the settings are %v, %v", files, err)
	}
	if topic := s.Snapshot().Base.Topic("work"); topic == nil || topic.Titles["en"] != "Work" || len(topic.Entries) != 1 {
		t.Errorf("the topic is %+v", topic)
	}
}

// What cannot be a topic is refused, and nothing is written.
func TestNewTopicRefused(t *testing.T) {
	s := newDesk(t)
	for id, topic := range map[string]*newTopic{
		"workbench.error.topic": {ID: "work", Titles: map[locales.Lang]string{"et": "Töö"}},
		"workbench.error.file":  nil,
	} {
		s.change("save", edit{File: "work/job.yaml", Source: jobEntry, Topic: topic}, http.StatusUnprocessableEntity, id)
	}
	for _, id := range []string{"..", ".git", "a/b", ""} {
		topic := workTopic()
		topic.ID = id
		s.change("save", edit{File: id + "/job.yaml", Source: jobEntry, Topic: topic}, http.StatusUnprocessableEntity, "workbench.error.topic")
	}
	inFlow := "languages: [et, en]\ntopics: [{id: return, et: Koju, en: Home}, {id: safety, et: Abi, en: Help}, {id: iom, et: IOM, en: IOM}, {id: smalltalk, hidden: true}]\n"
	if err := os.WriteFile(filepath.Join(s.Folder, "knowledge.yaml"), []byte(inFlow), 0o600); err != nil {
		t.Fatal(err)
	}
	s.change("save", edit{File: "work/job.yaml", Source: jobEntry, Topic: workTopic()}, http.StatusUnprocessableEntity, "workbench.error.settings")
	if got := s.onDisk("work/job.yaml"); !strings.Contains(got, "no such file") {
		t.Errorf("the entry is there without its topic:\n%s", got)
	}
}

// A colleague writes a new entry for a gap, in a new topic; the gap is done.
func TestEntryForGap(t *testing.T) {
	browser := startBrowser(t)
	s := newGapsStand(t)
	p := s.watchTab(t, browser)
	p.do(chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"/gaps?lang=en"))
	asked := get[string](p, `new FormData(document.querySelector(".gap .add")).get("text")`) // without what was redacted
	p.submit(".gap .begin")
	p.waitOver(`document.getElementById("new-gap")?.textContent.includes(` + quoted(asked) + `) && !document.getElementById("new").hidden`)
	p.eval(`const topic = document.getElementById("new-topic"); topic.value = "+"; topic.dispatchEvent(new Event("change"))`)
	for selector, text := range map[string]string{"#new-topic-id": "work", "#new-topic-titles [lang=et]": "Töö", "#new-topic-titles [lang=en]": "Work", "#new-id": "licence"} {
		p.do(chromedp.SendKeys(chromedp.CSS(selector), text))
	}
	p.click("#new-form .main")
	p.wait(`location.hash == "#work/licence.yaml" && document.querySelector("#fields details[lang=en] textarea")`)
	p.eval(`document.querySelector("#fields details[lang=en]").open = true`)
	if got := get[string](p, `[...document.querySelectorAll("#fields [lang=en] textarea")].at(-1).value`); got != asked {
		t.Errorf("the phrasings begin with %q", got)
	}
	p.write("en:\n  title: \n", "en:\n  title: Driving licences\n")
	p.write("\"\n  answer: |\n    \n", "\"\n  answer: Ask there.\n")
	p.wait(`document.getElementById("previews").textContent.includes("Ask there.")`)
	p.click("#save")
	p.wait(`document.getElementById("saved").textContent.includes("gap is marked as done")`)
	if got := s.onDisk("work/licence.yaml"); !strings.Contains(got, "    - \""+asked+"\"\n") {
		t.Errorf("the entry is\n%s", got)
	}
	if got := s.gapList("done"); len(got) != 1 || got[0] != "6× kept" {
		t.Errorf("done is %v", got)
	}
	s.reload() // as a watcher does
	p.wait(`[...document.querySelectorAll(".shelf > summary")].some((s) => s.textContent.startsWith("Work"))`)
	if found := s.Snapshot().Base.Entry("licence"); found == nil || found.Topic != "work" {
		t.Errorf("the bot has %+v", found)
	}
}
