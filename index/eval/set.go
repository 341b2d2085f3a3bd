package eval

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"iombot/knowledge"
	"iombot/locales"
)

// Set is a list of labelled questions. Sets are joined by appending.
type Set []Question

// Question is a labelled question.
type Question struct {
	Text     string // as written in the file, spaces and quotes included
	Lang     locales.Lang
	Expected []string // ids of the entries that answer it, best first; none when it is out of scope
	Style    string   // a free label for breaking figures down
	Topic    []string // the entries seen before it, newest first, when it is a turn of a dialogue
	Turn     int      // in a dialogue, from 1; 0 for a question by itself
	Pos      knowledge.Pos
}

// InScope reports whether some entry answers the question.
func (q Question) InScope() bool { return len(q.Expected) > 0 }

// header is a set's first line, and nobody is the expected column of a
// question that no entry answers.
const (
	header         = "lang\texpected\tstyle\tquestion"
	dialogueHeader = "dialogue\tturn\tlang\texpected\tkind\tmessage"
	nobody         = "-"
)

// ReadSet reads a set from tab-separated text with the header lang, expected,
// style, question, or dialogues with the header dialogue, turn, lang, expected,
// kind, message. Quotes are plain characters; a byte order mark, CRLF and
// empty lines are tolerated. The error lists all wrong lines, each as name:line;
// the questions of the other lines are returned with it.
func ReadSet(r io.Reader, name string) (Set, error) {
	src, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading the set %s: %w", name, err)
	}
	var set Set
	var errs []error
	pos := knowledge.Pos{File: name}
	parse := parseQuestion
	for line := range strings.Lines(strings.TrimPrefix(string(src), "\ufeff")) {
		pos.Line++
		line = strings.TrimRight(line, "\r\n")
		switch {
		case pos.Line == 1 && line == dialogueHeader:
			d := dialogueReader{}
			parse = d.parseTurn
			continue
		case pos.Line == 1 && line != header:
			return nil, fmt.Errorf("%s: the header is %q, not %q nor %q", pos, line, header, dialogueHeader)
		case pos.Line == 1 || strings.TrimSpace(line) == "":
			continue
		}
		q, err := parse(line, pos)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", pos, err))
			continue
		}
		set = append(set, q)
	}
	if len(set) == 0 && len(errs) == 0 {
		return nil, fmt.Errorf("%s: the set has no questions", name)
	}
	return set, errors.Join(errs...)
}

// ReadSets reads the sets in the files and joins them. The error lists all that
// is wrong with all of them, ids that b does not have included.
func ReadSets(files []string, b *knowledge.Base) (Set, error) {
	var all Set
	var errs []error
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		set, err := ReadSet(f, name)
		errs = append(errs, err, f.Close())
		all = append(all, set...)
	}
	if err := errors.Join(append(errs, all.Check(b))...); err != nil {
		return nil, fmt.Errorf("reading the question sets:\n%w", err)
	}
	return all, nil
}

// language is a primary subtag of BCP 47.
var language = regexp.MustCompile(`^[a-z]{2,8}$`)

func parseQuestion(line string, pos knowledge.Pos) (Question, error) {
	if !utf8.ValidString(line) {
		return Question{}, errors.New("the line is not UTF-8")
	}
	cols := strings.Split(line, "\t")
	if want := strings.Count(header, "\t") + 1; len(cols) != want {
		return Question{}, fmt.Errorf("the line has %d columns, not %d", len(cols), want)
	}
	q := Question{Lang: locales.Lang(cols[0]), Style: cols[2], Text: cols[3], Pos: pos}
	var errs []error
	if !language.MatchString(cols[0]) {
		errs = append(errs, fmt.Errorf("%q is no language code such as et", cols[0]))
	}
	if strings.TrimSpace(q.Text) == "" {
		errs = append(errs, errors.New("the question is empty"))
	}
	var err error
	if q.Expected, err = parseExpected(cols[1]); err != nil {
		errs = append(errs, err)
	}
	return q, onOneLine(errs)
}

// dialogueReader reads the turns of dialogues in order.
type dialogueReader struct {
	id    string
	turn  int
	topic []string // entries that earlier turns were about, newest first
}

// parseTurn reads a line of a dialogue: a question with its number and the
// entries that were seen before.
func (d *dialogueReader) parseTurn(line string, pos knowledge.Pos) (Question, error) {
	id, rest, _ := strings.Cut(line, "\t")
	number, rest, ok := strings.Cut(rest, "\t")
	turn, err := strconv.Atoi(number)
	if !ok || err != nil {
		return Question{}, fmt.Errorf("%q is no turn's number", number)
	}
	q, err := parseQuestion(rest, pos)
	if err != nil {
		return q, err
	}
	if key := string(q.Lang) + id; key != d.id || turn <= d.turn {
		d.id, d.turn, d.topic = key, 0, nil
	}
	if turn != d.turn+1 {
		return q, fmt.Errorf("turn %d follows turn %d", turn, d.turn)
	}
	d.turn, q.Turn = turn, turn
	q.Topic = slices.Clone(d.topic)
	if q.InScope() {
		d.topic = append([]string{q.Expected[0]}, d.topic...)
		d.topic = d.topic[:min(len(d.topic), maxTopic)]
	}
	return q, nil
}

// maxTopic is how many entries that were seen before count.
const maxTopic = 3

// parseExpected reads ids joined with "|", or "-" for none.
func parseExpected(col string) ([]string, error) {
	if col == nobody {
		return nil, nil
	}
	ids := strings.Split(col, "|")
	for i, id := range ids {
		switch {
		case id == "" || id == nobody || strings.TrimSpace(id) != id:
			return nil, fmt.Errorf("expected is %q: write ids joined with |, or %s where no entry answers", col, nobody)
		case slices.Contains(ids[:i], id):
			return nil, fmt.Errorf("expected names %q twice", id)
		}
	}
	return ids, nil
}

// onOneLine joins what is wrong with one line of a file; nil when nothing is.
func onOneLine(errs []error) error {
	if len(errs) < 2 {
		return errors.Join(errs...)
	}
	return fmt.Errorf("%w; %w", errs[0], onOneLine(errs[1:]))
}

// Check returns an error that lists every expected id that b has no entry for,
// each as file:line; nil when there is none.
func (s Set) Check(b *knowledge.Base) error {
	var errs []error
	for _, q := range s {
		for _, id := range q.Expected {
			if b.Entry(id) == nil {
				errs = append(errs, fmt.Errorf("%s: the knowledge base has no entry %q", q.Pos, id))
			}
		}
	}
	return errors.Join(errs...)
}
