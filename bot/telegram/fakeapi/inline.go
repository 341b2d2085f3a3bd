package fakeapi

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// inlineTTL is how long an inline query can be answered; the live server drops
// one that it could not deliver for so long, too.
const inlineTTL = 30 * time.Second

// inlineMethods are about inline mode.
func inlineMethods() []method {
	return []method{
		{"answerInlineQuery", []param{
			need("inline_query_id", anyText), need("results", checkResults), may("cache_time", integer(0, anyInt)),
			may("is_personal", boolean), may("next_offset", bytesUpTo(64)), // "Offset length can't exceed 64 bytes."
			may("button", object(checkInlineButton)),
		}, (*Server).answerInlineQuery},
	}
}

// InlineAnswer is what a person sees for what they typed after the bot's @name.
type InlineAnswer struct {
	Results  []Article
	Button   string // its text, or empty
	Start    string // what the button opens the private chat with
	Cache    int64  // seconds; "Defaults to 300."
	Personal bool   // kept "only for the user that sent the query"
}

// Article is an InlineQueryResultArticle, the one kind of result that the fake
// knows.
type Article struct {
	Type        string          `json:"type"`
	ID          string          `json:"id"`
	Title       string          `json:"title"`
	Content     inputText       `json:"input_message_content"`
	Keyboard    json.RawMessage `json:"reply_markup,omitempty"`
	Description string          `json:"description,omitempty"`
}

// inputText is InputTextMessageContent.
type inputText struct {
	Text        string       `json:"message_text"`
	ParseMode   string       `json:"parse_mode,omitempty"`
	LinkPreview *linkPreview `json:"link_preview_options,omitempty"`
}

// checkResults: "A JSON-serialized array of results for the inline query. No more
// than 50 results per query are allowed."
func checkResults(v value) string {
	var results []Article
	if why := decodeStrict(v.text, &results); why != "" {
		return why
	}
	if len(results) > 50 {
		return fmt.Sprintf("RESULTS_TOO_MUCH: %d results, not at most 50", len(results))
	}
	seen := map[string]bool{}
	for _, r := range results {
		if why := checkArticle(r); why != "" {
			return fmt.Sprintf("result %q: %s", r.ID, why)
		}
		if seen[r.ID] {
			return fmt.Sprintf("RESULT_ID_DUPLICATE: %q", r.ID)
		}
		seen[r.ID] = true
	}
	return ""
}

func checkArticle(r Article) string {
	switch {
	case r.Type != "article":
		return fmt.Sprintf("type must be article, not %q", r.Type)
	case len(r.ID) < 1 || len(r.ID) > 64: // "Unique identifier for this result, 1-64 Bytes"
		return fmt.Sprintf("RESULT_ID_INVALID: id has %d bytes, not 1-64", len(r.ID))
	case r.Title == "":
		return "title is required"
	}
	if r.Keyboard != nil {
		if why := checkInline(value{text: string(r.Keyboard)}); why != "" {
			return why
		}
	}
	content := args{"text": {text: r.Content.Text}} // "Text of the message to be sent, 1-4096 characters"
	if r.Content.ParseMode != "" {
		content["parse_mode"] = value{text: r.Content.ParseMode}
	}
	if _, _, err := formatted(content); err != nil {
		return err.Error()
	}
	return ""
}

// inlineButton is InlineQueryResultsButton.
type inlineButton struct {
	Text  string `json:"text"`
	Start string `json:"start_parameter,omitempty"`
}

// startForm is Telegram's rule for a start parameter: "1-64 characters, only A-Z, a-z, 0-9, _ and - are allowed."
var startForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func checkInlineButton(b inlineButton) string {
	if b.Text == "" {
		return "button text is required"
	}
	return unless(startForm.MatchString(b.Start), "START_PARAM_INVALID: "+b.Start)
}

// bytesUpTo is a string of at most so many bytes.
func bytesUpTo(most int) func(value) string {
	return func(v value) string {
		return unless(!v.notText && !v.file && len(v.text) <= most, fmt.Sprintf("must be a String of at most %d bytes", most))
	}
}

// inlineQuery is what somebody typed after the bot's @name.
type inlineQuery struct {
	at     time.Time
	answer *InlineAnswer
}

func (s *Server) answerInlineQuery(_ context.Context, a args) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.inline[a.str("inline_query_id")]
	if q == nil || q.answer != nil || s.opt.Now().Sub(q.at) > inlineTTL {
		return nil, refused(400, "query is too old and response timeout expired or query ID is invalid")
	}
	answer := InlineAnswer{Cache: 300, Personal: a.bool("is_personal")}
	a.into("results", &answer.Results)
	if a.has("cache_time") {
		answer.Cache = a.int("cache_time")
	}
	var button inlineButton
	a.into("button", &button)
	answer.Button, answer.Start = button.Text, button.Start
	q.answer = &answer
	return true, nil
}

// Query has a person type the bot's @name and a query in some chat, which need
// not be the bot's. It returns the id of the inline query, empty when the bot
// does not get it: inline mode is off, or the bot did not ask for such updates.
func (s *Server) Query(from User, query string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.opt.Inline {
		return ""
	}
	s.nextQuery++
	id := strconv.FormatInt(1<<60+s.nextQuery, 10)
	s.inline[id] = &inlineQuery{at: s.opt.Now()}
	if s.push("inline_query", fmt.Sprint("inline ", from.ID), struct {
		ID     string `json:"id"`
		From   User   `json:"from"`
		Query  string `json:"query"` // "up to 256 characters"
		Offset string `json:"offset"`
		Chat   string `json:"chat_type"`
	}{id, from, string([]rune(query)[:min(256, len([]rune(query)))]), "", "private"}) == 0 {
		return ""
	}
	return id
}

// Answer is what the bot answered to an inline query, nil before it did.
func (s *Server) Answer(query string) *InlineAnswer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.inline[query]; q != nil {
		return q.answer
	}
	return nil
}
