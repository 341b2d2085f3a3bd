package workbench

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"iombot/index/eval"
	"iombot/knowledge"
)

// The room of the reliability diagram in its own units, which are pixels on a
// screen as wide as it.
const (
	plotLeft   = 46
	plotTop    = 12
	plotSize   = 280
	plotRight  = plotLeft + plotSize
	plotBottom = plotTop + plotSize
	plotWidth  = plotRight + 14
	plotHeight = plotBottom + 44
	mostRadius = 11
)

// reliabilityChart shows how often the first candidate is right by how sure the
// bot is of it. On the diagonal it is right as often as it says.
type reliabilityChart struct {
	Width, Height            int
	Left, Top, Right, Bottom int
	Middle                   int
	Ticks                    []plotTick
	Points                   []plotPoint
	Line                     string // through the points
	Error, Separation        string // ECE and AUROC
	Summary                  string
}

// plotTick is a line of the grid, both ways.
type plotTick struct {
	X, Y int
	Text string
}

// plotPoint is a bin with questions.
type plotPoint struct {
	X, Y, R       int
	Low, High     int // ends of the interval
	Title         string
	Bin           string
	N             int
	Sure, Right   string
	RightInterval string
}

// reliability draws the run's diagram.
func (p pageData) reliability(m *measured) reliabilityChart {
	c := reliabilityChart{
		Width: plotWidth, Height: plotHeight, Left: plotLeft, Top: plotTop, Right: plotRight, Bottom: plotBottom, Middle: plotLeft + plotSize/2,
	}
	x := func(v float64) int { return plotLeft + int(math.Round(v*plotSize)) }
	y := func(v float64) int { return plotBottom - int(math.Round(v*plotSize)) }
	for _, v := range []float64{0, 0.25, 0.5, 0.75, 1} {
		c.Ticks = append(c.Ticks, plotTick{x(v), y(v), p.share(v)})
	}
	bins := eval.Reliability(m.outcomes)
	most := 1
	for _, b := range bins {
		most = max(most, b.Right.N)
	}
	for _, b := range bins {
		if b.Right.N == 0 {
			continue
		}
		point := plotPoint{
			X: x(b.Confidence), Y: y(b.Right.Value), Low: y(b.Right.Low), High: y(b.Right.High), N: b.Right.N,
			R:   3 + int(math.Round((mostRadius-3)*math.Sqrt(float64(b.Right.N)/float64(most)))),
			Bin: p.share(b.Low) + "–" + p.share(b.High), Sure: p.share(b.Confidence), Right: p.share(b.Right.Value), RightInterval: p.interval(b.Right),
		}
		point.Title = fmt.Sprintf("%s: %s %s, %s %s (%s)", p.O("office.quality.questions"), strconv.Itoa(point.N), p.sureText(point.Sure), p.O("office.quality.really"), point.Right, point.RightInterval)
		c.Points = append(c.Points, point)
		c.Line += fmt.Sprintf("%d,%d ", point.X, point.Y)
	}
	c.Error, c.Separation = p.estimate(m.all.ECE), p.estimate(m.all.AUROC)
	c.Summary = p.O("office.quality.reliability") + ": " + p.O("office.quality.ece") + " " + c.Error
	return c
}

func (p pageData) sureText(share string) string { return p.O("office.quality.sure") + " " + share }

// estimate writes a share with its interval, or that there is none.
func (p pageData) estimate(e eval.Estimate) string {
	if e.N == 0 {
		return "–"
	}
	return p.share(e.Value) + " (" + p.interval(e) + ")"
}

// The room of the confusion table, in pixels.
const (
	cellWidth   = 40
	cellHeight  = 30
	labelWidth  = 190
	headHeight  = 108
	mostLetters = 24 // of a topic's title
	mostPairs   = 12
)

// confusionChart counts questions by the topic that was meant and the topic that
// was sent.
type confusionChart struct {
	Width, Height int
	Columns       []confusionHead
	Rows          []confusionRow
	Pairs         []confusedPair
	Summary       string
}

type confusionHead struct {
	X, Y        int
	Text, Title string
}

type confusionRow struct {
	Y, TextY    int
	Text, Title string
	Cells       []confusionCell
}

// confusionCell is a number of questions. Its class says whether that is good.
type confusionCell struct {
	X, TextX, N int
	Class       string
	Opacity     string // by the cell's share of the row
	Title       string
}

// confusedPair is an entry that was sent for another one.
type confusedPair struct {
	Meant, Got placedEntry
	N          int
	Example    question
}

// The columns and the row that are no topics.
const (
	gotChoices = "?choices"
	gotNothing = "?nothing"
	meantNone  = "?none"
)

// confusion draws the run's table.
func (p pageData) confusion(m *measured) confusionChart {
	counts := map[string]map[string]int{}
	pairs := map[[2]string]*confusedPair{}
	wrong := 0
	for _, o := range m.outcomes {
		meant, got := meantTopic(m.base, o), gotTopic(m.base, o)
		if counts[meant] == nil {
			counts[meant] = map[string]int{}
		}
		counts[meant][got]++
		if j := o.Judge(); (j == eval.AnsweredWrong || j == eval.Alarm) && o.Question.InScope() {
			key := [2]string{o.Question.Expected[0], o.Result.Sent[0].ID}
			if pairs[key] == nil {
				pairs[key] = &confusedPair{Meant: p.entry(m.base, key[0]), Got: p.entry(m.base, key[1]), Example: p.question(m.base, o)}
			}
			pairs[key].N++
			wrong++
		}
	}
	c := confusionChart{Summary: fmt.Sprintf("%s: %d", p.O("office.quality.confused"), wrong)}
	p.drawConfusion(&c, m.base, counts)
	for _, pair := range pairs {
		c.Pairs = append(c.Pairs, *pair)
	}
	slices.SortFunc(c.Pairs, func(a, b confusedPair) int {
		return cmp.Or(b.N-a.N, cmp.Compare(a.Meant.Title, b.Meant.Title), cmp.Compare(a.Got.Title, b.Got.Title))
	})
	c.Pairs = c.Pairs[:min(len(c.Pairs), mostPairs)]
	return c
}

// drawConfusion fills the table with the rows and columns that have questions.
func (p pageData) drawConfusion(c *confusionChart, base *knowledge.Base, counts map[string]map[string]int) {
	rows, columns := []string{}, []string{}
	var topics []string
	for _, t := range base.Topics {
		topics = append(topics, t.ID)
	}
	for _, id := range append(topics, gotChoices, gotNothing) {
		if slices.ContainsFunc(sortedKeys(counts), func(row string) bool { return counts[row][id] > 0 }) {
			columns = append(columns, id)
		}
	}
	for _, id := range append(topics, meantNone) {
		if counts[id] != nil {
			rows = append(rows, id)
		}
	}
	c.Width, c.Height = labelWidth+cellWidth*len(columns)+headHeight, headHeight+cellHeight*len(rows)+4
	for i, id := range columns {
		title := p.confusionTitle(base, id)
		c.Columns = append(c.Columns, confusionHead{labelWidth + cellWidth*i + cellWidth/2, headHeight - 8, shorten(title), title})
	}
	for i, id := range rows {
		title := p.confusionTitle(base, id)
		row := confusionRow{Y: headHeight + cellHeight*i, TextY: headHeight + cellHeight*i + cellHeight/2, Text: shorten(title), Title: title}
		sum := 0
		for _, n := range counts[id] {
			sum += n
		}
		for j, column := range columns {
			row.Cells = append(row.Cells, p.confusionCell(id, column, counts[id][column], sum, j, title, p.confusionTitle(base, column)))
		}
		c.Rows = append(c.Rows, row)
	}
}

func (p pageData) confusionCell(row, column string, n, sum, place int, meant, got string) confusionCell {
	cell := confusionCell{X: labelWidth + cellWidth*place, N: n, Class: "bad-cell"}
	cell.TextX = cell.X + cellWidth/2
	switch {
	case n == 0:
		cell.Class = "no-cell"
	case row == column || row == meantNone && column == gotNothing:
		cell.Class = "good-cell"
	case column == gotChoices || column == gotNothing:
		cell.Class = "fair-cell"
	}
	cell.Opacity = strconv.FormatFloat(0.12+0.45*math.Sqrt(float64(n)/float64(max(1, sum))), 'f', 2, 64)
	cell.Title = fmt.Sprintf("%s → %s: %d", meant, got, n)
	return cell
}

// confusionTitle names a row or a column.
func (p pageData) confusionTitle(base *knowledge.Base, id string) string {
	switch id {
	case gotChoices:
		return p.O("office.quality.got-choices")
	case gotNothing:
		return p.O("office.quality.got-nothing")
	case meantNone:
		return p.O("office.quality.meant-none")
	}
	if title := base.Topic(id).Titles[p.Lang]; title != "" {
		return title
	}
	return id
}

// shorten cuts a title to what there is room for.
func shorten(s string) string {
	if r := []rune(s); len(r) > mostLetters {
		return string(r[:mostLetters-1]) + "…"
	}
	return s
}

// meantTopic is the topic of the entry that answers the question.
func meantTopic(b *knowledge.Base, o eval.Outcome) string {
	if !o.Question.InScope() {
		return meantNone
	}
	return b.Entry(o.Question.Expected[0]).Topic // eval.ReadSets asks for no other
}

// gotTopic is the topic of what was sent. A right entry among several counts as
// the one that was meant.
func gotTopic(b *knowledge.Base, o eval.Outcome) string {
	switch {
	case o.Judge() == eval.AnsweredRight:
		return meantTopic(b, o)
	case len(o.Result.Sent) > 0:
		if e := b.Entry(o.Result.Sent[0].ID); e != nil { // else it came while the run went on
			return e.Topic
		}
	case len(o.Result.Offered) > 0:
		return gotChoices
	}
	return gotNothing
}
