package api

import (
	"fmt"
	"slices"
	"strings"
)

// Compare returns how what is exported differs from what was, in lines of text; ""
// if it does not. Both are what Lines returns.
func Compare(was, is []string) string {
	var b strings.Builder
	tell := func(heading, sign string, lines, others []string) {
		for _, line := range lines {
			if slices.Contains(others, line) {
				continue
			}
			if heading != "" {
				fmt.Fprintf(&b, "%s\n", heading)
				heading = ""
			}
			fmt.Fprintf(&b, "\t%s %s\n", sign, line)
		}
	}
	tell("removed or changed, which breaks who uses it:", "-", was, is)
	tell("added, or what it was changed to:", "+", is, was)
	return b.String()
}
