package main

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"rsc.io/qr"

	"iombot/bot"
	"iombot/index/live"
	"iombot/knowledge"
	"iombot/locales"
)

// linksCommand prints the addresses that open the bot at an entry or a topic.
type linksCommand struct {
	Bot   string `required:"" placeholder:"NAME" help:"The bot's @name on Telegram."`
	Dir   string `arg:"" optional:"" help:"Folder of the knowledge base; the one inside this program if not given."`
	Topic string `placeholder:"ID" help:"Only this topic and its entries."`
	QR    string `name:"qr" placeholder:"DIR" help:"Also write QR codes and a page to print for each language into this folder."`
}

// Help gives examples.
func (linksCommand) Help() string {
	return `Each address opens the bot in Telegram at one topic or one answer. Pages to print are poster-LANGUAGE.html, codes ID.png.

Examples:

  iombot links --bot iom_estonia_bot
  iombot links --bot iom_estonia_bot --topic return --qr posters`
}

// link is an address that opens the bot.
type link struct {
	ID, URL string
	Title   func(locales.Lang) string
}

// botName is a username on Telegram (Bot API, User.username).
var botName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{2,31}$`)

// Run prints the addresses, and writes the codes.
func (c *linksCommand) Run(_ context.Context, p *process) error {
	name := strings.TrimPrefix(c.Bot, "@")
	if !botName.MatchString(name) {
		return usagef("--bot: %q is no name of a bot, such as iom_estonia_bot", c.Bot)
	}
	base, _, err := live.Load(c.Dir)
	if base == nil {
		return err
	}
	links, left := linksOf(base, name, c.Topic)
	if len(links) == 0 {
		return fmt.Errorf("there is no topic %q to link to", c.Topic)
	}
	for _, id := range left {
		fmt.Fprintf(p.stderr, "%s: no link, for an address holds only 1 to 64 of A–Z, a–z, 0–9, _ and -\n", id)
	}
	for _, l := range links {
		fmt.Fprintf(p.stdout, "%s\t%s\n", l.URL, l.Title(base.Default()))
	}
	if c.QR == "" {
		return nil
	}
	return writePosters(c.QR, links, posterLanguages(base))
}

// linksOf lists the topics, each before its entries, and the ids that do not fit
// into an address.
func linksOf(base *knowledge.Base, name, topic string) (links []link, left []string) {
	add := func(id string, title func(locales.Lang) string) {
		payload := bot.Payload(id)
		if payload == "" {
			left = append(left, id)
			return
		}
		links = append(links, link{ID: id, URL: "https://t.me/" + name + "?start=" + payload, Title: title})
	}
	for i := range base.Topics {
		t := &base.Topics[i]
		if t.Hidden || topic != "" && t.ID != topic {
			continue
		}
		if base.Entry(t.ID) == nil { // an entry with the same id takes the address
			add(t.ID, func(l locales.Lang) string { return titleOf(t, l, base.Languages) })
		}
		for _, e := range t.Entries {
			if !e.Hidden {
				add(e.ID, func(l locales.Lang) string { return e.Title(l, base.Languages) })
			}
		}
	}
	return links, left
}

func titleOf(t *knowledge.Topic, lang locales.Lang, others []locales.Lang) string {
	for _, l := range append([]locales.Lang{lang}, others...) {
		if s := t.Titles[l]; s != "" {
			return s
		}
	}
	return t.ID
}

// posterLanguages lists the languages that people may ask in and that the
// program has texts in.
func posterLanguages(base *knowledge.Base) []locales.Lang {
	var out []locales.Lang
	for _, l := range base.Asked() {
		if locales.Embedded().Speaks(l) {
			out = append(out, l)
		}
	}
	return out
}

// codeScale is the width of a module of a QR code in pixels: sharp at 5 cm on
// paper.
const codeScale = 12

// writePosters writes a QR code for each link, and a page for each language.
func writePosters(dir string, links []link, langs []locales.Lang) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making the folder for codes: %w", err)
	}
	for _, l := range links {
		code, err := qr.Encode(l.URL, qr.M)
		if err != nil {
			return fmt.Errorf("making the code of %s: %w", l.ID, err)
		}
		code.Scale = codeScale
		if err := os.WriteFile(filepath.Join(dir, l.ID+".png"), code.PNG(), 0o644); err != nil {
			return fmt.Errorf("writing a code: %w", err)
		}
	}
	for _, lang := range langs {
		if err := writePoster(filepath.Join(dir, "poster-"+string(lang)+".html"), links, lang); err != nil {
			return err
		}
	}
	return nil
}

func writePoster(name string, links []link, lang locales.Lang) error {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("writing a page to print: %w", err)
	}
	return errors.Join(printPoster(f, links, lang), f.Close())
}

func printPoster(w io.Writer, links []link, lang locales.Lang) error {
	type page struct{ ID, URL, Title string }
	var pages []page
	for _, l := range links {
		pages = append(pages, page{l.ID, strings.TrimPrefix(l.URL, "https://"), l.Title(lang)})
	}
	text := func(id string) string { return locales.Embedded().Text(lang, id, nil) }
	err := poster.Execute(w, map[string]any{
		"Lang": lang, "Pages": pages, "Scan": text("poster.scan"), "Ask": text("poster.ask"), "Danger": text("poster.danger"),
	})
	if err != nil {
		return fmt.Errorf("writing a page to print: %w", err)
	}
	return nil
}

// poster is one sheet of paper for each link.
var poster = template.Must(template.New("poster").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<meta charset="utf-8">
<title>{{.Ask}}</title>
<style>
body { font-family: sans-serif; margin: 0; text-align: center }
section { padding: 2cm; break-after: page }
h1 { font-size: 32pt }
p { font-size: 16pt }
img { width: 9cm; image-rendering: pixelated }
</style>
{{range .Pages}}<section>
<h1>{{.Title}}</h1>
<p>{{$.Ask}}</p>
<img src="{{.ID}}.png" alt="{{.URL}}">
<p>{{$.Scan}}</p>
<p>{{.URL}}</p>
<p><strong>{{$.Danger}}</strong></p>
</section>
{{end}}</html>
`))
