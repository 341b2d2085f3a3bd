package fakeapi_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"iombot/bot/telegram/fakeapi"
)

// article is a result with these further fields.
func article(id, more string) string {
	return fmt.Sprintf(`{"type":"article","id":%q,"title":"a","input_message_content":{"message_text":"b"}%s}`, id, more)
}

func results(rs ...string) params {
	return params{"inline_query_id": "1", "results": "[" + strings.Join(rs, ",") + "]"}
}

func with(p params, name, value string) params {
	p[name] = value
	return p
}

// inlineRules are calls of answerInlineQuery that break a published rule.
var inlineRules = []struct {
	rule   string
	params params
	want   string
}{
	{"inline_query_id: String, required", params{"results": "[]"}, `"inline_query_id" is required`},
	{"results: Array of InlineQueryResult, required", params{"inline_query_id": "1"}, `"results" is required`},
	{"results: Array", with(results(), "results", "null"), "null is not an object or array"},
	{"No more than 50 results per query are allowed.", results(many(51)...), "RESULTS_TOO_MUCH"},
	{"id: 1-64 Bytes", results(article("", "")), "1-64"},
	{"id: 1-64 Bytes, not characters", results(article(strings.Repeat("õ", 33), "")), "66 bytes"},
	{"id: Unique identifier for this result", results(article("x", ""), article("x", "")), "RESULT_ID_DUPLICATE"},
	{"title: String, required", results(`{"type":"article","id":"x","input_message_content":{"message_text":"b"}}`), "title is required"},
	{"type: one of the listed, of which the fake has article", results(`{"type":"voice","id":"x","title":"a","input_message_content":{"message_text":"b"}}`), "type must be article"},
	{"input_message_content: required", results(`{"type":"article","id":"x","title":"a"}`), "message text is empty"},
	{"message_text: 1-4096 characters", results(`{"type":"article","id":"x","title":"a","input_message_content":{"message_text":"` + strings.Repeat("õ", 4097) + `"}}`), "message is too long"},
	{"parse_mode", results(`{"type":"article","id":"x","title":"a","input_message_content":{"message_text":"<i>","parse_mode":"HTML"}}`), "can't parse entities"},
	{"InputTextMessageContent: no other field", results(`{"type":"article","id":"x","title":"a","input_message_content":{"text":"b"}}`), "unknown field"},
	{"InlineQueryResultArticle: no other field", results(article("x", `,"hide_link":true`)), "unknown field"},
	{"reply_markup: InlineKeyboardMarkup", results(article("x", `,"reply_markup":{"inline_keyboard":[[{"text":"a"}]]}`)), "Exactly one"},
	{"cache_time: Integer", with(results(), "cache_time", "5m"), "must be of type Integer"},
	{"is_personal: Boolean", with(results(), "is_personal", "1"), "must be of type Boolean"},
	{"Offset length can't exceed 64 bytes.", with(results(), "next_offset", strings.Repeat("õ", 33)), "at most 64 bytes"},
	{"InlineQueryResultsButton.text: required", with(results(), "button", `{"start_parameter":"a"}`), "button text is required"},
	{"You must use exactly one of the optional fields.", with(results(), "button", `{"text":"a"}`), "exactly one"},
	{"start_parameter: 1-64 characters, only A-Z, a-z, 0-9, _ and - are allowed.", with(results(), "button", `{"text":"a","start_parameter":"a b"}`), "START_PARAM_INVALID"},
	{"switch_pm_text: replaced by button in Bot API 6.7", with(results(), "switch_pm_text", "a"), "not published"},
}

func many(n int) (out []string) {
	for i := range n {
		out = append(out, article(fmt.Sprint(i), ""))
	}
	return out
}

func TestInlineRulesAreEnforced(t *testing.T) {
	a := serve(t, fakeapi.Options{Inline: true})
	for i, r := range inlineRules {
		t.Run(r.rule, func(t *testing.T) {
			sub := &api{a.Server, t, a.base}
			sub.refuses("answerInlineQuery", r.params, 400, r.want)
			if n := len(a.Violations()); n != i+1 {
				t.Errorf("%d violations, want %d", n, i+1)
			}
		})
	}
}

func TestInlineQuery(t *testing.T) {
	c := newClock()
	off := serve(t, fakeapi.Options{})
	if id := off.Query(mari, "raha"); id != "" || off.Pending() != 0 {
		t.Errorf("inline mode is off until it is turned on, and query %q came", id)
	}
	a := serve(t, fakeapi.Options{Inline: true, Now: c.Now})
	var me struct {
		Inline bool `json:"supports_inline_queries"`
	}
	if a.do("getMe", nil, &me); !me.Inline {
		t.Error("getMe does not say that inline mode is on")
	}
	id := a.Query(mari, strings.Repeat("õ", 300))
	var updates []struct {
		Query struct {
			ID    string       `json:"id"`
			From  fakeapi.User `json:"from"`
			Query string       `json:"query"`
		} `json:"inline_query"`
	}
	a.do("getUpdates", nil, &updates)
	if len(updates) != 1 || updates[0].Query.ID != id || updates[0].Query.From.ID != mari.ID || len([]rune(updates[0].Query.Query)) != 256 {
		t.Errorf("the update is %+v", updates)
	}
	answer := results(many(50)...)
	answer["inline_query_id"], answer["is_personal"], answer["cache_time"] = id, "true", "60"
	answer["button"] = `{"text":"ask","start_parameter":"ask"}`
	a.do("answerInlineQuery", answer, nil)
	if got := a.Answer(id); got == nil || len(got.Results) != 50 || got.Cache != 60 || !got.Personal || got.Button != "ask" || got.Start != "ask" {
		j, _ := json.Marshal(got)
		t.Errorf("the answer is %s", j)
	}
	const tooOld = "query is too old and response timeout expired or query ID is invalid"
	a.refuses("answerInlineQuery", answer, 400, tooOld) // answered
	answer["inline_query_id"] = a.Query(mari, "")
	c.Add(31 * time.Second)
	a.refuses("answerInlineQuery", answer, 400, tooOld)
	if a.do("getUpdates", params{"offset": "2"}, &updates); len(updates) != 0 {
		t.Errorf("a query is delivered that nobody waits for: %+v", updates)
	}
	a.clean()
}
