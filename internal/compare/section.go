package compare

import (
	"fmt"
	"slices"
	"strings"
)

// section is the rows that have come to one outcome for one reason, to be shown
// together.
type section struct {
	title string
	rows  []Row
	left  int // rows that are not in rows, as there are too many
}

// mostShown rows of one section are shown to people, but for those that are worse:
// these are always all.
const mostShown = 20

// sections returns what is worth a look, the worst first.
func (r *Report) sections() (all []section) {
	titles := map[Outcome]string{Regressed: "Worse", Undecided: "Undecided", Improved: "Better", Shown: "Not judged"}
	for _, row := range r.Rows {
		title, ok := titles[row.Outcome]
		if !ok {
			continue
		}
		if row.Why != "" {
			title += ", " + row.Why
		}
		i := slices.IndexFunc(all, func(s section) bool { return s.title == title })
		if i < 0 {
			i = len(all)
			all = append(all, section{title: title})
		}
		if s := &all[i]; row.Outcome == Regressed || len(s.rows) < mostShown {
			s.rows = append(s.rows, row)
		} else {
			s.left++
		}
	}
	return all
}

// rest says what is not in sections.
func (r *Report) rest() (lines []string) {
	if n := r.Count(Same); n > 0 {
		exactly := 0
		for _, row := range r.Rows {
			if row.Outcome == Same && row.Method != Statistics {
				exactly++
			}
		}
		line := "Not worse: " + rows(n)
		if exactly > 0 {
			line += fmt.Sprintf(", %d of them by value", exactly)
		}
		lines = append(lines, line+".")
	}
	lines = append(lines, r.only("Gone from the new results", r.Gone)...)
	return append(lines, r.only("New, with nothing to compare with", r.Added)...)
}

func (r *Report) only(title string, names []string) []string {
	switch {
	case len(names) == 0:
		return nil
	case len(names) > mostShown:
		names = append(slices.Clone(names[:mostShown]), fmt.Sprintf("and %d more", len(names)-mostShown))
	}
	return []string{fmt.Sprintf("%s: %s.", title, strings.Join(names, ", "))}
}

// common returns the parts of names that all rows have, so that they need not stand
// in each. There is none if there is one name only.
func (r *Report) common() (parts []string) {
	for i, row := range r.Rows {
		own := strings.Split(row.Name, "/")
		if i == 0 {
			parts = own
		}
		parts = slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return !slices.Contains(own, p) })
	}
	for _, row := range r.Rows {
		if short(row.Name, parts) == "" {
			return nil
		}
	}
	return parts
}

// short returns a name without parts.
func short(name string, parts []string) string {
	own := strings.Split(name, "/")
	return strings.Join(slices.DeleteFunc(own, func(p string) bool { return slices.Contains(parts, p) }), "/")
}

// sentence makes one of a text without a capital and an end.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }
