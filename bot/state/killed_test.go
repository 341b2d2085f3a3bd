package state

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"iombot/bot"
	"iombot/bot/state/pgtest"
)

// victimEnv holds the state's address when this program runs as the process
// that TestFaultKilled kills.
const victimEnv = "IOMBOT_STATE_TEST_VICTIM"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(victimEnv); dsn != "" {
		fmt.Fprintln(os.Stderr, victim(context.Background(), dsn))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// victim commits updates 1, 2, 3… of chat 1 with one reply each, prints their
// ids, and never gives back the first reply taken.
func victim(ctx context.Context, dsn string) error {
	s, err := Open(ctx, dsn, testKey, Options{})
	if err != nil {
		return err
	}
	for update := int64(1); ; update++ {
		tx, err := s.Begin(ctx, 1, update)
		if err == nil {
			err = tx.Commit(ctx, bot.Chat{ID: 1}, bot.Result{Replies: []bot.Reply{{Kind: bot.Send, To: update}}})
		}
		if err == nil && update == 1 {
			_, err = next(ctx, s)
		}
		if err != nil {
			return err
		}
		fmt.Println(update)
	}
}

// A process that is killed loses nothing that it committed, and its leases and
// locks become free.
func TestFaultKilled(t *testing.T) {
	postgres, _ := pgtest.Start(t)
	for name, dsn := range map[string]string{
		"sqlite": "sqlite:" + filepath.Join(t.TempDir(), "state.db"), "postgres": postgres,
	} {
		t.Run(name, func(t *testing.T) {
			committed := kill(t, dsn)
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			s := open(t, dsn, Options{})
			all, err := s.Pending(ctx)
			if err != nil || int64(all) < committed {
				t.Fatalf("%d replies are there (%v) after %d commits", all, err, committed)
			}
			for want := range int64(all) {
				d, err := next(ctx, s)
				if err != nil || d.Update() != want+1 {
					t.Fatalf("Next = %v, %v; want the reply to update %d", d, err, want+1)
				}
				if err := d.Done(ctx, 0); err != nil {
					t.Fatal(err)
				}
			}
			if tx, err := s.Begin(ctx, 1, committed); err == nil {
				tx.Rollback()
				t.Errorf("update %d was committed and is not seen", committed)
			}
		})
	}
}

// kill kills a victim after some commits and returns the last that it reported.
func kill(t *testing.T, dsn string) (committed int64) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimEnv+"="+dsn)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait() // says that it was killed
	defer cmd.Process.Kill()
	lines := bufio.NewScanner(out)
	for committed < 100 && lines.Scan() {
		if _, err := fmt.Sscan(lines.Text(), &committed); err != nil {
			t.Fatal(err)
		}
	}
	if committed < 100 {
		t.Fatalf("the process ended by itself after %d commits", committed)
	}
	return committed
}

// What a process had leased that was killed, another one that shares the database
// may lease once the dead one's lease has run out, and not before.
func TestFaultLeaseOfTheDead(t *testing.T) {
	if leaseFor+beatEvery+beatLimit > 15*time.Second {
		t.Error("bot.Store and docs/operations.md promise 15 s")
	}
	if testing.Short() {
		t.Skip("skipped with -short: two leases run out")
	}
	t.Parallel()
	dsn, _ := pgtest.Start(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, db := open(t, dsn, Options{}), postgresPool(t, dsn)
	time.Sleep(leaseFor + beatEvery) // before that it frees nothing
	kill(t, dsn)
	var until time.Time
	err := db.QueryRowContext(ctx, `SELECT until FROM leases WHERE holder = (SELECT leased_by FROM outbox WHERE leased_by <> 0)`).Scan(&until)
	if err != nil {
		t.Fatalf("the dead process has no lease, or no reply: %v", err)
	}
	d, err := next(ctx, s)
	if err != nil || d.Update() != 1 {
		t.Fatalf("Next = %v, %v; want the reply to update 1", d, err)
	}
	var over bool
	if err := db.QueryRowContext(ctx, `SELECT clock_timestamp() > $1`, until).Scan(&over); err != nil || !over {
		t.Errorf("the reply was taken before the lease was over (%v)", err)
	}
}
