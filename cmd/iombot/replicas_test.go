package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"iombot/bot/state/pgtest"
	"iombot/bot/telegram/apitest"
)

// titled is a question with the title of its answer.
type titled struct{ text, title string }

// questions with the titles of their answers, in the order in which they are
// asked.
var questions = []titled{
	{"Kas kontor on laupäeval avatud?", "Millal on kontor avatud?"},
	{"Kas lennupilet on tasuta?", "Kes maksab pileti eest?"},
	{"Kutsuge politsei", "Kust saab kohe abi?"},
}

// urgent is the question whose answer goes ahead of those that wait.
const urgent = 2

const chats = 40

// ask has every chat ask the n-th question.
func ask(api *apitest.Server, n int) {
	for i := range int64(chats) {
		ann := person(7000 + i)
		api.Message(ann, ann.Private(), questions[n].text)
	}
}

// answered waits until every chat has had its n-th answer.
func answered(t *testing.T, api *apitest.Server, n int) {
	t.Helper()
	for i := range int64(chats) {
		answer(t, api, 7000+i, 2*n)
	}
}

// tally counts the answers that are missing, that came before the answer to an
// earlier question, and that came twice. A double counts for the kill that
// caused it, the first kill after the first copy; without a kill it counts under
// -1.
func tally(api *apitest.Server, kills []time.Time) (lost, disordered int, doubled map[int]int) {
	doubled = map[int]int{}
	answers := map[int64][]apitest.Call{}
	for _, c := range api.CallsOf("sendMessage") {
		if c.Effect {
			answers[c.Int("chat_id")] = append(answers[c.Int("chat_id")], c)
		}
	}
	for i := range int64(chats) {
		first := map[int]apitest.Call{} // answers by question
		for _, c := range answers[7000+i] {
			n := slices.IndexFunc(questions, func(q titled) bool { return strings.Contains(c.Params["text"], q.title) })
			earlier, again := first[n]
			_, hasEarlier := first[n-1]
			switch {
			case n < 0: // no answer
			case again:
				doubled[toBlame(kills, earlier, c)]++
				continue
			case n > 0 && !hasEarlier && n != urgent:
				disordered++
			}
			first[n] = c
		}
		delete(first, -1)
		lost += len(questions) - len(first)
	}
	return lost, disordered, doubled
}

// toBlame is the kill between two copies, or -1. What a process wrote before it
// was killed may arrive a little later.
func toBlame(kills []time.Time, first, second apitest.Call) int {
	return slices.IndexFunc(kills, func(at time.Time) bool {
		return first.Time.Before(at.Add(100*time.Millisecond)) && at.Before(second.Time)
	})
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

// Three processes on one database take Telegram's webhook calls in turn, some of
// which come twice, while one after the other is killed and started again.
func TestFaultServeReplicas(t *testing.T) {
	t.Parallel()
	api, at := telegramAt(t)
	run := replicas(t, at, "TELEGRAM_WEBHOOK_SECRET=canarysecret", "IOMBOT_WEBHOOK_URL=https://bot.example.org/telegram")
	delivery := apitest.Delivery{Duplicate: 5, Backoff: 100 * time.Millisecond, MaxBackoff: time.Second}
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
	var kills []time.Time
	for n, at := range listen {
		ask(api, n)
		answer(t, api, 7000+chats/2, 2*n+2) // in the middle of it
		bots[n].kill()
		kills = append(kills, time.Now())
		bots[n] = run("--listen", at)
	}
	answered(t, api, len(questions))
	for _, b := range bots {
		b.stderr.count(t, "the webhook is set", 1)
		b.stop()
	}
	judge(t, api, kills...)
}

// Of two processes that poll, one is the leader, and the other takes over within
// 15 seconds of its death.
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
	judge(t, api, killed)
	if log := standby.stderr.String(); strings.Contains(log, "ALARM") {
		t.Error("two processes polled at once")
	}
}

// underway is how many answers may be on their way at once, at the pace that
// Telegram allows: those that it accepted at the very moment of a kill come
// twice.
const underway = 5

// judge prints how all questions fared, and fails on losses, disorder and too
// many doubles.
func judge(t *testing.T, api *apitest.Server, kills ...time.Time) {
	t.Helper()
	lost, disordered, doubled := tally(api, kills)
	text := fmt.Sprintf("sent %d, lost %d, out of order %d, doubled by kill %v of at most %d each", api.Count("sendMessage"), lost, disordered, doubled, underway)
	t.Log(text)
	ok := lost == 0 && disordered == 0
	for kill, n := range doubled {
		ok = ok && kill >= 0 && n <= underway
	}
	if !ok {
		t.Error(text)
	}
}
