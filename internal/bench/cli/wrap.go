package cli

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// wrap breaks a text into lines of so many columns.
func wrap(s string, columns int) string {
	lines := strings.Split(text.WrapSoft(s, columns), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}
