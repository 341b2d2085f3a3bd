package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"os/user"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"iombot/bot/telegram"
	"iombot/bot/telegram/fakeapi"
	"iombot/bot/workbench"
	"iombot/knowledge"
	"iombot/locales"
)

// tryCommand serves the local page on which to chat with the bot.
type tryCommand struct {
	Listen    string `default:"${listen}" placeholder:"ADDR" help:"Address of the page."`
	Knowledge string `setting:"IOMBOT_KNOWLEDGE" placeholder:"DIR" help:"Answer from the knowledge base in DIR, and follow its changes; if not given: the folder you stand in, or its knowledge/entries, if it is one, else the base inside this program."`
	Sets      string `setting:"IOMBOT_SETS" placeholder:"DIR" help:"Folder of question sets (.tsv) that the page Quality measures with; if not given: index/testdata/gate, if you stand in the project."`
	Open      bool   `help:"Open the page in the browser."`

	modelsFlag
	logFlags `set:"level=warn"`
}

// Help gives examples.
func (tryCommand) Help() string {
	return `The bot runs as it does on Telegram, but talks to a Telegram played by this program. Nothing leaves this machine, and nothing that is written in the chat is kept when it ends.

From a folder the answers change as soon as a file is saved, and the page Entries may save them.

Examples:

  iombot try
  iombot try --open --knowledge knowledge/entries`
}

// trialCounts is how often counts are stored: whoever tries the bot looks at the
// numbers next.
const trialCounts = 2 * time.Second

// Run serves the page until ctx ends.
func (c *tryCommand) Run(ctx context.Context, p *process) (err error) {
	at, err := listen(c.Listen)
	if err != nil {
		return err
	}
	defer at.Close()
	c.Knowledge = p.knowledgeFolder(c.Knowledge)
	fake := fakeapi.New(fakeapi.Options{})
	defer fake.Close()
	s, err := c.settings(fake)
	if err != nil {
		return err
	}
	log := c.logger(p.stderr)
	s.models = c.cache(log)
	a, err := newApp(ctx, s, log)
	if err == nil {
		defer func() { err = errors.Join(err, a.close()) }()
	}
	if ctx.Err() != nil {
		return nil // the person ended it before there was a page to open
	}
	if err != nil {
		return err
	}
	a.wireLinks()
	if err := a.wireQuality(0); err != nil {
		return err
	}
	a.desk.every = trialCounts
	page := "http://" + reachable(at.Addr().String())
	fmt.Fprintf(p.stdout, "The bot answers at %s (Ctrl+C ends it).\n", page)
	if c.Open {
		if err := openBrowser(page); err != nil {
			fmt.Fprintf(p.stderr, "iombot: no browser could be opened (%v): open the page yourself\n", err)
		}
	}
	group, stop := errgroup.WithContext(ctx)
	group.Go(func() error { return a.run(stop, nil) })
	group.Go(func() error { return serveHTTP(stop, c.server(a, fake), at) })
	return group.Wait()
}

func (c *tryCommand) settings(fake *fakeapi.Server) (s settings, err error) {
	s = settings{knowledge: c.Knowledge, sets: c.Sets, state: stateInMemory, retention: 30 * day, contact: defaultContact, replicas: 1}
	if s.apiURL, err = fake.Listen("127.0.0.1:0"); err != nil {
		return s, err
	}
	if s.token, err = telegram.ParseToken(fake.Token()); err != nil {
		return s, err
	}
	s.key, err = randomKey()
	return s, err
}

func (c *tryCommand) server(a *app, fake *fakeapi.Server) *http.Server {
	host, _, _ := net.SplitHostPort(c.Listen) // never fails: it is listened on
	return &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: workbench.New(workbench.Config{
			Fake: fake, Catalog: locales.Workbench(), Snapshot: snapshotOf(a.live),
			Findings: func() []knowledge.Finding { return a.live.Status().Findings },
			Explain:  a.live.Explain,
			Office:   a.store, Contact: defaultContact, Trial: true, K: 1, // nobody's privacy is at stake: all were asked on this page
			Quality: a.quality, Links: a.links,
			Detect: func(text string) locales.Lang { return detected(a.live.Search(knowledge.Message{Text: text})) },
			Folder: c.Knowledge, Who: accountName, Hosts: []string{host}, Log: a.log,
		}),
	}
}

// accountName is the name of the person who runs the program, as the computer
// knows it.
func accountName(*http.Request) string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(u.Name, ",") // a room and a telephone number may follow
	return cmp.Or(name, u.Username)
}

// openBrowser shows a page in the person's browser.
func openBrowser(page string) error {
	command := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open"}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	return exec.Command(command[0], append(command[1:], page)...).Start()
}
