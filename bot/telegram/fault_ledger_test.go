package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// arena is a fake Bot API with people who write to the bot, and a ledger of
// what they wrote and were answered.
type arena struct {
	t   *testing.T
	api *apitest.Server
	url string
	dir string

	mu      sync.Mutex
	wrote   map[int64]int // messages by chat; the n-th one's text is n
	total   int
	flooder int64 // the chat whose messages may be dropped
	cuts    []cut // when a process was killed, or its database was unavailable, in order
	started int
}

func newArena(t *testing.T, o fakeapi.Options) *arena {
	t.Helper()
	a := &arena{t: t, api: apitest.New(o), dir: t.TempDir(), wrote: map[int64]int{}}
	t.Cleanup(a.api.Close)
	var err error
	if a.url, err = a.api.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	return a
}

// write has a person write their next message.
func (a *arena) write(chat int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wrote[chat]++
	a.total++
	u := fakeapi.User{ID: chat, FirstName: "P"}
	a.api.Message(u, u.Private(), fmt.Sprint(a.wrote[chat]))
}

// writing keeps the bot busy with so many chats until stop is called.
func (a *arena) writing(chats int) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for next := 0; ; {
			select {
			case <-end:
				return
			case <-tick.C:
			}
			for a.waiting() < 300 {
				next++
				a.write(int64(1 + next%chats))
			}
		}
	}()
	return func() { close(end); <-ended }
}

// answered waits until the bot has sent n messages more.
func (a *arena) answered(n int) {
	a.t.Helper()
	n += a.api.Count("sendMessage")
	ctx, cancel := context.WithTimeout(a.t.Context(), time.Minute)
	defer cancel()
	if _, err := a.api.WaitCalls(ctx, "sendMessage", n); err != nil {
		a.t.Fatalf("%v\n%s", err, a.logs())
	}
}

// waiting is about how many messages are not answered yet.
func (a *arena) waiting() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.total - a.api.Count("sendMessage")
}

// cut is a time in which processes died or had no database.
type cut struct {
	from, to time.Time
	senders  int // of those processes: so many replies at most were on their way
	doubled  int // answers that came again because of it
}

// cutting does something that cuts processes off which have so many senders.
func (a *arena) cutting(senders int, do func()) {
	c := cut{from: time.Now(), senders: senders}
	do()
	// What a process wrote before it died may arrive a little later.
	c.to = time.Now().Add(100 * time.Millisecond)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.cuts = append(a.cuts, c)
}

// process is a child.
type process struct {
	cmd     *exec.Cmd
	out     bytes.Buffer
	exit    chan error
	senders int
}

func (a *arena) spawn(c childConfig) *process {
	a.t.Helper()
	c.API, c.Token = a.url, a.api.Token()
	if c.FloodBurst == 0 {
		c.FloodBurst = 1_000_000
	}
	config, err := json.Marshal(c)
	if err != nil {
		a.t.Fatal(err)
	}
	a.started++
	log, err := os.Create(filepath.Join(a.dir, fmt.Sprintf("child%d.log", a.started)))
	if err != nil {
		a.t.Fatal(err)
	}
	defer log.Close()
	p := &process{cmd: exec.Command(os.Args[0]), exit: make(chan error, 1), senders: c.Senders}
	p.cmd.Env = append(os.Environ(), childEnv+"="+string(config))
	p.cmd.Stdout, p.cmd.Stderr = &p.out, log
	if _, err := p.cmd.StdinPipe(); err != nil { // which ends with this process
		a.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		a.t.Fatal(err)
	}
	go func() { p.exit <- p.cmd.Wait() }()
	a.t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	return p
}

// kill ends a child with SIGKILL.
func (a *arena) kill(p *process) {
	a.t.Helper()
	var err error
	a.cutting(p.senders, func() {
		if err := p.cmd.Process.Kill(); err != nil {
			a.t.Fatal(err)
		}
		err = <-p.exit
	})
	if err != nil && p.cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		a.t.Fatalf("a child ended by itself: %v\n%s", err, a.logs())
	}
}

// pause stops a child in the midst of its work, without its knowledge, for
// longer than it waits for an answer.
func (a *arena) pause(p *process) {
	a.t.Helper()
	for _, sig := range []syscall.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
		if err := p.cmd.Process.Signal(sig); err != nil {
			a.t.Fatal(err)
		}
		if sig == syscall.SIGSTOP {
			time.Sleep(3 * childTimeout)
		}
	}
}

// stop asks a child to stop, which it must do within 10 s, and returns its
// report.
func (a *arena) stop(p *process) (r childReport) {
	a.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		a.t.Fatal(err)
	}
	select {
	case err := <-p.exit:
		if err != nil {
			a.t.Fatalf("a child failed: %v\n%s", err, a.logs())
		}
	case <-time.After(10 * time.Second):
		a.t.Fatal("a child did not stop within 10 s")
	}
	if err := json.Unmarshal(p.out.Bytes(), &r); err != nil {
		a.t.Fatalf("a child's report %q: %v", p.out.String(), err)
	}
	return r
}

// logs returns the ends of the children's logs.
func (a *arena) logs() string {
	var all strings.Builder
	for i := range a.started {
		b, err := os.ReadFile(filepath.Join(a.dir, fmt.Sprintf("child%d.log", i+1)))
		if err != nil {
			return err.Error()
		}
		fmt.Fprintf(&all, "--- child %d\n%s\n", i+1, b[max(0, len(b)-2000):])
	}
	return all.String()
}

// tally is the sum of a run. Answers doubled because of a cut are in perCut,
// those doubled because the bot got no answer of the fake in unheard.
type tally struct {
	answered, told, lost, doubled, unheard, late, disordered int

	perCut []cut
}

// cut is how many answers were doubled by cuts, and at most by one of them.
func (t tally) cut() (all, most, allowed int) {
	for _, c := range t.perCut {
		all += c.doubled
		if c.doubled > most || allowed == 0 {
			most, allowed = c.doubled, c.senders
		}
	}
	return all, most, allowed
}

func (t tally) String() string {
	all, most, allowed := t.cut()
	return fmt.Sprintf("sent %d lost %d doubled %d out of order %d (doubled in the documented window: %d by %d cuts, at most %d of %d by one; %d unheard, in %d of them the bot waited in vain; told that they flood: %d)",
		t.answered, t.lost, t.doubled, t.disordered, all, len(t.perCut), most, allowed, t.unheard, t.late, t.told)
}

// copied is an answer that came again: first is the copy before.
type copied struct{ first, second apitest.Call }

// count compares what was written with what was answered. An answer that comes
// twice is doubled. It is in the documented window when the copies follow each
// other directly (the bot sends a chat's next answer only after it has settled
// the one before), and there was a cut between them which is not to blame for
// more copies than it had senders, the fake kept the result of the first from
// the bot, or it saw the bot give up on the first: it closed that connection. A
// copy on which the bot gave up may also come late, when the fake was slow to
// take it from the network.
func (a *arena) count() (sum tally) {
	a.mu.Lock()
	defer a.mu.Unlock()
	answers := map[int64][]apitest.Call{}
	for _, c := range a.api.CallsOf("sendMessage") {
		if chat := c.Int("chat_id"); c.Effect {
			answers[chat] = append(answers[chat], c)
		}
	}
	var again []copied
	for chat, wrote := range a.wrote {
		again = append(again, a.countChat(&sum, chat, wrote, answers[chat])...)
	}
	sum.perCut = slices.Clone(a.cuts)
	sum.doubled += len(blame(sum.perCut, again))
	sum.lost = a.total - sum.answered - sum.told
	return sum
}

// countChat adds a chat's answers to the sum, and returns the copies that are a
// cut's fault or nobody's: a process that is cut off leaves its connections, too.
func (a *arena) countChat(sum *tally, chat int64, wrote int, answers []apitest.Call) (again []copied) {
	seen := make([]bool, wrote+1)
	last := 0
	for i, c := range answers {
		var text, n int
		switch _, err := fmt.Sscanf(c.Params["text"], "%d as %d", &text, &n); {
		case err != nil:
			sum.told++
			continue
		case seen[text] && text == last && answers[i-1].Fault != "" && answers[i-1].Fault != apitest.Slow:
			sum.unheard++
			continue
		case seen[text] && text == last && a.cutBetween(answers[i-1], c):
			again = append(again, copied{answers[i-1], c})
			continue
		case seen[text] && (text == last && answers[i-1].Left() || c.Left()):
			sum.unheard++
			sum.late++
			continue
		case seen[text]:
			sum.doubled++
			continue
		}
		if seen[text] = true; text < last || n != text && (chat != a.flooder || n > text) {
			sum.disordered++
		}
		last = text
		sum.answered++
	}
	return again
}

// cutBetween reports whether the first copy's process may have been cut off
// before the second: then its connection broke for that reason.
func (a *arena) cutBetween(first, second apitest.Call) bool {
	return slices.ContainsFunc(a.cuts, func(c cut) bool { return c.between(copied{first, second}) })
}

func (c cut) between(d copied) bool {
	return d.first.Time.Before(c.to) && c.from.Before(d.second.Time)
}

// blame puts each copy down to a cut that lies between its two, so that no cut
// has more than it had senders, and returns the copies for which there is none.
// Of those that a cut may have, it gets the ones that came again first: the
// others have later cuts to choose from.
func blame(cuts []cut, again []copied) (left []copied) {
	left = slices.SortedFunc(slices.Values(again), func(a, b copied) int { return a.second.Time.Compare(b.second.Time) })
	for i := range cuts {
		c := &cuts[i]
		left = slices.DeleteFunc(left, func(d copied) bool {
			if c.doubled == c.senders || !c.between(d) {
				return false
			}
			c.doubled++
			return true
		})
	}
	return left
}

// finish waits until everything is answered, except what may be dropped, or until
// nothing more comes.
func (a *arena) finish(droppable int) tally {
	a.t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	sends, still := 0, 0
	for range tick.C {
		now := a.api.Count("sendMessage")
		if still++; now != sends {
			sends, still = now, 0
		}
		// Counting is much work for the fake: only where it may be the end.
		if still == 0 || a.api.Pending() > 0 && still < 100 {
			continue
		}
		if sum := a.count(); sum.lost <= droppable || still >= 100 {
			return sum
		}
	}
	panic("unreachable")
}

// check prints the sum and holds it to nothing lost, doubled or out of order.
func (a *arena) check(sum tally) {
	a.t.Helper()
	fmt.Printf("%-28s %v\n", a.t.Name()+":", sum)
	if sum.lost != 0 || sum.doubled != 0 || sum.disordered != 0 {
		a.t.Errorf("%v\n%s", sum, a.logs())
	}
	for _, v := range a.api.Violations() {
		a.t.Errorf("a call broke a rule: %s", v)
	}
}

// freeAddr is an address to listen at.
func freeAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
