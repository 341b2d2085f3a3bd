package workbench

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"iombot/bot"
	"iombot/locales"
)

const (
	maxTurns = 100  // of a conversation that is replayed
	maxTurn  = 4096 // characters of a message, as Telegram has it
)

// turn is one thing that a person does in a conversation: one of the four is set.
type turn struct {
	Text  string `json:"text,omitempty"`
	Edit  string `json:"edit,omitempty"`  // what the newest message is changed into
	Media string `json:"media,omitempty"` // of media
	Press string `json:"press,omitempty"` // the words on a button, the newest that has them
}

func (t turn) valid() bool {
	given := 0
	for _, s := range []string{t.Text, t.Edit, t.Media, t.Press} {
		if s != "" {
			given++
		}
	}
	return given == 1 && (t.Media == "" || slices.Contains(media, t.Media)) && len([]rune(t.Text+t.Edit+t.Press)) <= maxTurn
}

// said is what the bot shows in answer to a turn.
type said struct {
	Text    string   `json:"text"`
	Buttons []string `json:"buttons"`
}

// answered is what came of a turn.
type answered struct {
	Lost bool   `json:"lost"` // the button was not there
	Said []said `json:"said"`
}

// postReplay has a new person say the same to the bot as it is now. Nobody's
// chat changes by it: the conversation is only thought through.
func (wb *workbench) postReplay(w http.ResponseWriter, r *http.Request) {
	var c struct {
		Language string `json:"language"`
		Turns    []turn `json:"turns"`
	}
	if !wb.read(w, r, &c) {
		return
	}
	if !slices.Contains(appLanguages, c.Language) || len(c.Turns) == 0 || len(c.Turns) > maxTurns || slices.ContainsFunc(c.Turns, func(t turn) bool { return !t.valid() }) {
		refuse(w, http.StatusBadRequest, "workbench.error.request")
		return
	}
	write(w, http.StatusOK, struct {
		Answers []answered `json:"answers"`
	}{wb.replay(locales.Lang(c.Language), c.Turns)})
}

// replayed is a chat that is thought through.
type replayed struct {
	bot   bot.Bot
	lang  locales.Lang
	now   time.Time
	state bot.State
	last  int64            // id of the newest message
	asked int64            // of the person's newest
	texts map[int64]string // of the person's messages
	shown []shownMessage   // of the bot's
}

// shownMessage is a message of the bot's with its buttons as they are now.
type shownMessage struct {
	id, to  int64 // to is the message that it quotes, or 0
	buttons [][]bot.Button
}

func (wb *workbench) replay(lang locales.Lang, turns []turn) []answered {
	c := &replayed{
		bot:  bot.Bot{Catalog: locales.Embedded(), Snapshot: wb.Snapshot, Contact: wb.Contact},
		lang: lang, now: wb.Now(), texts: map[int64]string{},
	}
	out := make([]answered, len(turns))
	for i, t := range turns {
		c.now = c.now.Add(time.Minute)
		u, ok := c.update(t)
		if !ok {
			out[i] = answered{Lost: true, Said: []said{}}
			continue
		}
		done := c.bot.Handle(c.now, c.state, u)
		c.state = done.State
		out[i] = answered{Said: c.take(done.Replies)}
	}
	return out
}

// update is what Telegram would report of a turn; false when it cannot be done.
func (c *replayed) update(t turn) (bot.Update, bool) {
	u := bot.Update{Kind: bot.Message, Chat: bot.Chat{ID: 1}, Language: c.lang, Text: t.Text}
	switch {
	case t.Press != "":
		return c.press(u, t.Press)
	case t.Edit != "" && c.asked == 0:
		return u, false
	case t.Edit != "":
		u.Kind, u.Text, u.MessageID = bot.Edited, t.Edit, c.asked
	default:
		c.last++
		c.asked, u.MessageID = c.last, c.last
		u.Media = bot.Media(t.Media)
	}
	c.texts[u.MessageID] = u.Text
	if rest, ok := strings.CutPrefix(u.Text, "/"); ok {
		command, args, _ := strings.Cut(rest, " ")
		u.Command, u.Args = strings.ToLower(command), strings.TrimSpace(args)
	}
	return u, true
}

// press presses the newest button with the words.
func (c *replayed) press(u bot.Update, words string) (bot.Update, bool) {
	for _, m := range slices.Backward(c.shown) {
		for _, row := range m.buttons {
			for _, b := range row {
				if b.Text == words && b.Data != "" {
					u.Kind, u.MessageID, u.Data, u.CallbackID = bot.Callback, m.id, b.Data, "1"
					u.Asked, u.Question = m.to, c.texts[m.to]
					return u, true
				}
			}
		}
	}
	return u, false
}

// take does with replies what Telegram does, and lists what a person sees of it.
func (c *replayed) take(replies []bot.Reply) []said {
	out := []said{}
	for _, r := range replies {
		text := r.Text.Plain()
		switch r.Kind {
		case bot.Send, bot.EditAnswer:
			c.last++
			m := shownMessage{id: c.last, buttons: r.Buttons, to: r.Quoting}
			if r.Quote {
				m.to = r.To
			}
			c.shown = append(c.shown, m)
		case bot.Edit, bot.EditMarkup:
			for i := range c.shown {
				if c.shown[i].id == r.Target {
					c.shown[i].buttons = r.Buttons
				}
			}
		case bot.Toast:
			text = r.Toast
		default:
			continue // nothing to read
		}
		if s := (said{Text: text, Buttons: labels(r.Buttons)}); s.Text != "" || len(s.Buttons) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// labels are the words on buttons.
func labels(rows [][]bot.Button) []string {
	out := []string{}
	for _, row := range rows {
		for _, b := range row {
			out = append(out, b.Text)
		}
	}
	return out
}
