// Package workbench is the pages on which staff try the bot, keep its entries
// right, measure how well it answers and see what people miss and how much is
// asked. In the chat the page is a person in the fake Bot API, so the bot that
// answers takes the very path that Telegram would drive. This package calls the
// bot itself only to show an entry that is being written and to replay a saved
// conversation. It keeps no chat of its own and needs nothing from outside: no
// network, no build step. What staff keep is in the Office, and who they are.
//
// Reading order: workbench.go wires the pages, page.go, guard.go, proxy.go,
// json.go and login.go serve any of them. The chat is person.go, stream.go,
// explain.go and replay.go. The entries are entries.go, draft.go, save.go,
// compare.go, history.go and folder.go, with phrasing.go, alarm.go and undo.go to
// add a phrasing or a harmless message and to take it back, and links.go to check
// addresses.
// quality.go, quality_page.go and quality_chart.go measure; task.go runs what
// takes long. Beside a running bot: office.go, gaps.go, numbers.go and chart.go.
package workbench

import (
	"crypto/rand"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"iombot/bot"
	"iombot/bot/telegram/fakeapi"
	"iombot/knowledge"
	"iombot/locales"
)

// Config is what the page shows and may do. Catalog, Snapshot, Findings and
// Explain must be set, and Fake or Office.
type Config struct {
	Fake    *fakeapi.Server  // where the bot is; closing it ends the page's streams; nil has no chat
	Catalog *locales.Catalog // the page's own texts are those below "workbench"

	Snapshot func() bot.Snapshot            // the knowledge that the bot answers from now
	Findings func() []knowledge.Finding     // what is wrong with it
	Explain  Explainer                      // why a question is answered as it is
	Detect   func(text string) locales.Lang // language of a text, empty when it does not tell; nil knows none

	// Contact is the address that the bot names where it does not know the answer.
	Contact string

	// Office is the running bot's state, on pages of their own; nil has none.
	Office Office
	// Trial says that the Office holds only what was done in the chat of this page
	// since the program began. There are no accounts then.
	Trial bool
	// K is how many people must have asked the like of a kept question before it
	// is shown; 3 when 0.
	K int
	// Guarded demands a login even before there is an account, as it must where
	// more than this machine reaches the page. With an Office, accounts demand it
	// anywhere.
	Guarded bool
	// Proxy logs people in before they reach the pages; nil for none. With it a
	// login is needed always.
	Proxy *Proxy

	// Quality measures how well people are answered; nil has no question sets.
	Quality *Quality
	// Links checks the entries' web addresses; nil cannot.
	Links *Links

	// Folder is the knowledge base's folder when staff may change its files from
	// the page; empty otherwise. Who loads the folder watches it: the page shows
	// the change once Snapshot does.
	Folder string
	// Files are the knowledge base's when there is no Folder, to be read only;
	// nil means those inside this program.
	Files fs.FS
	// Who is the name under which a request's changes are kept; nil is who logged in.
	Who func(*http.Request) string
	Now func() time.Time // time.Now when nil
	// Hosts are names, in small letters, under which the page may be opened, beside
	// localhost and IP addresses.
	Hosts []string
	Log   *slog.Logger // silent when nil
}

// workbench is the page's server side.
type workbench struct {
	Config
	run       string        // tells this run's event numbers from an earlier one's
	heartbeat time.Duration // between comments that keep a silent stream open
	look      time.Duration // between looks for newer knowledge
	logins    *logins
	saving    sync.Mutex // held while a file is changed
}

// New returns the page's handler. It serves every path but /bot…, which is
// left to the fake Bot API on the same server.
func New(c Config) http.Handler { return newWorkbench(c).handler() }

func newWorkbench(c Config) *workbench {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Detect == nil {
		c.Detect = func(string) locales.Lang { return "" }
	}
	if c.Files == nil {
		c.Files = knowledge.Embedded()
	}
	if c.Who == nil {
		c.Who = func(r *http.Request) string { return userOf(r).name }
	}
	if c.K == 0 {
		c.K = 3
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &workbench{Config: c, logins: newLogins(), run: rand.Text(), heartbeat: 15 * time.Second, look: time.Second}
}

func (wb *workbench) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", wb.page)
	mux.Handle("GET /web/", http.FileServerFS(web))
	if wb.Fake != nil {
		mux.HandleFunc("GET /api/stream", wb.stream)
		mux.HandleFunc("GET /api/profile", wb.profile)
		mux.HandleFunc("POST /api/messages", wb.postMessage)
		mux.HandleFunc("POST /api/presses", wb.postPress)
		mux.HandleFunc("POST /api/replay", wb.postReplay)
	}
	mux.HandleFunc("GET /api/knowledge", wb.knowledge)
	mux.HandleFunc("POST /api/explanations", wb.postQuestion)
	mux.HandleFunc("POST /api/phrasings", wb.postPhrasing)
	mux.HandleFunc("POST /api/harmless", wb.postHarmless)
	mux.HandleFunc("POST /api/undo", wb.postUndo)
	wb.handleEntries(mux)
	wb.handleOffice(mux)
	wb.handleQuality(mux)
	wb.handleLinks(mux)
	return wb.guard(http.NewCrossOriginProtection().Handler(wb.door(mux)))
}
