package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"iombot/bot"
	"iombot/index"
	"iombot/knowledge"
	"iombot/locales"
)

const (
	lookEvery = 2 * time.Second // how often a folder is looked at
	slowBuild = 2 * time.Second // a build that takes longer says that it is at work
)

// live is the knowledge that the bot answers from: the base that was last read
// and the index built from it. A new one replaces it without a pause, and one
// that cannot be built leaves it as it is.
type live struct {
	dir string // watched; the base inside the binary when empty
	log *slog.Logger

	replacing sync.Mutex // held while a newer load is taken

	mu      sync.RWMutex // held to read while index is being searched
	current status
	index   *index.Index // nil before the first is built, and when closed
	closed  bool
}

// status is what there is to know about the knowledge in use.
type status struct {
	base     *knowledge.Base
	faults   []knowledge.Finding // of loading it
	findings []knowledge.Finding // these, and those of checking it
	version  string              // the same for bases that say the same
	loaded   time.Time
}

// newLive reads the folder dir, or the base inside the binary, and indexes it,
// unless ctx ends before that is done.
func newLive(ctx context.Context, dir string, log *slog.Logger) (*live, error) {
	l := &live{dir: dir, log: log}
	_, err := unless(ctx, 0, func() error {
		base, findings, err := loadBase(dir)
		if err != nil {
			return withFindings(err, findings)
		}
		return l.replace(base, findings)
	})
	if err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

// unless does what cannot be interrupted, and waits for it no longer than grace
// after the end of ctx, when the process ends: an index takes seconds to build,
// on a busy machine more than the process has to end. It reports whether it left
// do at work, and returns ctx's error then.
func unless(ctx context.Context, grace time.Duration, do func() error) (left bool, err error) {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return false, err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return false, err
	case <-time.After(grace):
		return true, ctx.Err()
	}
}

// loadBase reads the knowledge base in the folder dir, or the one inside the
// binary when dir is empty.
func loadBase(dir string) (*knowledge.Base, []knowledge.Finding, error) {
	if dir == "" {
		return knowledge.Load(knowledge.Embedded())
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, nil, fmt.Errorf("there is no folder %s: a knowledge base is a folder with a knowledge.yaml in it", dir)
	}
	base, findings, err := knowledge.Load(os.DirFS(dir))
	if err != nil {
		err = fmt.Errorf("the folder %s: %w", dir, err)
	}
	return base, findings, err
}

// withFindings is err with the findings that it does not name, a line each.
func withFindings(err error, findings []knowledge.Finding) error {
	for _, f := range findings {
		if !strings.Contains(err.Error(), f.String()) {
			err = fmt.Errorf("%w\n%s", err, f)
		}
	}
	return err
}

// replace indexes base and puts it in the place of the one before.
func (l *live) replace(base *knowledge.Base, faults []knowledge.Finding) error {
	for _, f := range faults {
		l.log.Warn("the knowledge base has a fault", "finding", f.String())
	}
	begun := time.Now()
	slow := time.AfterFunc(slowBuild, func() {
		l.log.Info("the index is being built", "entries", len(base.Entries))
	})
	built, err := index.Build(base)
	slow.Stop()
	if err != nil {
		return fmt.Errorf("indexing the knowledge base: %w", err)
	}
	findings := append(slices.Clone(faults), knowledge.Check(base, time.Now())...)
	knowledge.SortFindings(findings)
	next := status{base, faults, findings, fingerprint(base), time.Now()}
	l.mu.Lock()
	old := l.index
	if l.closed { // nobody waited for it
		l.mu.Unlock()
		return built.Close()
	}
	l.index, l.current = built, next
	l.mu.Unlock()
	l.log.Info("the knowledge is ready", "from", l.from(), "version", l.status().version,
		"entries", len(base.Entries), "findings", len(findings), "took", time.Since(begun).Round(time.Millisecond))
	if old == nil {
		return nil
	}
	if err := old.Close(); err != nil { // nobody searches it: that would hold the lock
		l.log.Warn("the old index could not be freed", "err", err)
	}
	return nil
}

// from names where the knowledge comes from.
func (l *live) from() string { return cmp.Or(l.dir, "this program") }

// fingerprint is the same for two bases that say the same, wherever in their
// files it stands.
func fingerprint(b *knowledge.Base) string {
	h := sha256.New()
	say := func(items ...knowledge.Item) {
		for _, it := range items {
			fmt.Fprintf(h, "%q ", it.Text)
		}
	}
	fmt.Fprintln(h, b.Languages, b.Site, b.Synonyms) // maps print in the order of their keys
	for _, t := range b.Topics {
		fmt.Fprintln(h, t.ID, t.Hidden, t.Titles)
	}
	for _, e := range b.Entries {
		fmt.Fprintln(h, e.ID, e.Topic, e.Reviewed, e.Expires, e.Urgent)
		say(e.Related...)
		for _, lang := range b.Languages {
			if t := e.Texts[lang]; t != nil {
				say(t.Phrasings()...)
				say(t.Keywords...)
				say(t.Answer)
				for _, l := range t.Links {
					say(l.Text, l.URL)
				}
			}
			fmt.Fprintln(h, lang)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// watch follows the folder until ctx ends. A value of reload makes it read the
// folder at once.
func (l *live) watch(ctx context.Context, reload <-chan os.Signal) {
	_, _ = unless(ctx, 0, func() error {
		var work sync.WaitGroup
		defer work.Wait()
		if l.dir != "" {
			work.Go(func() { knowledge.Watch(ctx, l.dir, l.status().base, lookEvery, l.changed) })
		}
		l.reload(ctx, reload)
		return nil
	})
}

// reload reads the folder at every value of asked, until ctx ends.
func (l *live) reload(ctx context.Context, asked <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-asked:
			l.log.Info("asked to read the knowledge again", "from", l.from())
			if l.dir != "" {
				l.changed(knowledge.LoadKeeping(os.DirFS(l.dir), l.status().base))
			}
		}
	}
}

// changed takes a newer load, unless it is what is in use.
func (l *live) changed(base *knowledge.Base, faults []knowledge.Finding) {
	l.replacing.Lock()
	defer l.replacing.Unlock()
	if now := l.status(); reflect.DeepEqual(base, now.base) && slices.Equal(faults, now.faults) {
		return
	}
	if err := l.replace(base, faults); err != nil {
		l.log.Error("the new knowledge cannot be used; the bot answers from what it had", "err", err)
	}
}

// Snapshot is the current base with a searcher of the current index. When both
// are replaced between the two uses, the searcher names entries that the base
// may not have, which the bot leaves out.
func (l *live) Snapshot() bot.Snapshot {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return bot.Snapshot{Base: l.current.base, Search: l}
}

// Search implements bot.Searcher.
func (l *live) Search(text string, hint locales.Lang) knowledge.Result {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.index.Search(text, hint)
}

// Explain says why Search finds what it does.
func (l *live) Explain(text string, hint locales.Lang) index.Explanation {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.index.Explain(text, hint)
}

func (l *live) status() status {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.current
}

// close frees the index, and that of a build which nobody waits for.
func (l *live) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	if l.index == nil {
		return nil
	}
	return l.index.Close()
}
