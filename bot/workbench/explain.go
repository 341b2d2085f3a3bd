package workbench

import (
	"net/http"

	"iombot/knowledge"
	"iombot/locales"
)

// Explainer says why a message is answered as it is.
type Explainer func(m knowledge.Message) knowledge.Explanation

// maxExplained is how many candidates the page shows.
const maxExplained = 5

// titled is a candidate as the page shows it.
type titled struct {
	knowledge.ReadMatch
	Title  string       `json:"title"`
	Lang   locales.Lang `json:"lang"` // of the title
	Urgent bool         `json:"urgent"`
	Place  string       `json:"place"` // of the phrasing, or the entry's file
}

// postQuestion explains a question. It is a POST although it changes nothing,
// so that no question stands in an address.
func (wb *workbench) postQuestion(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Question string       `json:"question"`
		Language locales.Lang `json:"language"` // of the person's app
	}
	if !wb.read(w, r, &q) {
		return
	}
	base := wb.Snapshot().Base
	hint := q.Language
	if !base.Reads(hint) {
		hint = ""
	}
	why := wb.Explain(knowledge.Message{Text: q.Question, Hint: hint})
	out := struct {
		knowledge.Explanation
		Alarm      bool     `json:"alarm"` // an urgent entry is sent alone
		Candidates []titled `json:"candidates"`
	}{Explanation: why, Alarm: soundsAlarm(base, why), Candidates: []titled{}}
	for _, c := range why.Candidates {
		e := base.Entry(c.ID)
		if e == nil || c.Phrase == "" || len(out.Candidates) == maxExplained { // without a phrasing it is not like the question
			continue
		}
		text, lang := e.In(why.Lang, base.Languages)
		out.Candidates = append(out.Candidates, titled{c, text.Title.Text, lang, e.Urgent, place(e, c.Phrase)})
	}
	write(w, http.StatusOK, out)
}

// place is where an entry has a phrasing: file and line, or only the file when
// it is not there any more.
func place(e *knowledge.Entry, phrasing string) string {
	at := e.PhrasingAt(phrasing)
	if at.Line == 0 {
		return e.Pos.File
	}
	at.Col = 0
	return at.String()
}

// option is a topic or an entry that staff can choose.
type option struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Lang    locales.Lang `json:"lang"`
	Entries []option     `json:"entries,omitempty"`
}

// finding is a finding as the page shows it.
type finding struct {
	Place    string             `json:"place"`
	Severity knowledge.Severity `json:"severity"`
	Rule     string             `json:"rule"`
	Message  string             `json:"message"`
	Fix      string             `json:"fix"`
	File     string             `json:"file"`
	Line     int                `json:"line"` // from 1; 0 for the whole file
	Col      int                `json:"col"`  // in characters, from 1; 0 for the whole line
}

// knowledge lists what is wrong with the knowledge base and, when its files
// may be changed, the entries in it.
func (wb *workbench) knowledge(w http.ResponseWriter, r *http.Request) {
	out := struct {
		Writable  bool           `json:"writable"`
		Languages []locales.Lang `json:"languages"`
		Topics    []option       `json:"topics"`
		Findings  []finding      `json:"findings"`
	}{Writable: wb.Folder != "", Findings: shownFindings(wb.Findings(), wb.pageLang(r))}
	if base := wb.Snapshot().Base; out.Writable {
		out.Languages = base.Languages
		out.Topics = options(base, wb.pageLang(r))
	}
	write(w, http.StatusOK, out)
}

// options lists a base's topics with their entries, titled in lang.
func options(base *knowledge.Base, lang locales.Lang) []option {
	var out []option
	for _, t := range base.Topics {
		topic := option{ID: t.ID, Title: t.Titles[lang], Lang: lang}
		if topic.Title == "" {
			topic.Title = t.ID
		}
		for _, e := range t.Entries {
			text, lang := e.In(lang, base.Languages)
			topic.Entries = append(topic.Entries, option{ID: e.ID, Title: text.Title.Text, Lang: lang})
		}
		out = append(out, topic)
	}
	return out
}
