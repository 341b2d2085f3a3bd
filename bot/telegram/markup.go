package telegram

import (
	"encoding/json"
	"fmt"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"iombot/bot"
)

// keyboard sets reply_markup. Without buttons it leaves the parameter out,
// which for an edit takes the keyboard away; null would be refused.
func keyboard(p tgbotapi.Params, rows [][]bot.Button) {
	if out := keyboardRows(rows); len(out) > 0 {
		p["reply_markup"] = object(map[string]any{"inline_keyboard": out})
	}
}

// wireButton is an InlineKeyboardButton.
type wireButton struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// keyboardRows leaves out rows without buttons.
func keyboardRows(rows [][]bot.Button) [][]wireButton {
	var out [][]wireButton
	for _, row := range rows {
		var line []wireButton
		for _, b := range row {
			line = append(line, wireButton(b))
		}
		if len(line) > 0 {
			out = append(out, line)
		}
	}
	return out
}

// object is a JSON-serialized parameter.
func object(v any) string {
	b, err := json.Marshal(v)
	if err != nil { // only of types that this package makes
		panic(fmt.Sprintf("telegram: encoding a parameter: %v", err))
	}
	return string(b)
}
