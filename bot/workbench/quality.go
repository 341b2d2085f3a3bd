package workbench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"iombot/bot"
	"iombot/index/eval"
	"iombot/knowledge"
	"iombot/locales"
)

// Quality measures how well people are answered, when staff ask for it: one run
// at a time, in the background. It keeps the newest run in memory.
type Quality struct {
	QualityConfig
	*task

	mu      sync.Mutex
	brought qualityBrought
}

// QualityConfig is what is measured. All but Baseline and Workers must be set.
type QualityConfig struct {
	Sets     []string            // files of question sets and dialogues, read again for each run
	Baseline string              // file of the run that the first one is compared with; empty for none
	Open     func() eval.Chat    // a stranger's chat with the bot
	Snapshot func() bot.Snapshot // the knowledge that the bot answers from now
	Engine   string              // version of the search
	Workers  int                 // as eval.Options has it
	Now      func() time.Time
	Log      *slog.Logger
}

// NewQuality returns what measures once its Run does.
func NewQuality(c QualityConfig) *Quality {
	return &Quality{QualityConfig: c, task: newTask()}
}

// qualityBrought is what the runs brought.
type qualityBrought struct {
	runs int   // that have ended, in whatever way
	err  error // why the newest one brought nothing
	last *measured
}

// qualityState is what there is to know about the runs.
type qualityState struct {
	taskState
	qualityBrought
}

// measured is a run that came to its end.
type measured struct {
	at       time.Time
	base     *knowledge.Base
	outcomes []eval.Outcome
	known    int  // questions left out, as they stand among the phrasings
	moved    bool // the entries changed during the run
	all      eval.Figures
	langs    []langFigures // in the order of their first question
	run      eval.Baseline
	verdict  *eval.Verdict // nil without an earlier run of the same questions
	against  string        // what that run is called
}

// langFigures are the figures of a language's questions.
type langFigures struct {
	lang locales.Lang
	eval.Figures
}

// byLanguage computes the figures of each language.
func byLanguage(outcomes []eval.Outcome) []langFigures {
	parts := map[locales.Lang][]eval.Outcome{}
	var order []locales.Lang
	for _, o := range outcomes {
		l := o.Question.Lang
		if parts[l] == nil {
			order = append(order, l)
		}
		parts[l] = append(parts[l], o)
	}
	out := make([]langFigures, len(order))
	for i, l := range order {
		out[i] = langFigures{l, eval.Measure(parts[l])}
	}
	return out
}

// errCanceled says that staff ended a run.
var errCanceled = errors.New("the run was canceled")

// Run waits for what staff ask for, and does it, until ctx ends.
func (q *Quality) Run(ctx context.Context) {
	q.run(ctx, func(ctx context.Context) {
		m, err := q.measure(ctx)
		if err != nil && ctx.Err() != nil {
			err = errCanceled
		}
		q.keep(m, err)
	})
}

func (q *Quality) keep(m *measured, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.brought.runs++
	q.brought.err = err
	switch err {
	case nil:
		q.brought.last = m
		q.Log.Info("quality was measured", "questions", len(m.outcomes))
	case errCanceled:
	default:
		q.Log.Warn("quality could not be measured", "err", err)
	}
}

func (q *Quality) now() qualityState {
	state := q.task.now() // first: what a run brings is there before it ends
	q.mu.Lock()
	defer q.mu.Unlock()
	s := qualityState{state, q.brought}
	if s.running {
		s.err = nil // of the run before
	}
	return s
}

// measure asks all questions and compares what comes of them with the run before.
func (q *Quality) measure(ctx context.Context) (*measured, error) {
	m := &measured{at: q.Now(), base: q.Snapshot().Base}
	set, err := eval.ReadSets(q.Sets, m.base)
	if err != nil {
		return nil, err
	}
	before, name, err := q.before()
	if err != nil {
		return nil, err
	}
	known := set.Known(m.base)
	m.known = len(known)
	set = slices.DeleteFunc(set, func(asked eval.Question) bool {
		return slices.ContainsFunc(known, func(l eval.Leak) bool { return l.Question.Pos == asked.Pos })
	})
	q.progress(0, len(set))
	if m.outcomes, err = eval.Run(ctx, q.Open, m.base, set, eval.Options{Progress: q.progress, Workers: q.Workers}); err != nil {
		return nil, err
	}
	m.moved = q.Snapshot().Base != m.base
	m.all, m.langs = eval.Measure(m.outcomes), byLanguage(m.outcomes)
	m.run = eval.NewBaseline(q.Engine, m.outcomes)
	if before != nil {
		if verdict, err := eval.Compare(*before, m.outcomes); err == nil { // else they have no question in common
			m.verdict, m.against = &verdict, name
		}
	}
	return m, nil
}

// moment is how the page writes when a run began.
const moment = "2006-01-02 15:04"

// before is the run to compare the next one with, and what it is called; nil
// when there is none.
func (q *Quality) before() (*eval.Baseline, string, error) {
	if last := q.now().last; last != nil {
		return &last.run, last.at.Format(moment), nil
	}
	if q.Baseline == "" {
		return nil, "", nil
	}
	f, err := os.Open(q.Baseline)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("reading the baseline: %w", err)
	}
	defer f.Close()
	b, err := eval.ReadBaseline(f)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %w", q.Baseline, err)
	}
	return &b, filepath.Base(q.Baseline), nil
}
