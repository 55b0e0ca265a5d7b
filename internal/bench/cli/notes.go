package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/bench"
)

// notes are what is to be known of the figures of backends. The same words about
// several are one line.
type notes struct {
	said []string            // in the order in which they were first said, without the backend
	of   map[string][]string // the backends of which they were said
}

// add adds a sentence that begins with the backend's name.
func (n *notes) add(c bench.Cell, text string) {
	said := strings.TrimPrefix(text, c.Backend+" ")
	if n.of == nil {
		n.of = make(map[string][]string)
	}
	if n.of[said] == nil {
		n.said = append(n.said, said)
	}
	if !slices.Contains(n.of[said], c.Backend) {
		n.of[said] = append(n.of[said], c.Backend)
	}
}

// lines returns the sentences.
func (n *notes) lines() (lines []string) {
	for _, said := range n.said {
		who := n.of[said]
		subject := who[0]
		if last := len(who) - 1; last > 0 {
			subject = fmt.Sprintf("each of %s and %s", strings.Join(who[:last], ", "), who[last])
		}
		lines = append(lines, fmt.Sprintf("Note: %s %s.", subject, said))
	}
	return lines
}
