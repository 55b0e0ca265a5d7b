package cli

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/larder-go/larder/internal/bench"
)

// protectionsHelp says what the protections are.
func protectionsHelp() string {
	var b strings.Builder
	for _, p := range bench.Protections() {
		about := strings.Split(text.WrapSoft(p.About, listWidth-5), "\n")
		fmt.Fprintf(&b, "  %-13s%s\n", p.Name, strings.TrimRight(about[0], " "))
		for _, line := range about[1:] {
			fmt.Fprintf(&b, "  %-13s%s\n", "", strings.TrimRight(line, " "))
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// stampedeWatcher passes rows on and, where people look, shows how far the
// measurement is and sums it up.
type stampedeWatcher struct {
	*watcher
	rows []bench.StampedeRow
}

// Begin implements bench.StampedeReporter.
func (w *stampedeWatcher) Begin(c bench.StampedeCell) {
	if w.bar != nil {
		w.bar.Describe(c.Protection.Name)
	}
}

// Row implements bench.StampedeReporter.
func (w *stampedeWatcher) Row(r bench.StampedeRow) error {
	if w.bar != nil {
		w.rows = append(w.rows, r)
	}
	w.clear()
	defer w.step(1)
	return w.out.stampede(r)
}

// finish sums up.
func (w *stampedeWatcher) finish() {
	if w.bar == nil {
		return
	}
	w.clear()
	groups := bench.SummarizeStampede(w.rows)
	for _, g := range groups {
		fmt.Fprintln(w.stderr)
		w.print(g.String())
		fmt.Fprintln(w.stderr, renderStampede(g))
	}
	for _, g := range groups {
		if verdict := g.Verdict(); verdict != "" {
			fmt.Fprintln(w.stderr)
			w.print(verdict)
		}
	}
	if len(groups) > 0 {
		fmt.Fprintln(w.stderr)
		w.print("Rows are in the order of p99, the least wait first. " +
			"loads/TTL: of the hot key, in the time for which its value lives; a load that callers wait for makes a round longer than that, so that there is less than one; " +
			"at once: the most in progress together; p50, p99, max: of the waits, from when a call was due to its end; stale: calls that got a value past its TTL; cold: loads where all ask at once for what is not there. " +
			"In brackets: what the machine itself takes.")
	}
}

// renderStampede draws one group: those that make the least wait first.
func renderStampede(g bench.StampedeGroup) string {
	t := newTable("protection", "loads/TTL", "at once", "p50 ms", "p99 ms", "max ms", "stale %", "errors %", "cold")
	for _, s := range g.Summaries {
		name := s.Protection.Name
		if s.Protection.Floor {
			name = "(" + name + ")"
		}
		t.AppendRow(append(table.Row{name}, cells(s.ByUnit, []column{
			{"loads/expiry", 1, 2}, {"loads-at-once", 1, 0}, {"wait-p50-ns", 1e6, 2}, {"wait-p99-ns", 1e6, 2}, {"wait-max-ns", 1e6, 2},
			{"stale-%", 1, 2}, {"errors-%", 1, 2}, {"cold-loads", 1, 0},
		})...))
	}
	return t.Render()
}
