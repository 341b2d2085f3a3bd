package telegram_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"iombot/knowledge"
	"iombot/locales"
)

const (
	speedRounds = 3                // each with all bots in turn
	speedFor    = 2 * time.Second  // how long a bot is given all that it can take
	paceFor     = 10 * time.Second // how long it is given so many updates a second
	pacedRate   = 500
)

// speedChats are between how many chats the updates are spread.
var speedChats = []int{1, 8, 64}

// BenchmarkSpeed compares what the bot does in a second with an echo bot on the
// same library, whose chats are kept in order and which sends as many replies at
// once. All run in one go, each in a process of its own at one fake, without
// Telegram's limits. Run it with -benchtime 1x. On a machine that has other work,
// the processor time of an update says more than how many there are in a second.
func BenchmarkSpeed(b *testing.B) {
	for b.Loop() {
		var bots []*racer
		for _, kind := range speedKinds {
			bots = append(bots, newRacer(b, kind))
		}
		for range speedRounds {
			for _, chats := range speedChats {
				for _, r := range bots {
					spent := r.spent(b)
					n, took := r.feed.saturate(b, chats, speedFor)
					r.rates[chats] = append(r.rates[chats], float64(n)/took.Seconds())
					r.costs[chats] = append(r.costs[chats], float64((r.spent(b)-spent).Microseconds())/float64(n))
				}
			}
			for _, r := range bots {
				r.delays = append(r.delays, r.feed.pace(b, 64, pacedRate, paceFor))
			}
		}
		b.Log("\n" + speedTable(bots))
	}
}

// racer is a bot that is measured.
type racer struct {
	kind   speedKind
	feed   *feed
	pid    int
	rates  map[int][]float64 // updates answered in a second, by number of chats and round
	costs  map[int][]float64 // µs of processor time for each of them
	delays [][]time.Duration // from an update to its reply, sorted, by round
}

func newRacer(b *testing.B, kind speedKind) *racer {
	r := &racer{kind: kind, feed: newFeed(), rates: map[int][]float64{}, costs: map[int][]float64{}}
	b.Cleanup(r.feed.server.Close)
	config, err := json.Marshal(childConfig{Speed: kind, API: r.feed.server.URL, Token: feedToken, DSN: "sqlite:" + filepath.Join(b.TempDir(), "state.db")})
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+string(config))
	cmd.Stderr = os.Stderr
	alive, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	r.pid = cmd.Process.Pid
	b.Cleanup(func() {
		_ = alive.Close() // which ends it
		_ = cmd.Wait()    // it says that it was ended so
	})
	if r.feed.texts = []string{"echo"}; kind == wholeBot {
		r.feed.texts = singleReplies(b, r.feed, phrasings(b))
	}
	return r
}

// tick is Linux's unit of processor time (proc_pid_stat(5), USER_HZ).
const tick = 10 * time.Millisecond

// spent is the processor time that the bot has used.
func (r *racer) spent(b *testing.B) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.pid))
	if err != nil {
		b.Fatalf("only Linux tells what a process used: %v", err)
	}
	var user, system time.Duration
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after) // from the third on
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], (*int64)(&user), (*int64)(&system)); err != nil {
		b.Fatal(err)
	}
	return (user + system) * tick
}

// phrasings are some of the built-in base, in an order that is always the same.
func phrasings(b *testing.B) (out []string) {
	base, _, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range base.Entries {
		for _, lang := range []locales.Lang{locales.ET, locales.EN} {
			if text, ok := e.Texts[lang]; ok && !e.Urgent && !e.Hidden {
				for i := 0; i < len(text.Questions); i += 20 {
					out = append(out, text.Questions[i].Text)
				}
			}
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:min(len(out), 600)]
}

// singleReplies are the texts to which the bot replies with one message: so the
// n-th message to a chat is the reply to its n-th update.
func singleReplies(b *testing.B, f *feed, texts []string) (out []string) {
	f.texts = texts
	f.each(b)
	for i, text := range texts {
		if f.sent(1+i) == 1 {
			out = append(out, text)
		}
	}
	if len(out) < len(texts)/2 {
		b.Fatalf("only %d of %d questions get one message", len(out), len(texts))
	}
	return out
}

// speedTable is the table of docs/performance.md.
func speedTable(bots []*racer) string {
	var out bytes.Buffer
	fmt.Fprint(&out, "| ÷ the echo bot on the library |")
	for _, chats := range speedChats {
		fmt.Fprintf(&out, " chats: %d | µs |", chats)
	}
	fmt.Fprintf(&out, " p50 at %d/s, ms | p99, ms |\n|---|%s---|---|\n", pacedRate, strings.Repeat("---|---|", len(speedChats)))
	for _, r := range bots {
		fmt.Fprintf(&out, "| %s |", speedNames[r.kind])
		for _, chats := range speedChats {
			ratios := make([]float64, speedRounds)
			for i := range ratios {
				ratios[i] = r.rates[chats][i] / bots[0].rates[chats][i]
			}
			cost := median(slices.Clone(r.costs[chats]))
			fmt.Fprintf(&out, " %.2f (%.0f/s) | %.2f (%.0f) |", median(ratios), median(slices.Clone(r.rates[chats])), median(slices.Clone(bots[0].costs[chats]))/cost, cost)
		}
		var p50, p99 []float64
		for _, d := range r.delays {
			p50, p99 = append(p50, d[len(d)/2].Seconds()*1e3), append(p99, d[len(d)*99/100].Seconds()*1e3)
		}
		fmt.Fprintf(&out, " %.1f | %.1f (%.1f–%.1f) |\n", median(p50), median(slices.Clone(p99)), slices.Min(p99), slices.Max(p99))
	}
	return out.String()
}

func median(of []float64) float64 {
	slices.Sort(of)
	return of[len(of)/2]
}

var speedKinds = slices.Sorted(maps.Keys(speedNames))
