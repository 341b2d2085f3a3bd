package workbench

import (
	"net/http"
	"slices"
	"time"
	"unicode/utf16"

	"iombot/bot"
	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
	"iombot/locales"
)

// draft is what the page shows of an entry's source, saved or not.
type draft struct {
	Findings []finding         `json:"findings"`
	Previews []shown           `json:"previews"` // as Telegram shows the entry, one for each language it is in
	Fields   *knowledge.Fields `json:"fields"`   // nil when the source cannot be read
}

// postDraft judges a source while it is being written.
func (wb *workbench) postDraft(w http.ResponseWriter, r *http.Request) {
	var e edit
	if !wb.read(w, r, &e) {
		return
	}
	base, err := wb.baseFor(e)
	if err != nil {
		refuse(w, http.StatusUnprocessableEntity, "workbench.error.topic")
		return
	}
	if base.EntryFile(e.File) != nil {
		refuse(w, http.StatusUnprocessableEntity, "workbench.error.file")
		return
	}
	write(w, http.StatusOK, wb.draft(base, e.File, []byte(e.Source), wb.pageLang(r)))
}

// postField sets a field of a source that is being written.
func (wb *workbench) postField(w http.ResponseWriter, r *http.Request) {
	var f struct {
		Source string               `json:"source"`
		Lang   locales.Lang         `json:"lang"`
		Name   string               `json:"name"`
		Value  knowledge.FieldValue `json:"value"`
	}
	if !wb.read(w, r, &f) {
		return
	}
	ofAll := slices.Contains([]string{"reviewed", "expires", "note"}, f.Name)
	ofOne := slices.Contains([]string{"title", "answer", "questions", "links"}, f.Name) && wb.Snapshot().Base.Reads(f.Lang)
	if f.Lang == "" && !ofAll || f.Lang != "" && !ofOne {
		refuse(w, http.StatusBadRequest, "workbench.error.request")
		return
	}
	out, err := knowledge.SetField([]byte(f.Source), f.Lang, f.Name, f.Value)
	if err != nil {
		refuse(w, http.StatusUnprocessableEntity, "workbench.error.by-hand")
		return
	}
	write(w, http.StatusOK, edit{Source: string(out)})
}

// draft judges a source as if it were the file's in now.
func (wb *workbench) draft(now *knowledge.Base, name string, src []byte, lang locales.Lang) draft {
	base, faults := now.With(name, src)
	findings := append(faults, knowledge.Check(base, wb.Now(), knowledge.InFile(name))...)
	findings = append(findings, wb.onEntries(base, name)...)
	knowledge.SortFindings(findings)
	out := draft{Findings: shownFindings(findings, lang), Previews: []shown{}}
	if fields, ok := knowledge.ReadFields(src, base.Asked()); ok {
		out.Fields = &fields
	}
	i := slices.IndexFunc(base.Entries, func(e *knowledge.Entry) bool { return e.Pos.File == name })
	if i < 0 {
		return out
	}
	e := base.Entries[i]
	for _, lang := range base.Asked() {
		if _, in := e.In(lang, nil); in != lang {
			continue
		}
		for _, reply := range answerTo(base, e, lang, wb.Now()) {
			m := telegramMessage(reply, wb.Now())
			m.ID = int64(len(out.Previews) + 1)
			out.Previews = append(out.Previews, shown{m, lang})
		}
	}
	return out
}

// only is a searcher that answers everything with one entry.
type only struct {
	entry *knowledge.Entry
	lang  locales.Lang
}

// Search implements bot.Searcher.
func (o only) Search(knowledge.Message) knowledge.Result {
	return knowledge.Result{Lang: o.lang, Outcome: knowledge.Answer, Sent: []knowledge.Match{{ID: o.entry.ID, Confidence: 1}}}
}

// answerTo is what the bot says when somebody asks for the entry in lang.
func answerTo(base *knowledge.Base, e *knowledge.Entry, lang locales.Lang, now time.Time) []bot.Reply {
	b := bot.Bot{
		Catalog:  locales.Embedded(),
		Snapshot: func() bot.Snapshot { return bot.Snapshot{Base: base, Search: only{e, lang}} },
	}
	ask := bot.Update{Kind: bot.Message, Chat: bot.Chat{ID: 1}, Language: lang, MessageID: 1, Text: "a question about " + e.ID}
	return b.Handle(now, bot.State{}, ask).Replies
}

// telegramMessage is a reply as Telegram shows it: package bot/telegram would
// send it as HTML, of which Telegram makes a text with entities.
func telegramMessage(r bot.Reply, at time.Time) fakeapi.Message {
	m := fakeapi.Message{From: &fakeapi.User{IsBot: true}, Date: at.Unix(), Keyboard: &fakeapi.Keyboard{Rows: [][]fakeapi.Button{}}}
	length := 0 // of the text, in UTF-16 units
	say := func(text string, kinds ...fakeapi.Entity) {
		n := len(utf16.Encode([]rune(text)))
		for _, e := range kinds {
			e.Offset, e.Length = length, n
			m.Entities = append(m.Entities, e)
		}
		m.Text += text
		length += n
	}
	for i, block := range r.Text {
		say(r.Text.Lead(i))
		for _, s := range block.Spans {
			var kinds []fakeapi.Entity
			if s.URL != "" {
				kinds = append(kinds, fakeapi.Entity{Type: "text_link", URL: s.URL})
			}
			if s.Bold || block.Kind == knowledge.Heading {
				kinds = append(kinds, fakeapi.Entity{Type: "bold"})
			}
			if block.Kind == knowledge.Note {
				kinds = append(kinds, fakeapi.Entity{Type: "italic"})
			}
			say(s.Text, kinds...)
		}
	}
	for _, row := range r.Buttons {
		var keys []fakeapi.Button
		for _, b := range row {
			key := fakeapi.Button{Text: b.Text, URL: b.URL}
			if b.URL == "" {
				key.Data = &b.Data
			}
			keys = append(keys, key)
		}
		m.Keyboard.Rows = append(m.Keyboard.Rows, keys)
	}
	return m
}
