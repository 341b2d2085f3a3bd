package state

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"iombot/bot"
	"iombot/bot/state/pgtest"
	"iombot/knowledge"
)

// benchmark measures whole updates: begun, committed with one reply, and the
// reply leased and completed, by 64 workers and 64 senders on 1,000 chats.
func benchmark(b *testing.B, dsn string) {
	s := open(b, dsn, Options{})
	ctx := context.Background()
	answer := bot.Result{
		State: bot.State{Lang: "et", Offered: []string{"contact", "about"}},
		Replies: []bot.Reply{{Kind: bot.Send, To: 1, Text: knowledge.Rich{
			knowledge.Plain(knowledge.Paragraph, "An answer is some hundred bytes of text, with a heading, a paragraph or two and a list."),
		}}},
	}
	var update atomic.Int64
	var all sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range 64 {
		all.Go(func() {
			for u := update.Add(1); u <= int64(b.N); u = update.Add(1) {
				chat := u % 1000
				tx, err := s.Begin(ctx, chat, u)
				if err == nil {
					err = tx.Commit(ctx, bot.Chat{ID: chat}, answer)
				}
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	var senders errgroup.Group
	senders.SetLimit(64)
	for taken := 0; taken < b.N; {
		ds, err := s.Next(ctx, 64)
		if err != nil {
			b.Fatal(err)
		}
		taken += len(ds)
		for _, d := range ds {
			senders.Go(func() error { return d.Done(ctx, 1) })
		}
	}
	all.Wait()
	if err := senders.Wait(); err != nil {
		b.Error(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}

func BenchmarkSQLite(b *testing.B) {
	b.Run("file", func(b *testing.B) { benchmark(b, "sqlite:"+filepath.Join(b.TempDir(), "state.db")) })
	b.Run("memory", func(b *testing.B) { benchmark(b, "sqlite::memory:") })
}

func BenchmarkPostgres(b *testing.B) {
	_, server := pgtest.Start(b)
	b.Run("updates", func(b *testing.B) { benchmark(b, server.Database(b)) })
}

// BenchmarkTake measures leasing a reply and releasing it in an outbox in which
// many chats wait, one of them with most of the replies.
func BenchmarkTake(b *testing.B) {
	for _, chats := range []int{10, 1000} {
		b.Run(fmt.Sprintf("chats=%d", chats), func(b *testing.B) {
			s := open(b, "sqlite::memory:", Options{}).(*store)
			fill(b, s, chats)
			for b.Loop() {
				ds, err := s.Next(context.Background(), 1)
				if err == nil {
					err = ds[0].Retry(context.Background(), time.Unix(0, 0))
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fill stores 20,000 replies of chat 0 and one of each other.
func fill(b *testing.B, s *store, chats int) {
	err := atOnce(context.Background(), s.db, func(ctx context.Context, q querier) error {
		for i := range 20000 + chats {
			chat := s.tables.keys.hash(int64(max(0, i-20000)))
			if err := s.tables.enqueue(ctx, q, chat, payload{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
