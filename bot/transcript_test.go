package bot

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"iombot/knowledge"
	"iombot/locales"
)

var update = flag.Bool("update", false, "write what the bot says into the transcripts")

// TestTranscripts replays the chats in testdata/*.txtar. Each file of an
// archive is one chat; what follows its name says who writes: lang=xx (of the
// app), reads=xx,yy (languages that the base understands), staff, group. Lines at the margin are what the person does:
//
//	> text            writes (a command begins with /)
//	edit> text        changes the last message
//	inline> text      types it after the bot's @name in another chat
//	[label]           presses the newest button with that label
//	other[label]      has another person press it
//	{again}           presses once more what was pressed last, gone or not
//	{photo}           sends a photo, as each of Media; {flood}, {blocked}, {unblocked} and {data x}
//	                  likewise; {told x} is news for staff
//
// and the indented lines after them what the bot does, which -update writes.
func TestTranscripts(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range archive.Files {
			f := &archive.Files[i]
			t.Run(filepath.Base(name)+"/"+strings.ReplaceAll(f.Name, " ", "_"), func(t *testing.T) {
				want := string(f.Data)
				got := newChat(t, f.Name).replay(want)
				if diff := cmp.Diff(want, got); diff != "" && !*update {
					t.Errorf("(-want +got)\n%s", diff)
				}
				f.Data = []byte(got)
			})
		}
		if *update {
			if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// chat plays the transport: it numbers messages and keeps what is on screen.
type chat struct {
	t     *testing.T
	bot   *Bot
	state State
	proto Update // what every update of the chat has
	last  int64  // id of the newest message
	asked int64  // id of the person's last message
	again Update // the last press
	texts map[int64]string
	shown []message // the bot's messages, oldest first
}

type message struct {
	id, to  int64
	buttons [][]Button
}

func newChat(t *testing.T, name string) *chat {
	c := &chat{t: t, bot: newBot(t), texts: map[int64]string{}}
	for _, word := range strings.Fields(name)[1:] {
		switch {
		case word == "staff":
			c.proto.Staff, c.bot.Desk = true, testDesk
		case word == "group":
			c.proto.Chat.Group, c.proto.From = true, 1000
		case strings.HasPrefix(word, "reads="):
			base := *c.bot.Snapshot().Base
			for l := range strings.SplitSeq(strings.TrimPrefix(word, "reads="), ",") {
				base.Understood = append(base.Understood, locales.Lang(l))
			}
			c.bot.Snapshot = func() Snapshot { return Snapshot{Base: &base, Search: phrases{&base}} }
		case strings.HasPrefix(word, "lang="):
			c.proto.Language = locales.Lang(strings.TrimPrefix(word, "lang="))
		default:
			t.Fatalf("%q: what is %q?", name, word)
		}
	}
	return c
}

// replay does again what the person does in transcript, and writes down both
// sides.
func (c *chat) replay(transcript string) string {
	var out strings.Builder
	for line := range strings.Lines(transcript) {
		line = strings.TrimRight(line, "\n")
		if line == "" || line[0] == ' ' {
			continue
		}
		if line[0] == '#' {
			fmt.Fprintf(&out, "%s\n", line)
			continue
		}
		u := c.updateFor(line)
		r := c.bot.Handle(today, c.state, u)
		checkResult(c.t, u, r)
		c.state = r.State
		fmt.Fprintf(&out, "%s\n", line)
		for _, reply := range r.Replies {
			out.WriteString(indent(c.show(reply)))
		}
		for _, e := range r.Events {
			if e.Kind == Voted || e.Kind == Withdrawn || e.Kind == Reasoned || e.Kind == Kept {
				fmt.Fprintf(&out, "    (%s %s%s %s %t)\n", e.Kind, e.Entry, e.Text, e.Lang, e.Useful)
			}
		}
		if r.Reload {
			out.WriteString("    (the knowledge is read again)\n")
		}
		if r.Forget {
			out.WriteString("    (everything is forgotten)\n")
		}
		out.WriteString("\n")
	}
	return out.String()
}

func (c *chat) updateFor(line string) Update {
	u := c.proto
	switch {
	case strings.HasPrefix(line, "inline>"):
		u.Kind, u.CallbackID = InlineQuery, "1"
		u.Text = strings.TrimSpace(strings.TrimPrefix(line, "inline>"))
	case strings.HasPrefix(line, "> "), strings.HasPrefix(line, "edit> "):
		verb, text, _ := strings.Cut(line, "> ")
		text, u.Quoted, _ = strings.Cut(text, "<< ") // what it replies to
		text = strings.TrimSpace(text)
		u.Kind, u.Text = Message, text
		if verb == "edit" {
			u.Kind = Edited
		} else {
			c.last++
			c.asked = c.last
		}
		u.MessageID = c.asked
		c.texts[u.MessageID] = text
		if command, ok := strings.CutPrefix(text, "/"); ok {
			u.Command, u.Args, _ = strings.Cut(command, " ")
		}
	case line[0] == '[', strings.HasPrefix(line, "other["):
		label, another := strings.CutPrefix(line, "other")
		c.press(&u, strings.Trim(label, "[]"))
		if another {
			u.From++
		}
		c.again = u
	case line == "{again}":
		return c.again
	case strings.HasPrefix(line, "{data "):
		u.Kind, u.CallbackID = Callback, "1"
		u.Data = strings.TrimSuffix(strings.TrimPrefix(line, "{data "), "}")
	case mediaTexts[Media(strings.Trim(line, "{}"))] != "":
		c.last++
		u.Kind, u.MessageID, u.Media = Message, c.last, Media(strings.Trim(line, "{}"))
	case line == "{flood}":
		u.Kind = Flood
	case strings.HasPrefix(line, "{told "):
		u.Kind = Told
		u.News = testNews[NewsKind(strings.TrimSuffix(strings.TrimPrefix(line, "{told "), "}"))]
	case line == "{blocked}":
		u.Kind = Blocked
	case line == "{unblocked}":
		u.Kind, u.From = Unblocked, 0 // of whom nobody is told
	default:
		c.t.Fatalf("what is %q?", line)
	}
	return u
}

// press finds the newest button with the label.
func (c *chat) press(u *Update, label string) {
	for i := len(c.shown) - 1; i >= 0; i-- {
		for _, row := range c.shown[i].buttons {
			for _, b := range row {
				if b.Text == label && b.Data != "" {
					u.Kind, u.CallbackID, u.Data = Callback, "1", b.Data
					u.MessageID, u.Asked, u.Question = c.shown[i].id, c.shown[i].to, c.texts[c.shown[i].to]
					return
				}
			}
		}
	}
	c.t.Fatalf("there is no button [%s]", label)
}

// show puts a reply on screen and returns what a person sees of it.
func (c *chat) show(r Reply) string {
	switch r.Kind {
	case Trim: // what no longer stands is not on this screen either
		return ""
	case Toast:
		if r.Toast == "" {
			return ""
		}
		return "(toast) " + r.Toast
	case Commands:
		if r.Lang == "" {
			return "(commands that everybody sees)"
		}
		if r.Staff {
			return "(commands in " + string(r.Lang) + ", those of staff too)"
		}
		return "(commands in " + string(r.Lang) + ")"
	case Inline:
		return articles(r)
	case Edit, EditMarkup:
		for i := range c.shown {
			if c.shown[i].id == r.Target {
				c.shown[i].buttons = r.Buttons
			}
		}
	case Send, EditAnswer:
		c.last++
		m := message{id: c.last, buttons: r.Buttons}
		if r.Quote || r.Part == 0 && c.proto.Chat.Group {
			m.to = r.To
		}
		m.to = max(m.to, r.Quoting)
		c.shown = append(c.shown, m)
	}
	head := ""
	if r.Kind == EditAnswer && r.Part > 0 {
		head = fmt.Sprintf("(%s, part %d)\n", r.Kind, r.Part)
	} else if r.Kind != Send {
		head = "(" + string(r.Kind) + ")\n"
	}
	if r.Quote || r.Quoting != 0 || r.To != 0 && r.Part == 0 && c.proto.Chat.Group {
		head += "(quoting)\n"
	}
	return head + markdown(r.Text) + keyboard(r.Buttons)
}

// articles writes down what an inline query gets.
func articles(r Reply) string {
	var s strings.Builder
	for _, a := range r.Articles {
		fmt.Fprintf(&s, "(%s) %s | %s\n", a.ID, a.Title, a.Teaser)
	}
	if len(r.Articles) > 0 { // the first is chosen
		s.WriteString("\n" + markdown(r.Articles[0].Text) + keyboard(r.Articles[0].Buttons))
	}
	for _, row := range r.Buttons {
		fmt.Fprintf(&s, "[%s → /start %s]\n", row[0].Text, row[0].Data)
	}
	return s.String()
}

// markdown writes a text down so that its formatting can be seen.
func markdown(r knowledge.Rich) string {
	var s strings.Builder
	for i, b := range r {
		s.WriteString(r.Lead(i))
		s.WriteString(map[knowledge.BlockKind]string{knowledge.Heading: "# ", knowledge.Note: "_"}[b.Kind])
		for _, sp := range b.Spans {
			switch {
			case sp.URL != "":
				fmt.Fprintf(&s, "[%s](%s)", sp.Text, sp.URL)
			case sp.Bold:
				fmt.Fprintf(&s, "*%s*", sp.Text)
			default:
				s.WriteString(sp.Text)
			}
		}
		if b.Kind == knowledge.Note {
			s.WriteString("_")
		}
	}
	if len(r) > 0 {
		s.WriteString("\n")
	}
	return s.String()
}

func keyboard(rows [][]Button) string {
	var s strings.Builder
	for _, row := range rows {
		for i, b := range row {
			if i > 0 {
				s.WriteString(" ")
			}
			if b.URL != "" {
				fmt.Fprintf(&s, "[%s → %s]", b.Text, b.URL)
			} else {
				fmt.Fprintf(&s, "[%s]", b.Text)
			}
		}
		s.WriteString("\n")
	}
	return s.String()
}

// indent sets every line in, and parts messages by a bar.
func indent(s string) string {
	if s == "" {
		return ""
	}
	var out strings.Builder
	for line := range strings.Lines(strings.TrimRight(s, "\n") + "\n") {
		if line == "\n" {
			out.WriteString("\n")
			continue
		}
		out.WriteString("    " + line)
	}
	return out.String()
}
