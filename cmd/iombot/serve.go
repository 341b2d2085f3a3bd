package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"iombot/bot/telegram"
	"iombot/index/live"
)

// serveCommand runs the bot on Telegram.
type serveCommand struct {
	APIURL    string `name:"api-url" setting:"TELEGRAM_API_URL" default:"https://api.telegram.org" placeholder:"URL" help:"Bot API, to which /bot<token>/<method> is added."`
	Knowledge string `setting:"IOMBOT_KNOWLEDGE" placeholder:"DIR" help:"Answer from the knowledge base in DIR, and follow its changes, instead of the one inside this program."`
	State     string `setting:"IOMBOT_STATE" default:"sqlite:state.db" placeholder:"DSN" help:"Where to remember: sqlite:PATH, sqlite::memory: or postgres://… (for several machines)."`
	Retention days   `setting:"IOMBOT_RETENTION" default:"30d" help:"How long to keep a question that its author allowed us to keep."`
	Staff     staff  `setting:"IOMBOT_STAFF" placeholder:"ID,…" help:"Telegram ids of people who may use staff commands."`
	Contact   string `setting:"IOMBOT_CONTACT" default:"${contact}" placeholder:"EMAIL" help:"Address that the bot gives when it does not know the answer."`

	Name string `setting:"IOMBOT_NAME" placeholder:"NAME" help:"Name of the bot that Telegram shows; if not given, the one set at @BotFather."`

	WebhookURL    string `setting:"IOMBOT_WEBHOOK_URL" placeholder:"URL" help:"Have Telegram push updates to URL instead of polling."`
	Listen        string `setting:"IOMBOT_LISTEN" placeholder:"ADDR" help:"Address for the webhook (127.0.0.1:8080 if not set) and, with polling too, for /healthz, /readyz and /metrics."`
	MetricsListen string `setting:"IOMBOT_METRICS_LISTEN" placeholder:"ADDR" help:"Address for /healthz, /readyz and /metrics alone."`

	Workbench            string   `setting:"IOMBOT_WORKBENCH" placeholder:"ADDR" help:"Address of the staff's pages: entries, gaps, numbers and quality. What other machines reach needs accounts: see iombot staff."`
	WorkbenchProxyHeader string   `setting:"IOMBOT_WORKBENCH_PROXY_HEADER" placeholder:"NAME" help:"Header in which a proxy names who is logged in, such as X-Forwarded-User. The name must have an account."`
	WorkbenchProxy       []string `setting:"IOMBOT_WORKBENCH_PROXY" placeholder:"IP,…" help:"Addresses or networks of that proxy; this machine if not given."`
	WorkbenchHost        []string `setting:"IOMBOT_WORKBENCH_HOST" placeholder:"NAME,…" help:"Names under which the staff's pages are opened through the proxy."`

	Sets string `setting:"IOMBOT_SETS" placeholder:"DIR" help:"Folder of question sets (.tsv) that the staff's pages measure with; if not given: index/testdata/gate, if you stand in the project."`
	K    int    `name:"k" setting:"IOMBOT_K" default:"3" placeholder:"N" help:"How many people must have asked the like before the staff's pages show a question."`

	Replicas int `setting:"IOMBOT_REPLICAS" default:"1" placeholder:"N" help:"How many bots run with this token and send: each takes its part of Telegram's 30 messages a second."`

	modelsFlag
	logFlags `set:"level=info"`
}

// Help gives examples.
func (serveCommand) Help() string {
	return `Secrets come from the environment, or from files whose paths are in the environment:

  TELEGRAM_BOT_TOKEN       TELEGRAM_BOT_TOKEN_FILE       the token from @BotFather
  TELEGRAM_WEBHOOK_SECRET  TELEGRAM_WEBHOOK_SECRET_FILE  needed with --webhook-url
  IOMBOT_KEY               IOMBOT_KEY_FILE               hides what the state holds; without either it is
                                                         iombot.key beside the state, made when it is not there
  IOMBOT_STATE             IOMBOT_STATE_FILE             when the address of the state holds a password

People can find answers from any chat, by the bot's @name and a few words, once /setinline at @BotFather has turned inline mode on; the bot says in its log when it is off.

SIGTERM ends the bot gracefully within ten seconds. SIGHUP makes it reload its knowledge.

Examples:

  TELEGRAM_BOT_TOKEN=123456:ABC… iombot serve
  TELEGRAM_BOT_TOKEN_FILE=/run/secrets/token iombot serve --state sqlite:/data/state.db --metrics-listen :9090
  iombot serve --workbench 127.0.0.1:8081 --knowledge /srv/entries
  iombot serve --webhook-url https://bot.example.org/telegram --listen :8080 --state postgres://iombot@db/iombot`
}

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, p *process) error {
	s, err := c.settings(p)
	if err != nil {
		return err
	}
	log := c.logger(p.stderr)
	s.models = c.cache(log)
	log.Info("starting", c.summary(s)...)
	reload := make(chan os.Signal, 1)
	signal.Notify(reload, syscall.SIGHUP) // from now on: without a handler SIGHUP would end the process
	defer signal.Stop(reload)
	left, err := live.Unless(ctx, lastCall, func() error {
		a, err := newApp(ctx, s, log)
		if err != nil {
			return err
		}
		return errors.Join(a.run(ctx, reload), a.close())
	})
	switch {
	case left:
		log.Warn("stopped without waiting for what is not finished; it will be done after the next start")
		return nil
	case errors.Is(err, telegram.ErrToken):
		return fmt.Errorf("the Bot API at %s does not accept the bot token. Copy it again from @BotFather into TELEGRAM_BOT_TOKEN, or check --api-url (%w)", s.apiURL, err)
	case err != nil && ctx.Err() != nil: // the start was interrupted
		log.Warn("stopped before the start was over", "err", err)
		return nil
	case err == nil:
		log.Info("stopped gracefully")
	}
	return err
}

// lastCall is how long a bot may take to end after its context, less than the
// ten seconds that are promised. Nothing is lost when something that cannot be
// interrupted, such as a hanging disk, takes longer: updates that were not
// committed come again.
const lastCall = 9500 * time.Millisecond

func (c *serveCommand) settings(p *process) (s settings, err error) {
	s = settings{
		knowledge: c.Knowledge, state: c.State, retention: time.Duration(c.Retention), contact: c.Contact, staff: c.Staff,
		replicas: c.Replicas, name: c.Name, workbench: c.Workbench, sets: c.Sets, k: c.K,
		apiURL: c.APIURL, webhookURL: c.WebhookURL, listen: c.Listen, opsListen: c.MetricsListen,
	}
	if s.replicas < 1 {
		return s, usagef("--replicas is how many bots send: 1 or more, not %d", s.replicas)
	}
	if s.k < 1 {
		return s, usagef("--k is how many people must have asked: 1 or more, not %d", s.k)
	}
	if a, err := mail.ParseAddress(s.contact); err != nil || a.Address != s.contact {
		return s, usagef("--contact is the e-mail address that people are told, such as %s, not %q", defaultContact, s.contact)
	}
	if s.proxy, err = c.workbenchProxy(); err != nil {
		return s, err
	}
	for _, name := range c.WorkbenchHost {
		s.hosts = append(s.hosts, strings.ToLower(name))
	}
	if s.token, err = p.token(); err != nil {
		return s, err
	}
	if s.webhookURL != "" {
		if s.webhookSecret, err = p.webhookSecret(); err != nil {
			return s, err
		}
		if s.listen == "" {
			s.listen = defaultListen
		}
	}
	s.key, err = p.key(s.state, true)
	return s, err
}

// defaultListen is the default address of the webhook, and of the local page.
const defaultListen = "127.0.0.1:8080"

// summary is the settings that the bot starts with, without the secrets.
func (c *serveCommand) summary(s settings) []any {
	receive := "polling"
	if s.webhookURL != "" {
		receive = "webhook " + s.webhookURL
	}
	shown := func(text string) string {
		if text == "" {
			return "none"
		}
		return text
	}
	return []any{
		"version", readBuild().Version, "api", s.apiURL, "token", s.token, "receive", receive,
		"state", withoutPassword(s.state), "key", s.key, "retention", c.Retention, "replicas", s.replicas,
		"knowledge", cmp.Or(s.knowledge, "built in"), "contact", shown(s.contact), "staff", len(s.staff),
		"listen", shown(s.listen), "metrics", shown(s.opsListen), "workbench", shown(s.workbench),
	}
}

// days is a duration in whole days.
type days time.Duration

const day = 24 * time.Hour

// UnmarshalText reads "30d", or what time.ParseDuration reads, such as "720h".
func (d *days) UnmarshalText(text []byte) error {
	var n int
	var rest string
	value, err := time.ParseDuration(string(text))
	if found, _ := fmt.Sscanf(string(text), "%d%s", &n, &rest); found == 2 && rest == "d" && n < 36500 {
		value, err = time.Duration(n)*day, nil
	}
	if err != nil || value < day || value%day != 0 {
		return fmt.Errorf("%q is no number of days, such as 30d", text)
	}
	*d = days(value)
	return nil
}

// String formats as "30d".
func (d days) String() string { return fmt.Sprintf("%dd", time.Duration(d)/day) }

// staff are the Telegram ids of people.
type staff []int64

// UnmarshalText reads ids separated by commas.
func (s *staff) UnmarshalText(text []byte) error {
	*s = nil
	for field := range strings.SplitSeq(string(text), ",") {
		var id int64
		var rest string
		if n, _ := fmt.Sscanf(strings.TrimSpace(field), "%d%s", &id, &rest); n != 1 || id <= 0 {
			return fmt.Errorf("%q is no Telegram id: write numbers with commas between them, such as 12345678,87654321", strings.TrimSpace(field))
		}
		*s = append(*s, id)
	}
	return nil
}
