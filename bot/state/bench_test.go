package state

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"iombot/bot"
	"iombot/bot/state/pgtest"
	"iombot/knowledge"
)

// benchmark measures whole updates: begun, committed with one reply, and the
// reply taken and done, by 64 workers and 64 senders on 1,000 chats.
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
	var taken atomic.Int64
	for range 64 {
		all.Go(func() {
			for taken.Add(1) <= int64(b.N) {
				d, err := s.Next(ctx)
				if err == nil {
					err = d.Done(ctx, 1)
				}
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
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

// BenchmarkTake measures one look into an outbox in which many chats wait, one
// of them with most of the replies.
func BenchmarkTake(b *testing.B) {
	for _, chats := range []int{10, 1000} {
		b.Run(fmt.Sprintf("chats=%d", chats), func(b *testing.B) {
			s := open(b, "sqlite::memory:", Options{}).(*store)
			fill(b, s, chats)
			for b.Loop() {
				rows, _, err := s.db.take(context.Background(), 1, nil)
				if err != nil || len(rows) != 1 {
					b.Fatal(rows, err)
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
