// Package live holds a knowledge base and the index built from it. When the
// files change it swaps both, and questions are answered meanwhile. If the new
// index cannot be built, the old one stays in use.
package live

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
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"iombot/index"
	"iombot/knowledge"
)

const (
	lookEvery = 2 * time.Second // how often a folder is looked at
	slowBuild = 2 * time.Second // a build that takes longer is logged
)

// Source is a knowledge base in use. It is safe for concurrent use.
type Source struct {
	dir    string       // watched; the base inside the program when empty
	models *index.Cache // where what is learnt is kept; may be nil
	log    *slog.Logger

	replacing sync.Mutex // held while a new base replaces the current one

	mu      sync.RWMutex // read-locked during a search, so that its index stays open
	current Status
	index   *index.Index // nil before the first is built
	closed  bool
}

// Status describes the knowledge in use.
type Status struct {
	Base     *knowledge.Base
	Findings []knowledge.Finding // of loading and, a moment later, of checking
	Version  string              // equal for bases with the same content
	Loaded   time.Time
	Faults   []knowledge.Finding // of loading: the files that have them keep their previous content
	checked  chan struct{}       // closed when Findings includes those of checking
	Refused  error               // why the last load is not in use; nil when it is
}

// Open reads the folder dir, or the base inside the program when dir is empty,
// and indexes it, unless ctx ends first. models may be nil.
func Open(ctx context.Context, dir string, models *index.Cache, log *slog.Logger) (*Source, error) {
	s := &Source{dir: dir, models: models, log: log}
	_, err := Unless(ctx, 0, func() error {
		base, findings, err := Load(dir)
		if err != nil {
			return withFindings(err, findings)
		}
		return s.replace(base, findings)
	})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Unless calls do, which cannot be interrupted, and waits for it at most until
// grace after the end of ctx. Building an index takes a second; on a busy
// machine it takes longer than the process has for its shutdown. If do is still
// running, Unless says so and returns ctx's error.
func Unless(ctx context.Context, grace time.Duration, do func() error) (left bool, err error) {
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

// Load reads the knowledge base in the folder dir, or the one inside the program
// when dir is empty.
func Load(dir string) (*knowledge.Base, []knowledge.Finding, error) {
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

// withFindings is err followed by the findings that it does not name, one per
// line.
func withFindings(err error, findings []knowledge.Finding) error {
	for _, f := range findings {
		if !strings.Contains(err.Error(), f.String()) {
			err = fmt.Errorf("%w\n%s", err, f)
		}
	}
	return err
}

// replace indexes base and puts it in place of the current one. Languages in
// which nothing changed keep their part of the index.
func (s *Source) replace(base *knowledge.Base, faults []knowledge.Finding) error {
	for _, f := range faults {
		s.log.Warn("fault in the knowledge base", "finding", f.String())
	}
	begun := time.Now()
	slow := time.AfterFunc(slowBuild, func() {
		s.log.Info("building the index", "entries", len(base.Entries))
	})
	s.mu.RLock()
	old := s.index
	s.mu.RUnlock()
	built, err := index.Rebuild(base, old, s.models)
	slow.Stop()
	if err != nil {
		return fmt.Errorf("indexing the knowledge base: %w", err)
	}
	next := Status{Base: base, Findings: faults, Version: fingerprint(base), Loaded: time.Now(), Faults: faults, checked: make(chan struct{})}
	s.mu.Lock()
	if s.closed { // closed while the index was built
		s.mu.Unlock()
		return built.CloseUnlike(old)
	}
	s.index, s.current = built, next
	s.mu.Unlock()
	s.log.Info("knowledge ready", "from", s.from(), "version", next.Version, "entries", len(base.Entries),
		"took", time.Since(begun).Round(time.Millisecond))
	go s.check(next) // waited for by Wait
	if old != nil {
		if err := old.CloseUnlike(built); err != nil { // outside the lock: no search uses it any more
			s.log.Warn("freeing the old index failed", "err", err)
		}
	}
	debug.FreeOSMemory() // a build leaves several times the memory that it keeps
	return nil
}

// check adds the findings of the content rules to the status, in the background.
func (s *Source) check(now Status) {
	defer close(now.checked)
	findings := append(slices.Clone(now.Faults), knowledge.Check(now.Base, time.Now())...)
	knowledge.SortFindings(findings)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current.Base == now.Base {
		s.current.Findings = findings
	}
}

// from says where the knowledge comes from.
func (s *Source) from() string { return cmp.Or(s.dir, "this program") }

// fingerprint is equal for two bases with the same content, wherever their files
// have it.
func fingerprint(b *knowledge.Base) string {
	h := sha256.New()
	say := func(items ...knowledge.Item) {
		for _, it := range items {
			fmt.Fprintf(h, "%q ", it.Text)
		}
	}
	fmt.Fprintf(h, "%q %q %q %q\n", b.Languages, b.Understood, b.Site, b.Synonyms) // maps print in the order of their keys
	for _, lang := range b.Asked() {
		say(b.Harmless[lang]...)
		fmt.Fprintln(h, lang)
	}
	for _, t := range b.Topics {
		fmt.Fprintln(h, t.ID, t.Hidden, t.Titles)
	}
	for _, e := range b.Entries {
		fmt.Fprintln(h, e.ID, e.Topic, e.Reviewed, e.Expires, e.Urgent)
		say(e.Related...)
		for _, lang := range b.Asked() {
			if t := e.Texts[lang]; t != nil {
				say(t.Phrasings()...)
				say(t.Keywords...)
				say(t.Answer, t.Help)
				for _, l := range t.Links {
					say(l.Text, l.URL)
				}
			}
			fmt.Fprintln(h, lang)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// Watch follows the folder until ctx ends. A value from reload makes it read the
// folder at once.
func (s *Source) Watch(ctx context.Context, reload <-chan os.Signal) {
	_, _ = Unless(ctx, 0, func() error {
		var work sync.WaitGroup
		defer work.Wait()
		if s.dir != "" {
			work.Go(func() { knowledge.Watch(ctx, s.dir, s.Status().Base, lookEvery, s.changed) })
		}
		s.reload(ctx, reload)
		return nil
	})
}

// reload reads the folder at every value from asked, until ctx ends.
func (s *Source) reload(ctx context.Context, asked <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-asked:
			s.Reload()
		}
	}
}

// Reload reads the folder again, if there is one, and takes it over if its
// content changed.
func (s *Source) Reload() {
	s.log.Info("reloading the knowledge base", "from", s.from())
	if s.dir != "" {
		s.changed(knowledge.LoadKeeping(os.DirFS(s.dir), s.Status().Base))
	}
}

// changed takes over a new load, unless it equals what is in use.
func (s *Source) changed(base *knowledge.Base, faults []knowledge.Finding) {
	s.replacing.Lock()
	defer s.replacing.Unlock()
	if now := s.Status(); reflect.DeepEqual(base, now.Base) && slices.EqualFunc(faults, now.Faults, knowledge.Finding.Equal) {
		s.refuse(nil)
		return
	}
	if err := s.replace(base, faults); err != nil {
		s.log.Error("the new knowledge cannot be used; the old stays", "err", err)
		s.refuse(err)
	}
}

// refuse records why the last load is not in use.
func (s *Source) refuse(why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current.Refused = why
}

// Search decides about a message with the current index. If the base is replaced
// between a caller's two uses, the result may name entries that the caller's
// base does not have.
func (s *Source) Search(m knowledge.Message) knowledge.Result {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.index.Search(m)
}

// Explain says why Search decides as it does.
func (s *Source) Explain(m knowledge.Message) knowledge.Explanation {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.index.Explain(m)
}

// Status describes the knowledge in use.
func (s *Source) Status() Status {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.current
}

// Wait returns when the knowledge in use has been checked.
func (s *Source) Wait() {
	if checked := s.Status().checked; checked != nil {
		<-checked
	}
}

// Close frees the index, also one that is still being built.
func (s *Source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	if s.index == nil {
		return nil
	}
	return s.index.Close()
}
