package cli

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/larder-go/larder/internal/bench"
)

// renderCannot draws what could not be measured of a group, as rows below its table:
// the reason stands in place of the figures. Rows of the same words are one.
func renderCannot(g bench.Group, width int) string {
	longest := len("backend")
	for _, s := range g.Summaries {
		longest = max(longest, text.StringWidth(bracketed(s)))
	}
	for _, c := range g.Cannot {
		longest = max(longest, text.StringWidth(bracketed(bench.Summary{Cell: c.Cell})))
	}
	const gap = 3 // the sides of the columns
	var lines []string
	seen := make(map[string]bool)
	for _, c := range g.Cannot {
		label := bracketed(bench.Summary{Cell: c.Cell})
		if seen[label+c.Reason] {
			continue
		}
		seen[label+c.Reason] = true
		for line := range strings.SplitSeq(text.WrapSoft(bench.CannotPrefix+c.Reason, max(width-longest-gap, 20)), "\n") {
			lines = append(lines, fmt.Sprintf(" %s  %s", text.Pad(label, longest, ' '), strings.TrimRight(line, " ")))
			label = ""
		}
	}
	return strings.Join(lines, "\n")
}
