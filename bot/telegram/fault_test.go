package telegram_test

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"iombot/bot/state/pgtest"
	"iombot/bot/telegram/apitest"
	"iombot/bot/telegram/fakeapi"
)

// The fault suite: whatever dies, breaks or floods, no update is lost, none is
// answered twice but in the window that the package documents, and the answers
// of a chat keep their order. A cut (a kill, a database away) may double no more
// answers than were on their way then. Each test prints its sums.

// few is how many of something a test does; fewer with -short.
func few(n int) int {
	if testing.Short() {
		return max(1, n/10)
	}
	return n
}

func sqliteFile(a *arena) string { return "sqlite:" + filepath.Join(a.dir, "state.db") }

func TestFaultKilled(t *testing.T) {
	a := newArena(t, fakeapi.Options{})
	c := childConfig{DSN: sqliteFile(a), Senders: 8}
	stop := a.writing(20)
	for range few(50) {
		p := a.spawn(c)
		// From before the first poll to the midst of the work.
		time.Sleep(50*time.Millisecond + rand.N(350*time.Millisecond))
		a.kill(p)
	}
	stop()
	p := a.spawn(c)
	sum := a.finish(0)
	a.stop(p)
	a.check(sum)
}

func TestFaultAPIFails(t *testing.T) {
	a := newArena(t, fakeapi.Options{})
	p := a.spawn(childConfig{DSN: sqliteFile(a), Senders: 16})
	for i := range few(10_000) {
		a.write(int64(1 + i%100))
	}
	end := a.failing()
	for a.api.Pending() > 0 && !t.Failed() {
		time.Sleep(50 * time.Millisecond)
	}
	end()
	sum := a.finish(0)
	a.stop(p)
	a.check(sum)
}

// A machine that was starved, moved or asleep finds its time for every call over
// and the answers there: it reads them before it gives up.
func TestFaultPaused(t *testing.T) {
	a := newArena(t, fakeapi.Options{})
	a.api.Fault("sendMessage", -1, apitest.Fault{Kind: apitest.Slow, Delay: 20 * time.Millisecond}) // calls are under way at any time
	p := a.spawn(childConfig{DSN: sqliteFile(a), Senders: 16})
	stop := a.writing(50)
	for range few(10) {
		a.answered(100)
		a.pause(p)
	}
	stop()
	sum := a.finish(0)
	a.stop(p)
	a.check(sum)
	if sum.unheard > 0 {
		t.Errorf("%d answers were doubled after a pause", sum.unheard)
	}
}

// failing makes calls go wrong in every way until end is called.
func (a *arena) failing() (end func()) {
	faults := []apitest.Fault{
		{Kind: apitest.BadGateway}, {Kind: apitest.Empty500}, {Kind: apitest.Reset}, {Kind: apitest.Reset, After: true},
		{Kind: apitest.Truncated}, {Kind: apitest.Hang}, {Kind: apitest.Hang, After: true}, {Kind: apitest.Slow, Delay: 200 * time.Millisecond},
		{Kind: apitest.TooMany, RetryAfter: 1}, {Kind: apitest.BadGateway, After: true},
		{Kind: apitest.Refuse, Code: 500, Description: "Internal Server Error"},
		{Kind: apitest.Refuse, Code: 409, Description: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"},
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; {
			select {
			case <-stop:
				return
			case <-tick.C:
			}
			if a.api.Count("sendMessage") < 15*i { // one call in fifteen
				continue
			}
			i++
			f := faults[i%len(faults)]
			if f.Kind != apitest.TooMany || i%5 == 0 { // a 429 costs a second
				a.api.Fault("sendMessage", 1, f)
			}
			if i%10 == 0 {
				a.api.Fault("getUpdates", 1, faults[i/10%len(faults)])
			}
		}
	}()
	return func() { close(stop); <-stopped }
}

func TestFaultDatabaseAway(t *testing.T) {
	dsn, server := pgtest.Start(t)
	a := newArena(t, fakeapi.Options{})
	p := a.spawn(childConfig{DSN: dsn, Senders: 8})
	stop := a.writing(50)
	for i := range few(3) {
		a.answered(1000)
		a.cutting(p.senders, func() {
			if i%2 == 0 {
				server.Stop(t)
			} else {
				server.Crash(t)
			}
			time.Sleep(2 * time.Second)
			server.Start(t)
		})
	}
	a.answered(1000)
	stop()
	sum := a.finish(0)
	a.stop(p)
	a.check(sum)
}

// A database that is unavailable for half a minute, with two processes: longer than any
// of their waits and connections lasts.
func TestFaultDatabaseAwayLong(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped with -short: the database is away for 30 s")
	}
	dsn, server := pgtest.Start(t)
	a := newArena(t, fakeapi.Options{})
	_, replicas := a.spawnReplicas(dsn, 2, 0)
	stop := a.writing(50)
	a.answered(1000)
	a.cutting(replicas[0].senders+replicas[1].senders, func() {
		server.Stop(t)
		time.Sleep(31 * time.Second)
		server.Start(t)
	})
	a.answered(1000)
	stop()
	sum := a.finish(0)
	for _, p := range replicas {
		a.stop(p)
	}
	a.check(sum)
}

// spawnReplicas starts n children on one database and has updates pushed to
// them; duplicate is as in apitest.Delivery.
func (a *arena) spawnReplicas(dsn string, n, duplicate int) (configs []childConfig, replicas []*process) {
	a.t.Helper()
	d := apitest.Delivery{Duplicate: duplicate, Backoff: 50 * time.Millisecond, MaxBackoff: time.Second}
	for range n {
		c := childConfig{DSN: dsn, Senders: 8, Listen: freeAddr(a.t)}
		configs, replicas = append(configs, c), append(replicas, a.spawn(c))
		d.Targets = append(d.Targets, "http://"+c.Listen)
	}
	a.api.SetDelivery(d)
	return configs, replicas
}

func TestFaultReplicas(t *testing.T) {
	dsn, _ := pgtest.Start(t)
	a := newArena(t, fakeapi.Options{})
	configs, replicas := a.spawnReplicas(dsn, 3, 20)
	stop := a.writing(50)
	for i := range few(6) {
		time.Sleep(5 * time.Second)
		a.kill(replicas[i%3])
		replicas[i%3] = a.spawn(configs[i%3])
	}
	stop()
	sum := a.finish(0)
	for _, p := range replicas {
		a.stop(p)
	}
	a.check(sum)
}

func TestFaultFlood(t *testing.T) {
	a := newArena(t, fakeapi.Options{})
	a.flooder = 1
	total, chats := few(100_000), 1000
	for i := range total {
		if i%2 == 0 {
			a.write(a.flooder)
		} else {
			a.write(int64(2 + i/2%(chats-1)))
		}
	}
	begun := time.Now()
	p := a.spawn(childConfig{DSN: sqliteFile(a), Senders: 64, FloodBurst: 100})
	sum := a.finish(a.wrote[a.flooder])
	took := time.Since(begun)
	r := a.stop(p)
	sum = a.count()
	sum.lost -= r.Flood
	a.check(sum)
	if r.Flood < total/4 || sum.told == 0 {
		t.Errorf("%d of the flooding chat's updates were dropped, it was told %d times", r.Flood, sum.told)
	}
	t.Logf("%d updates in %v, %d of the flooding chat's dropped", total, took, r.Flood)
}
