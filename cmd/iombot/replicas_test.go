package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"iombot/bot/state/pgtest"
	"iombot/bot/telegram/fakeapi"
)

// questions with what their answers begin with, in the order in which they are
// asked. None is urgent: an urgent reply goes ahead of those that wait.
var questions = []struct{ text, answer string }{
	{"Kas kontor on laupäeval avatud?", "Millal on kontor avatud?"},
	{"Kas lennupilet on tasuta?", "Kes maksab pileti eest?"},
	{"/menu", "Valige teema"},
}

const chats = 40

// ask has every chat ask the n-th question.
func ask(api *fakeapi.Server, n int) {
	for i := range int64(chats) {
		ann := person(7000 + i)
		api.Message(ann, ann.Private(), questions[n].text)
	}
}

// answered waits until every chat has had its n-th answer.
func answered(t *testing.T, api *fakeapi.Server, n int) {
	t.Helper()
	for i := range int64(chats) {
		answer(t, api, 7000+i, 2*n)
	}
}

// tally counts the answers that are missing, that came twice, and that came
// before the one to an earlier question.
func tally(api *fakeapi.Server) (lost, doubled, disordered int) {
	for i := range int64(chats) {
		next := 0
		for _, m := range api.Messages(7000 + i) {
			if !m.FromBot() {
				continue
			}
			for n, q := range questions {
				switch {
				case !strings.HasPrefix(m.Text, q.answer):
				case n == next:
					next++
				case n < next:
					doubled++
				default:
					disordered++
				}
			}
		}
		lost += len(questions) - next
	}
	return lost, doubled, disordered
}

// replicas starts three bots that share a database and a key.
func replicas(t *testing.T, at string, env ...string) (run func(args ...string) *child) {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped with -short: it starts several processes and a database")
	}
	dsn, _ := pgtest.Start(t)
	env = append(append(serving(t, at), "IOMBOT_STATE="+dsn, "IOMBOT_KEY="+strings.Repeat("5a", 32), "IOMBOT_REPLICAS=3"), env...)
	return func(args ...string) *child {
		t.Helper()
		return start(t, t.TempDir(), env, append([]string{"serve"}, args...)...)
	}
}

// Three processes on one database take Telegram's pushes in turn, some of which
// come twice, while one after the other is killed and started again.
func TestFaultServeReplicas(t *testing.T) {
	t.Parallel()
	api, at := telegramAt(t)
	run := replicas(t, at, "TELEGRAM_WEBHOOK_SECRET=canarysecret", "IOMBOT_WEBHOOK_URL=https://bot.example.org/telegram")
	delivery := fakeapi.Delivery{Duplicate: 5, Backoff: 100 * time.Millisecond, MaxBackoff: time.Second}
	listen := []string{freePort(t), freePort(t), freePort(t)}
	bots := make([]*child, len(listen))
	for i, at := range listen {
		delivery.Targets = append(delivery.Targets, "http://"+at)
		bots[i] = run("--listen", at)
	}
	api.SetDelivery(delivery)
	for _, b := range bots {
		b.stderr.count(t, "the webhook is set", 1)
	}
	for n, at := range listen {
		ask(api, n)
		answer(t, api, 7000+chats/2, 2*n+2) // in the middle of it
		bots[n].kill()
		bots[n] = run("--listen", at)
	}
	answered(t, api, len(questions))
	for _, b := range bots {
		b.stderr.count(t, "the webhook is set", 1)
		b.stop()
	}
	judge(t, api, len(listen))
}

// Of two processes that poll, one does so, and the other takes over within 15
// seconds of its death.
func TestFaultServeStandby(t *testing.T) {
	t.Parallel()
	api, at := telegramAt(t)
	run := replicas(t, at)
	leader := run()
	leader.stderr.count(t, "this process polls", 1)
	standby := run()
	standby.stderr.count(t, "the Bot API knows the bot", 1)
	ask(api, 0)
	answered(t, api, 1)
	leader.kill()
	killed := time.Now()
	standby.stderr.count(t, "this process polls", 1)
	if took := time.Since(killed); took > 15*time.Second {
		t.Errorf("the standby took over after %v", took)
	}
	for n := range questions[1:] {
		ask(api, n+1)
	}
	answered(t, api, len(questions))
	standby.stop()
	judge(t, api, 1)
	if log := standby.stderr.String(); strings.Contains(log, "ALARM") {
		t.Error("two processes polled at once")
	}
}

// underway is how many answers may be on their way at once, at the pace that
// Telegram allows: those that it took at the very instant of a kill come twice.
const underway = 5

// judge prints what became of all questions and fails on what must not be.
func judge(t *testing.T, api *fakeapi.Server, kills int) {
	t.Helper()
	lost, doubled, disordered := tally(api)
	text := fmt.Sprintf("sent %d, lost %d, doubled %d, out of order %d", api.Count("sendMessage"), lost, doubled, disordered)
	t.Log(text)
	if lost > 0 || disordered > 0 || doubled > kills*underway {
		t.Error(text)
	}
}
