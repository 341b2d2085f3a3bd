package bot

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"iombot/knowledge"
	"iombot/locales"
)

func TestStateOnlyUpdates(t *testing.T) {
	b := newBot(t)
	s := State{Lang: locales.EN, Last: locales.ET, Offered: []string{"what-is-iom"}}
	blocked := s
	blocked.Blocked = true
	tests := map[string]struct {
		update   UpdateKind
		from, to State
	}{
		"blocked":   {Blocked, s, blocked},
		"unblocked": {Unblocked, blocked, s},
		"migrated":  {Migrated, s, s},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			u := Update{ID: 1, Kind: tt.update, Chat: Chat{ID: 1, MigratedTo: 2}}
			want := Result{State: tt.to, Events: []Event{{Kind: Handled, Update: tt.update}}}
			if diff := cmp.Diff(want, b.Handle(today, tt.from, u)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A person who writes has not blocked the bot, whatever was thought before.
func TestWritingUnblocks(t *testing.T) {
	r := newBot(t).Handle(today, State{Blocked: true}, Update{ID: 1, Kind: Message, Text: "what is iom"})
	if r.State.Blocked {
		t.Error("the chat is still blocked")
	}
}

func TestEvents(t *testing.T) {
	b := newBot(t)
	tests := map[string]struct {
		update Update
		want   []Event
	}{
		"answer": {Update{Kind: Message, Text: "what is IOM"}, []Event{
			{Kind: Handled, Update: Message, Outcome: knowledge.Answer, Lang: locales.EN},
			{Kind: Shown, Entry: "what-is-iom", Lang: locales.EN}}},
		"choices": {Update{Kind: Message, Text: "tagasipöördumine"}, []Event{
			{Kind: Handled, Update: Message, Outcome: knowledge.Choices, Lang: locales.ET},
			{Kind: Offered, Entry: "return-cost", Lang: locales.ET},
			{Kind: Offered, Entry: "return-apply", Lang: locales.ET}}},
		"none": {Update{Kind: Message, Text: "leib"}, []Event{
			{Kind: Handled, Update: Message, Outcome: knowledge.None, Lang: locales.ET}}},
		"not served": {Update{Kind: Message, Text: "хлеб"}, []Event{
			{Kind: Handled, Update: Message, Outcome: knowledge.None, Lang: "ru"}}},
		"press": {Update{Kind: Callback, CallbackID: "1", Data: "1:e:en:what-is-iom:"}, []Event{
			{Kind: Handled, Update: Callback},
			{Kind: Shown, Entry: "what-is-iom", Lang: locales.EN}}},
		"none of these": {Update{Kind: Callback, CallbackID: "1", Data: "1:n:en::"}, []Event{
			{Kind: Handled, Update: Callback},
			{Kind: Missed, Lang: locales.EN}}},
		"something else": {Update{Kind: Callback, CallbackID: "1", Data: "1:o:en:what-is-iom:"}, []Event{
			{Kind: Handled, Update: Callback},
			{Kind: Missed, Entry: "what-is-iom", Lang: locales.EN}}},
		"command": {Update{Kind: Message, Text: "/menu", Command: "menu"}, []Event{
			{Kind: Handled, Update: Message}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, b.Handle(today, State{}, tt.update).Events); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestHurriedIsAnsweredAndTold: writing fast costs no answer.
func TestHurriedIsAnsweredAndTold(t *testing.T) {
	b := newBot(t)
	u := Update{ID: 1, Kind: Message, Text: "what is iom", Language: locales.EN}
	calm := b.Handle(today, State{}, u).Replies
	u.Hurried = true
	got := b.Handle(today, State{}, u).Replies
	if len(got) != len(calm)+1 || !cmp.Equal(got[:len(calm)], calm) {
		t.Fatalf("got %d replies, %d without the hurry", len(got), len(calm))
	}
	if !got[len(calm)].Ahead {
		t.Error("the person is told only after the answers that wait")
	}
	if note := got[len(calm)].Text.Plain(); note != locales.Embedded().Text(locales.EN, "flood.slow", nil) {
		t.Errorf("told %q", note)
	}
}

// A press that comes as a flood is told by its toast.
func TestFloodOfPresses(t *testing.T) {
	b := newBot(t)
	got := b.Handle(today, State{}, Update{ID: 1, Kind: Flood, CallbackID: "9", Language: locales.EN}).Replies
	want := []Reply{{Kind: Toast, Ahead: true, CallbackID: "9", Toast: b.Catalog.Text(locales.EN, "flood.wait", nil)}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A base in other languages than the program's own is served too, and its
// buttons go back to its language.
func TestBaseInOtherLanguages(t *testing.T) {
	b := botOver(t, fstest.MapFS{
		"knowledge.yaml": {Data: []byte("languages: [fi]\ntopics: [{id: a, fi: Aihe}]\n")},
		"a/b.yaml":       {Data: []byte("reviewed: 2026-01-02\nfi: {title: Otsikko, questions: [kysymys], answer: Vastaus.}\n")},
	})
	tests := map[string]Update{
		"question": {ID: 1, Kind: Message, MessageID: 3, Text: "kysymys"},
		"none":     {ID: 1, Kind: Message, MessageID: 3, Text: "muu"},
		"foreign":  {ID: 1, Kind: Message, MessageID: 3, Text: "хлеб"},
		"start":    {ID: 1, Kind: Message, MessageID: 3, Text: "/start", Command: "start", Language: "ru"},
		"language": {ID: 1, Kind: Message, MessageID: 3, Text: "/language", Command: "language"},
		"menu":     {ID: 1, Kind: Callback, CallbackID: "1", Data: "1:m:fi::"},
		"entry":    {ID: 1, Kind: Callback, CallbackID: "1", Data: "1:e:fi:b:"},
		"choice":   {ID: 1, Kind: Callback, CallbackID: "1", Data: "1:l:fi::n"},
	}
	for name, u := range tests {
		t.Run(name, func(t *testing.T) { checkResult(t, u, b.Handle(today, State{}, u)) })
	}
}

func TestLanguageWithoutTexts(t *testing.T) {
	b := botOver(t, fstest.MapFS{
		"knowledge.yaml": {Data: []byte("languages: [fi]\ntopics: [{id: a, fi: Aihe}]\n")},
		"a/b.yaml":       {Data: []byte("reviewed: 2026-01-02\nfi: {title: Otsikko, questions: [kysymys], answer: Vastaus.}\n")},
	})
	r := b.Handle(today, State{}, Update{ID: 1, Kind: Message, Text: "/language", Command: "language"})
	if got := r.Replies[0].Buttons[0][0].Text; got != "FI" {
		t.Errorf("the language is called %q, want its code", got)
	}
	r = b.Handle(today, State{}, Update{ID: 1, Kind: Message, Text: "mikä"})
	if got := r.Replies[0].Text.Plain(); !strings.Contains(got, "I answer in: FI.") {
		t.Errorf("who writes another language is told, not in English:\n%s", got)
	}
}

func TestForgetLeavesNoState(t *testing.T) {
	s := State{Lang: locales.EN, Last: locales.ET, Offered: []string{"what-is-iom"}}
	r := newBot(t).Handle(today, s, Update{ID: 1, Kind: Callback, CallbackID: "1", Data: "1:f:en::y"})
	if diff := cmp.Diff(State{}, r.State); diff != "" || !r.Forget {
		t.Errorf("Forget is %t, state (-want +got)\n%s", r.Forget, diff)
	}
	if last := r.Replies[len(r.Replies)-1]; last.Kind != Commands || last.Lang != "" {
		t.Errorf("the menu in the chosen language stays: %+v", last)
	}
}

func TestToastIsCut(t *testing.T) {
	b := newBot(t)
	b.Contact = strings.Repeat("õ", 300) + "@example.org"
	u := Update{ID: 1, Kind: Callback, CallbackID: "1", Data: "1:r:en:return-cost:w"}
	r := b.Handle(today, State{}, u)
	checkResult(t, u, r)
	if got := r.Replies[0].Toast; utf8.RuneCountInString(got) != 200 || !strings.HasSuffix(got, "õ…") {
		t.Errorf("the toast is %q", got)
	}
}

// An entry that left the base between the search and the answer is not known
// any more: nothing is sent that is not there.
func TestEntryThatWent(t *testing.T) {
	b := newBot(t)
	snap := b.Snapshot()
	snap.Search = gone{}
	b.Snapshot = func() Snapshot { return snap }
	u := Update{ID: 1, Kind: Message, MessageID: 3, Text: "what", Language: locales.EN}
	r := b.Handle(today, State{}, u)
	checkResult(t, u, r)
	want := newBot(t).Handle(today, State{}, Update{ID: 1, Kind: Message, MessageID: 3, Text: "leib", Language: locales.EN})
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// gone finds an entry that no base has.
type gone struct{}

func (gone) Search(knowledge.Message) knowledge.Result {
	return knowledge.Result{Lang: locales.EN, Outcome: knowledge.Answer, Sent: []knowledge.Match{{ID: "gone"}}}
}

// In a group the button for consent could be pressed by anybody.
func TestNoConsentInGroups(t *testing.T) {
	b := newBot(t)
	u := Update{ID: 1, Kind: Message, MessageID: 3, Chat: Chat{Group: true}, Text: "leib"}
	for _, row := range b.Handle(today, State{}, u).Replies[0].Buttons {
		if p, _ := parsePress(row[0].Data); p.do == keepQuestion {
			t.Errorf("a group is offered %q", row[0].Text)
		}
	}
	press := Update{ID: 2, Kind: Callback, MessageID: 4, Chat: Chat{Group: true}, CallbackID: "1", Data: "1:k:et::", Question: "leib"}
	for _, e := range b.Handle(today, State{}, press).Events {
		if e.Kind == Kept {
			t.Error("a press in a group kept somebody's question")
		}
	}
}

func TestKeepDays(t *testing.T) {
	b := newBot(t)
	b.KeepDays = 7
	r := b.Handle(today, State{}, Update{ID: 1, Kind: Message, Text: "/privacy", Command: "privacy", Language: locales.EN})
	if s := r.Replies[0].Text.Plain(); !strings.Contains(s, "after 7 days") || strings.Contains(s, "30") {
		t.Errorf("people are not told 7 days:\n%s", s)
	}
}

// checkResult holds a result against what every transport may rely on.
func checkResult(tb testing.TB, u Update, r Result) {
	tb.Helper()
	talk := u.Kind == Message || u.Kind == Edited || u.Kind == Callback || u.Kind == Unblocked && u.Chat.Group
	if talk && len(r.Replies) == 0 {
		tb.Errorf("%+v: no reply", u)
	}
	told := false // that the button is another person's, which has no way on
	if p, ok := parsePress(u.Data); ok && u.Kind == Callback && u.Chat.Group {
		told = len(r.Replies) == 1 && p.owner != "" && p.owner != (&turn{update: u}).owner()
	}
	if talk && !told && !slices.ContainsFunc(r.Replies, func(r Reply) bool { return len(r.Buttons) > 0 }) {
		tb.Errorf("%+v: a dead end: no reply has a button", u)
	}
	toasts := 0
	for i, reply := range r.Replies {
		if reply.Kind == Toast {
			if toasts++; i > 0 || reply.CallbackID != u.CallbackID || utf8.RuneCountInString(reply.Toast) > 200 {
				tb.Errorf("%+v: bad toast %+v at %d", u, reply, i)
			}
		}
		checkReply(tb, u, reply)
	}
	if want := map[bool]int{true: 1}[u.Kind == Callback]; talk && toasts != want {
		tb.Errorf("%+v: %d toasts, want %d", u, toasts, want)
	}
	if len(r.Events) == 0 || r.Events[0].Kind != Handled || r.Events[0].Update != u.Kind {
		tb.Errorf("%+v: the first event is not that it was handled: %+v", u, r.Events)
	}
}

func checkReply(tb testing.TB, u Update, r Reply) {
	tb.Helper()
	switch r.Kind {
	case Send, Edit, EditAnswer:
		if n := r.Text.Len(); n == 0 || n > 4096 {
			tb.Errorf("%+v: text of %d units: %q", u, n, r.Text.Plain())
		}
	}
	if r.Kind == Inline && (len(r.Articles) == 0) == (len(r.Buttons) == 0) {
		tb.Errorf("%+v: %d articles and %d buttons", u, len(r.Articles), len(r.Buttons))
	}
	for _, a := range r.Articles {
		if len(a.ID) == 0 || len(a.ID) > 64 || a.Title == "" || a.Text.Len() == 0 || utf8.RuneCountInString(a.Teaser) > maxTeaser {
			tb.Errorf("%+v: bad article %+v", u, a)
		}
	}
	for _, row := range r.Buttons {
		if len(row) == 0 || len(row) > 2 {
			tb.Errorf("%+v: %d buttons in a row", u, len(row))
		}
		for _, b := range row {
			if b.Text == "" || (b.Data == "") == (b.URL == "") || len(b.Data) > 64 || !utf8.ValidString(b.Data) {
				tb.Errorf("%+v: bad button %+v", u, b)
			}
		}
	}
}

func FuzzHandle(f *testing.F) {
	f.Add("message", "how much does it cost", "", "", "en", "", "", "", "", false)
	f.Add("message", "/start", "start", "return-cost", "et", "et", "en", "", "", false)
	f.Add("callback", "", "", "", "ru", "", "", "1:e:et:return-cost:", "", false)
	f.Add("callback", "my name is Ann", "", "", "ru", "", "", "1:k:en::", "", false)
	f.Add("callback", "", "", "", "ru", "", "", "1:k:en:7:", "", false)
	f.Add("callback", "", "", "", "ru", "e", "", "1:k:en:8:", "", false)
	f.Add("message", "what is the weather", "", "", "en", "e", "", "", "", false)
	f.Add("callback", "", "", "", "", "xx", "yy", "1:t:et:return:9999", "", false)
	f.Add("edited", "2", "", "", "", "", "", "", "", false)
	f.Add("edited", "voluntary return", "", "", "", "", "", "", "", false)
	f.Add("flood", "", "", "", "", "", "", "", "", false)
	f.Add("message", "", "", "", "en", "", "", "", "location", false)
	f.Add("message", "", "", "", "en", "", "", "", "contact", true)
	f.Add("message", "menu", "", "", "en", "", "", "", "", true)
	f.Add("message", "/start", "start", "gone", "en", "", "", "", "", false)
	f.Add("message", "/help me", "help", "me", "en", "", "", "", "", false)
	f.Add("callback", "", "", "", "en", "", "", "1:v:en:return-cost:n", "", false)
	f.Add("callback", "", "", "", "en", "", "", "1:r:en:return-cost:w", "", false)
	f.Add("callback", "", "", "", "en", "", "", "1:c:en:return-cost:", "", true)
	f.Add("callback", "", "", "", "en", "", "", "1:p:en:contact:", "", true)
	f.Add("unblocked", "", "", "", "", "", "", "", "", true)
	f.Add("message", "Not helpful", "", "", "en", "", "", "", "", true)
	f.Add("message", "👍", "", "return-cost", "en", "", "", "", "", false)
	f.Add("message", "yes, delete everything", "", "", "en", "", "", "", "", false)
	f.Add("message", "Yes, keep my question", "", "", "en", "", "", "", "", false)
	f.Add("message", "/stats", "stats", "3", "en", "", "", "", "", false)
	f.Add("message", "/gaps", "gaps", "x", "en", "", "", "", "", false)
	f.Add("message", "/reload", "reload", "x", "en", "", "", "", "", false)
	f.Add("inline", "voluntary return", "", "", "en", "", "", "", "", false)
	f.Add("told", "", "", "", "en", "", "", "", "", false)
	b := newBot(f)
	b.Desk = testDesk
	f.Fuzz(func(t *testing.T, kind, text, command, args, app, chosen, last, data, media string, group bool) {
		s := State{
			Lang: locales.Lang(chosen), Last: locales.Lang(last), Offered: []string{args, "return-cost"},
			ConsentRequests: []int64{7}, ConsentGiven: len(chosen)%2 == 1, Topic: []string{last, args}, TopicAt: today,
		}
		u := Update{
			ID: 1, Kind: UpdateKind(kind), MessageID: 7, Text: text, Command: command, Args: args, Staff: len(args)%2 == 1,
			Language: locales.Lang(app), Data: data, Question: text, Media: Media(media), Chat: Chat{Group: group}, From: 1000,
		}
		if u.Kind == Callback {
			u.CallbackID = "1"
		}
		r := b.Handle(today, s, u)
		checkResult(t, u, r)
		for _, reply := range r.Replies {
			for _, row := range reply.Buttons {
				for _, button := range row {
					if button.Data == "" || reply.Kind == Inline { // an Inline's opens the chat
						continue
					}
					press := Update{ID: 2, Kind: Callback, MessageID: 8, CallbackID: "2", Data: button.Data, Chat: u.Chat, From: u.From}
					next := b.Handle(today, r.State, press)
					checkResult(t, press, next)
					for _, l := range b.Catalog.Languages() {
						if next.Replies[0].Toast == b.Catalog.Text(l, "menu.stale", nil) {
							t.Errorf("%+v: its own button %+v is stale", u, button)
						}
					}
				}
			}
		}
	})
}

func ExampleBot_Handle() {
	base, _, err := knowledge.Load(os.DirFS("testdata/base"))
	if err != nil {
		fmt.Println(err)
		return
	}
	b := &Bot{
		Catalog:  locales.Embedded(),
		Snapshot: func() Snapshot { return Snapshot{Base: base, Search: phrases{base}} },
		Contact:  "office@example.org",
	}
	u := Update{ID: 1, Kind: Message, MessageID: 5, Text: "Is the ticket free?"}
	r := b.Handle(today, State{}, u)
	for _, reply := range r.Replies {
		fmt.Println(reply.Kind, reply.Text.Plain())
		fmt.Println(reply.Buttons[0][0].Text, reply.Buttons[0][0].URL)
	}
	fmt.Println("last question in", r.State.Last)
	// Output:
	// send What does going home cost?
	//
	// For you it is free. IOM pays for:
	//
	// 1. the ticket,
	// 2. the travel document.
	//
	// More: how to apply.
	//
	// Checked 22 November 2026
	// IOM Estonia https://estonia.iom.int
	// last question in en
}

// BenchmarkHandle is the conversation's own cost, without a real search.
func BenchmarkHandle(b *testing.B) {
	bot := newBot(b)
	for _, u := range []Update{
		{ID: 1, Kind: Message, MessageID: 5, Text: "Is the ticket free?"},
		{ID: 1, Kind: Message, MessageID: 5, Text: "What is the weather?"},
		{ID: 1, Kind: Callback, MessageID: 5, CallbackID: "1", Data: "1:t:en:return:1"},
	} {
		b.Run(string(u.Kind)+u.Text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bot.Handle(today, State{}, u)
			}
		})
	}
}
