package fakeapi

import (
	"encoding/json"
	"fmt"
	"strings"
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
	if (b.URL != "") == (b.Data != nil) {
		return "Exactly one of the optional fields must be used to specify type of the button"
	}
	if b.URL != "" {
		if why := badURL(b.URL); why != "" {
			return fmt.Sprintf("inline keyboard button URL '%s' is invalid: %s", b.URL, why)
		}
	}
	if b.Data != nil && (len(*b.Data) < 1 || len(*b.Data) > maxData) {
		return fmt.Sprintf("BUTTON_DATA_INVALID: callback_data has %d bytes, not 1-%d", len(*b.Data), maxData)
	}
	return ""
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
