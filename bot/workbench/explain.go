package workbench

import (
	"net/http"

	"iombot/knowledge"
	"iombot/locales"
)

// Explainer says why a question is answered as it is. lang is the language to
// fall back on when the question does not tell, as for a search.
type Explainer func(question string, lang locales.Lang) Explanation

// Explanation is why a question is answered as it is. Confidences, thresholds
// and shares go from 0 to 1.
type Explanation struct {
	Lang      locales.Lang      `json:"lang"`               // of the question
	Certainty float64           `json:"certainty"`          // that it is this language
	Unserved  locales.Lang      `json:"unserved,omitempty"` // the question's language when the base does not serve it
	Outcome   knowledge.Outcome `json:"outcome"`
	Answers   int               `json:"answers"` // how many of the candidates are sent or offered

	Read  string   `json:"read,omitempty"`  // what was read, when small talk was left out
	Parts []string `json:"parts,omitempty"` // two questions in the message, or the one sentence that tells of danger

	AnswerFrom float64 `json:"answer_from"` // confidence from which an entry is sent
	OfferFrom  float64 `json:"offer_from"`  // confidence from which entries are offered

	Candidates []Candidate `json:"candidates"` // best first
}

// Candidate is an entry that may answer the question.
type Candidate struct {
	ID         string   `json:"id"`
	Confidence float64  `json:"confidence"`
	Phrase     string   `json:"phrase"`  // the phrasing that is nearest to the question
	Signals    []Signal `json:"signals"` // what the confidence is made of, the strongest first
}

// Signal is one thing in which a question and an entry are alike.
type Signal struct {
	Name  string  `json:"name"`  // as package index calls it
	Value float64 `json:"value"` // on its own scale
	Share float64 `json:"share"` // of the candidate's score; below 0 when it speaks against it
}

// maxExplained is how many candidates the page shows.
const maxExplained = 5

// titled is a candidate as the page shows it.
type titled struct {
	Candidate
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
	if !base.Has(hint) {
		hint = ""
	}
	why := wb.Explain(q.Question, hint)
	out := struct {
		Explanation
		Candidates []titled `json:"candidates"`
	}{Explanation: why, Candidates: []titled{}}
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
}

// knowledge lists what is wrong with the knowledge base and, when its files
// may be changed, the entries in it.
func (wb *workbench) knowledge(w http.ResponseWriter, r *http.Request) {
	out := struct {
		Writable  bool           `json:"writable"`
		Languages []locales.Lang `json:"languages"`
		Topics    []option       `json:"topics"`
		Findings  []finding      `json:"findings"`
	}{Writable: wb.Folder != "", Findings: []finding{}}
	for _, f := range wb.Findings() {
		out.Findings = append(out.Findings, finding{f.Pos.String(), f.Severity, f.Rule, f.Message, f.Fix})
	}
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
