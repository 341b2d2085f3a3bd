package bot

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"iombot/knowledge"
	"iombot/locales"
)

// The limits are those of BotCommand, setMyDescription and
// setMyShortDescription in the Bot API.
func TestProfileFitsTheLimits(t *testing.T) {
	b := newBot(t)
	name := regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	for _, l := range b.Catalog.Languages() {
		if n := utf8.RuneCountInString(b.Description(l)); n == 0 || n > 512 {
			t.Errorf("%s: the description has %d characters", l, n)
		}
		if n := utf8.RuneCountInString(b.ShortDescription(l)); n == 0 || n > 120 {
			t.Errorf("%s: the short description has %d characters", l, n)
		}
		commands := b.Commands(l)
		if n := len(commands); n < 5 || n > 7 {
			t.Errorf("%s: %d commands in the menu, want 5 to 7", l, n)
		}
		for _, c := range commands {
			if n := utf8.RuneCountInString(c.Description); !name.MatchString(c.Name) || n == 0 || n > 256 {
				t.Errorf("%s: bad command %+v", l, c)
			}
			if _, ok := b.lookup(c.Name); !ok {
				t.Errorf("%s: /%s is in the menu and not known", l, c.Name)
			}
		}
	}
}

func TestCommandsByAnyName(t *testing.T) {
	b := newBot(t)
	for name, want := range map[string]string{
		"start": cmdStart, "menu": cmdMenu, "language": cmdLanguage, "keel": cmdLanguage, "help": cmdHelp, "abi": cmdHelp,
		"contact": cmdContact, "kontakt": cmdContact, "privacy": cmdPrivacy, "privaatsus": cmdPrivacy,
		"about": cmdAbout, "info": cmdAbout, "forget": cmdForget, "unusta": cmdForget,
	} {
		if c, ok := b.lookup(name); !ok || c.id != want {
			t.Errorf("/%s is %q, want %q", name, c.id, want)
		}
	}
	if c, ok := b.lookup("why"); ok {
		t.Errorf("/why is a command for anybody: %+v", c)
	}
}

// Texts are written in the answers' Markdown, so nothing else may be in them.
func TestCatalogueIsSmallMarkdown(t *testing.T) {
	c := locales.Embedded()
	for _, l := range c.Languages() {
		for _, id := range c.IDs(l) {
			text := c.Text(l, id, locales.Data{"Contact": "a@example.org", "Site": "https://example.org", "SiteName": "example.org"})
			if _, problems := knowledge.ParseMarkdown(strings.ReplaceAll(text, "<no value>", "x")); len(problems) > 0 {
				t.Errorf("%s.yaml: %s: %q", l, id, problems)
			}
		}
	}
}

// What cannot be true where there is no address is not said.
func TestTextsWithoutContactAndSite(t *testing.T) {
	b := newBot(t)
	b.Contact = ""
	base := *b.Snapshot().Base
	base.Site = nil
	snap := Snapshot{Base: &base, Search: phrases{&base}}
	b.Snapshot = func() Snapshot { return snap }
	for _, text := range []string{"leib", "хлеб", "/contact", "/about", "/privacy"} {
		for _, l := range []locales.Lang{locales.ET, locales.EN} {
			u := Update{ID: 1, Kind: Message, MessageID: 1, Text: text, Language: l}
			if text[0] == '/' {
				u.Command = text[1:]
			}
			r := b.Handle(today, State{}, u)
			checkResult(t, u, r)
			if s := r.Replies[0].Text.Plain(); regexp.MustCompile(`@|https|no value|\(\)| \.|  `).MatchString(s) {
				t.Errorf("%s %s says:\n%s", l, text, s)
			}
		}
	}
}
