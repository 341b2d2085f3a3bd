package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"time"

	"iombot/bot"
	"iombot/index/live"
	"iombot/knowledge"
	"iombot/locales"
)

// askCommand answers questions in the terminal.
type askCommand struct {
	JSON      bool         `name:"json" help:"Print one JSON object for each question."`
	Why       bool         `help:"Say which phrasings the question resembles, how sure the bot is, and what would change it."`
	Lang      locales.Lang `placeholder:"et" help:"Language to fall back on when the question does not show its own."`
	Knowledge string       `setting:"IOMBOT_KNOWLEDGE" placeholder:"DIR" help:"Answer from the knowledge base in DIR; if not given: the current folder or its knowledge/entries, whichever is one, else the base inside this program."`
	modelsFlag
	Question []string `arg:"" help:"The question; with - every line of the standard input is one."`
}

// Help gives examples.
func (askCommand) Help() string {
	return `The JSON object has the question, the detected language, the outcome (answer, choices or none), the candidates with their confidence from 0 to 1, best first, and the answer as text, empty unless the outcome is answer.

Examples:

  iombot ask "Mis on IOM?"
  iombot ask --why "who pays for my ticket home"
  iombot ask --json --lang en - <questions.txt`
}

// Run answers the question, or each line of the standard input.
func (c *askCommand) Run(ctx context.Context, p *process) error {
	c.Knowledge = p.knowledgeFolder(c.Knowledge)
	log := slog.New(slog.DiscardHandler)
	l, err := live.Open(ctx, c.Knowledge, c.cache(log), log)
	if err != nil {
		return err
	}
	defer l.Close()
	if base := l.Status().Base; c.Lang != "" && !base.Has(c.Lang) {
		return usagef("--lang: the knowledge base is not in %q, but in %s", c.Lang, languageNames(base.Languages))
	}
	if c.Knowledge != "" {
		if l.Wait(); knowledge.HasErrors(l.Status().Findings) {
			fmt.Fprintf(p.stderr, "iombot: not all of %s can be used; to see why, run: iombot check %s\n", c.Knowledge, c.Knowledge)
		}
	}
	b := &bot.Bot{Catalog: locales.Embedded(), Snapshot: snapshotOf(l), Contact: defaultContact}
	if len(c.Question) != 1 || c.Question[0] != "-" {
		return c.print(p.stdout, c.ask(b, l, strings.Join(c.Question, " ")))
	}
	lines := bufio.NewScanner(p.stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() && ctx.Err() == nil {
		if err := c.print(p.stdout, c.ask(b, l, lines.Text())); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading questions: %w", err)
	}
	return nil
}

// asked is a question with its result.
type asked struct {
	Question   string                 `json:"question"`
	Detected   locales.Lang           `json:"detected"`
	Outcome    knowledge.Outcome      `json:"outcome"`
	Candidates []askedCandidate       `json:"candidates"`
	Answer     string                 `json:"answer"`
	Why        *knowledge.Explanation `json:"why,omitempty"`

	replies []bot.Reply
	offered []string        // titles of the choices
	base    *knowledge.Base // the base that answered
}

type askedCandidate struct {
	ID         string  `json:"id"`
	Confidence float64 `json:"confidence"`
}

// ask has the bot answer as it does in a chat. The chat is a group, in which the
// bot does not ask for consent to keep a question: nobody could give it here.
func (c *askCommand) ask(b *bot.Bot, l *live.Source, question string) asked {
	message := knowledge.Message{Text: question, Hint: c.Lang}
	found := l.Search(message)
	result := b.Handle(time.Now(), bot.State{Lang: c.Lang}, bot.Update{
		Kind: bot.Message, Chat: bot.Chat{Group: true}, MessageID: 1, Text: question,
	})
	a := asked{Question: question, Detected: detected(found), Outcome: found.Outcome, Candidates: []askedCandidate{}, replies: result.Replies}
	base := l.Status().Base
	a.base = base
	for _, m := range found.Candidates {
		a.Candidates = append(a.Candidates, askedCandidate{m.ID, math.Round(1e6*m.Confidence) / 1e6})
	}
	for _, m := range found.Offered {
		a.offered = append(a.offered, base.Entry(m.ID).Title(found.Lang, base.Languages))
	}
	if found.Outcome == knowledge.Answer {
		a.Answer = render(result.Replies, false)
	}
	if c.Why {
		why := l.Explain(message)
		a.Why = &why
	}
	return a
}

// detected is the language of a question, served or not.
func detected(r knowledge.Result) locales.Lang {
	if r.Unserved != "" {
		return r.Unserved
	}
	return r.Lang
}

func (c *askCommand) print(w io.Writer, a asked) error {
	if c.JSON {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		return out.Encode(a)
	}
	text := render(a.replies, isTerminal(w)) + "\n"
	for i, title := range a.offered {
		text += fmt.Sprintf("%d. %s\n", i+1, title)
	}
	if a.Why != nil {
		text += "\n" + explained(*a.Why, a.base)
	}
	_, err := io.WriteString(w, text)
	return err
}
