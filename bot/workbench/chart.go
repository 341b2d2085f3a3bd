package workbench

import (
	"fmt"
	"strconv"
	"strings"
)

// chart is a picture with a bar a day, as SVG. Widths are per cent of the
// picture's and heights are pixels, so that letters keep their size on a phone.
type chart struct {
	ID, Title, Summary string
	Legend             []series
	Height             int // of the bars' room
	Ticks              []tick
	Bars               []bar
	Labels             []dayLabel
}

// series is what one colour of a chart stands for.
type series struct {
	Class string // of the style sheet
	Label string
	count func(counted) int
}

type tick struct {
	Y    int
	Text string
}

// bar is a day's, with what a pointer on it shows.
type bar struct {
	Title string
	Rects []rect
}

type rect struct {
	Class string
	X, W  string // per cent
	Y, H  int
}

type dayLabel struct {
	X, Anchor, Text string
}

const (
	mostLabels  = 5
	barShare    = 0.78 // of a day's room
	topRoom     = 8    // above the highest tick, for its letters
	chartHeight = 160
	lowHeight   = 80
)

// charts are the pictures of the page of numbers.
func (p numbersData) charts(days []counted) []chart {
	return []chart{
		p.chart("outcomes", p.O("office.numbers.chart-outcomes"), days, chartHeight, []series{
			{"answered", p.O("office.numbers.answered"), func(d counted) int { return d.Answered }},
			{"offered", p.O("office.numbers.offered"), func(d counted) int { return d.Offered }},
			{"unanswered", p.O("office.numbers.none"), func(d counted) int { return d.None }},
		}),
		p.chart("alarms", p.O("office.numbers.chart-alarms"), days, lowHeight, []series{{"alarm", p.O("office.numbers.alarms"), func(d counted) int { return d.Alarms }}}),
		p.chart("votes", p.O("office.numbers.chart-votes"), days, lowHeight, []series{
			{"answered", p.O("office.numbers.useful"), func(d counted) int { return d.Useful }},
			{"unanswered", p.O("office.numbers.useless"), func(d counted) int { return d.Useless }},
			{"offered", p.O("office.numbers.missed"), func(d counted) int { return d.Missed }},
		}),
	}
}

func (p numbersData) chart(id, title string, days []counted, height int, all []series) chart {
	c := chart{ID: id, Title: title, Legend: all, Height: height + topRoom}
	highest, total := 0, 0
	for _, d := range days {
		sum := 0
		for _, s := range all {
			sum += max(0, s.count(d)) // more votes may be taken back on a day than cast
		}
		highest, total = max(highest, sum), total+sum
	}
	top := niceTop(highest)
	at := func(n int) int { return topRoom + height - n*height/top }
	for _, n := range []int{0, top / 2, top} {
		c.Ticks = append(c.Ticks, tick{at(n), strconv.Itoa(n)})
	}
	slot := 100 / float64(len(days))
	for i, d := range days {
		b := bar{Title: d.Day.Format(p.O("office.numbers.day"))}
		sum := 0
		for _, s := range all {
			n := max(0, s.count(d))
			b.Title += fmt.Sprintf(" · %s: %d", s.Label, s.count(d))
			if n > 0 {
				x := slot * (float64(i) + (1-barShare)/2)
				b.Rects = append(b.Rects, rect{s.Class, percents(x), percents(slot * barShare), at(sum + n), at(sum) - at(sum+n)})
			}
			sum += n
		}
		c.Bars = append(c.Bars, b)
	}
	c.Labels = p.dayLabels(days)
	c.Summary = fmt.Sprintf("%s: %d", c.Title, total)
	return c
}

// dayLabels name some days, the last always.
func (p numbersData) dayLabels(days []counted) []dayLabel {
	var out []dayLabel
	step := (len(days) + mostLabels - 1) / mostLabels
	slot := 100 / float64(len(days))
	for i := len(days) - 1; i >= 0; i -= step {
		l := dayLabel{percents(slot * (float64(i) + 0.5)), "middle", days[i].Day.Format(p.O("office.numbers.day"))}
		switch {
		case i == len(days)-1:
			l.X, l.Anchor = "100%", "end"
		case i < step/2 || i == 0:
			l.X, l.Anchor = percents(slot*float64(i)), "start"
		}
		out = append(out, l)
	}
	return out
}

func percents(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 3, 64), "0"), ".") + "%"
}

// niceTop is the first 2, 4, 6, 10, 20, 40, 60, 100 … that is not below n.
func niceTop(n int) int {
	for power := 1; ; power *= 10 {
		for _, digit := range []int{2, 4, 6, 10} {
			if digit*power >= n {
				return digit * power
			}
		}
	}
}
