package fakeapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxData is how many bytes callback_data may have: "1-64 bytes". How many
// buttons a keyboard or a row may have is not published.
const maxData = 64

// checkInline holds reply_markup to InlineKeyboardMarkup.
func checkInline(v value) string {
	var fields map[string]json.RawMessage
	if why := decodeStrict(v.text, &fields); why != "" {
		return why
	}
	if rows, ok := fields["inline_keyboard"]; !ok || string(rows) == "null" {
		return `Field "inline_keyboard" must be of type Array`
	}
	var k Keyboard
	if why := decodeStrict(v.text, &k); why != "" {
		return why
	}
	for _, row := range k.Rows {
		if row == nil {
			return "a row must be of type Array"
		}
		for _, b := range row {
			if why := checkButton(b); why != "" {
				return why
			}
		}
	}
	return ""
}

func checkButton(b Button) string {
	if strings.TrimSpace(b.Text) == "" {
		return "Text buttons are unallowed in the inline keyboard: button text is empty"
	}
	actions := 0
	for _, set := range []bool{
		b.URL != "", b.Data != nil, b.WebApp != nil, b.LoginURL != nil, b.SwitchInline != nil, b.SwitchInlineHere != nil,
		b.SwitchInlineChosen != nil, b.CopyText != nil, b.CallbackGame != nil, b.Pay,
		b.Disabled != nil,
	} {
		if set {
			actions++
		}
	}
	if actions != 1 {
		return fmt.Sprintf("Exactly one of the optional fields must be used to specify type of the button, not %d", actions)
	}
	if b.URL != "" {
		if why := badURL(b.URL); why != "" {
			return fmt.Sprintf("inline keyboard button URL '%s' is invalid: %s", b.URL, why)
		}
	}
	if b.Data != nil && (len(*b.Data) < 1 || len(*b.Data) > maxData) {
		return fmt.Sprintf("BUTTON_DATA_INVALID: callback_data has %d bytes, not 1-%d", len(*b.Data), maxData)
	}
	if b.Style != "" && b.Style != "danger" && b.Style != "success" && b.Style != "primary" {
		return "style must be one of danger, success, primary"
	}
	return ""
}

// checkMarkup holds reply_markup to one of the four kinds that sendMessage
// takes; of those other than inline keyboards only the fields are checked.
func checkMarkup(v value) string {
	var fields map[string]json.RawMessage
	if why := decodeStrict(v.text, &fields); why != "" {
		return why
	}
	switch {
	case fields["inline_keyboard"] != nil: // which has a force_reply of its own
	case fields["keyboard"] != nil:
		return object(func(k struct {
			Keyboard [][]struct {
				Text            string          `json:"text"`
				Style           string          `json:"style"`
				Icon            string          `json:"icon_custom_emoji_id"`
				RequestUsers    json.RawMessage `json:"request_users"`
				RequestChat     json.RawMessage `json:"request_chat"`
				RequestContact  bool            `json:"request_contact"`
				RequestLocation bool            `json:"request_location"`
				RequestPoll     json.RawMessage `json:"request_poll"`
				WebApp          json.RawMessage `json:"web_app"`
			} `json:"keyboard"`
			Persistent  bool   `json:"is_persistent"`
			Resize      bool   `json:"resize_keyboard"`
			Once        bool   `json:"one_time_keyboard"`
			Placeholder string `json:"input_field_placeholder"`
			Selective   bool   `json:"selective"`
		}) string {
			if n := utf8.RuneCountInString(k.Placeholder); n > 64 {
				return "input_field_placeholder must have 1-64 characters"
			}
			return ""
		})(v)
	case fields["remove_keyboard"] != nil:
		return object(func(k struct {
			Remove    bool `json:"remove_keyboard"`
			Selective bool `json:"selective"`
		}) string {
			return unless(k.Remove, "remove_keyboard is always True")
		})(v)
	case fields["force_reply"] != nil:
		return object(func(k struct {
			Force       bool   `json:"force_reply"`
			Placeholder string `json:"input_field_placeholder"`
			Selective   bool   `json:"selective"`
		}) string {
			return unless(k.Force, "force_reply is always True")
		})(v)
	}
	return checkInline(v)
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

// sameKeyboard reports whether two keyboards look and act the same; an empty
// one is the same as none.
func sameKeyboard(a, b *Keyboard) bool {
	enc := func(k *Keyboard) string {
		if k == nil || len(k.Rows) == 0 {
			return ""
		}
		j, err := json.Marshal(k)
		if err != nil {
			panic("fakeapi: encoding a keyboard: " + err.Error())
		}
		return string(j)
	}
	return enc(a) == enc(b)
}
