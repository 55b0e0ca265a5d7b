package compare

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// Text writes the report for people, in lines of so many columns where names allow
// it: a sentence, what is worth a look with the worst first, and how many rows are
// not. Errors are those of w.
func (r *Report) Text(w io.Writer, width int) error {
	var b strings.Builder
	say := func(line string) { fmt.Fprintln(&b, folded(line, width)) }
	for _, alert := range r.Alerts {
		say(alert + ".")
	}
	say(sentence(r.Summary()))
	common := r.common()
	if len(common) > 0 {
		say("All rows: " + strings.Join(common, "/") + ".")
	}
	for _, s := range r.sections() {
		fmt.Fprintln(&b)
		say(s.title + ":")
		fmt.Fprintln(&b, s.table(common, width))
		if s.left > 0 {
			say(fmt.Sprintf("and %d more", s.left))
		}
	}
	for i, line := range append(r.rest(), r.notes()...) {
		if i == 0 {
			fmt.Fprintln(&b)
		}
		say(line)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// notes are the last lines.
func (r *Report) notes() (lines []string) {
	for _, note := range r.Notes {
		lines = append(lines, "Note: "+note+".")
	}
	return lines
}

// column is one of a table.
type column struct {
	title string
	of    func(Row) string
	spare int // the order in which columns are left out of a narrow table; 0: never
}

// columns are all but that of the name, in their order.
func columns(undecided bool) []column {
	all := []column{
		{"change", func(r Row) string { return percent(r.Effect) }, 0},
		{"between", Row.interval, 3},
		{"old", func(r Row) string { return figure(r.Old.Center) }, 2},
		{"new", func(r Row) string { return figure(r.New.Center) }, 2},
		{"unit", func(r Row) string { return r.Unit }, 0},
		{"samples", func(r Row) string { return fmt.Sprintf("%d+%d", r.Old.Samples, r.New.Samples) }, 1},
	}
	if undecided {
		all = append(all, column{"needed", Row.need, 0})
	}
	return all
}

func (r Row) need() string {
	switch r.Needed {
	case 0:
		return "-"
	case ManySamples:
		return "many"
	}
	return fmt.Sprint(r.Needed)
}

// table draws the rows. Names are wrapped between their parts.
func (s section) table(common []string, width int) string {
	const gap, least = 2, 24
	shown := columns(s.rows[0].Outcome == Undecided)
	room := 0
	for spare := 1; ; spare++ {
		room = width
		for _, c := range shown {
			most := utf8.RuneCountInString(c.title)
			for _, row := range s.rows {
				most = max(most, utf8.RuneCountInString(c.of(row)))
			}
			room -= most + gap
		}
		if room >= least || spare > 3 {
			break
		}
		shown = without(shown, spare)
	}
	t := table.NewWriter()
	style := table.StyleDefault
	style.Format.Header = text.FormatDefault
	style.Options = table.OptionsNoBordersAndSeparators
	t.SetStyle(style)
	header := table.Row{}
	var config []table.ColumnConfig
	for i, c := range shown {
		header = append(header, c.title)
		if c.title != "unit" {
			config = append(config, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
		}
	}
	t.AppendHeader(append(header, "row"))
	t.SetColumnConfigs(config)
	for _, row := range s.rows {
		cells := table.Row{}
		for _, c := range shown {
			cells = append(cells, c.of(row))
		}
		t.AppendRow(append(cells, wrap(short(row.Name, common), max(room, least))))
	}
	var b strings.Builder
	for line := range strings.SplitSeq(t.Render(), "\n") {
		fmt.Fprintln(&b, strings.TrimRight(line, " "))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func without(columns []column, spare int) (left []column) {
	for _, c := range columns {
		if c.spare != spare {
			left = append(left, c)
		}
	}
	return left
}

// folded breaks a text between its words. A name that is longer stays whole.
func folded(text string, width int) string {
	var b strings.Builder
	used := 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case used > 0 && used+1+n > width:
			b.WriteString("\n")
			used = 0
		case used > 0:
			b.WriteString(" ")
			used++
		}
		b.WriteString(word)
		used += n
	}
	return b.String()
}

// wrap breaks a name between its parts. A part that is longer stays whole, to be
// found and copied.
func wrap(name string, width int) string {
	var b strings.Builder
	used := 0
	for i, part := range strings.SplitAfter(name, "/") {
		if n := utf8.RuneCountInString(part); i > 0 && used+n > width {
			b.WriteString("\n")
			used = 0
		}
		b.WriteString(part)
		used += utf8.RuneCountInString(part)
	}
	return b.String()
}
