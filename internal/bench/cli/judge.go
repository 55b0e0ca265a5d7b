package cli

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/larder-go/larder/internal/abba"
	"github.com/larder-go/larder/internal/compare"
	"github.com/larder-go/larder/internal/results"
)

// addJudgeFlags gives another command the flags of compare that make sense where both
// sides were measured here, and returns them. They write and exit as compare does.
func addJudgeFlags(f *flags) *compareFlags {
	c := newCompareFlags()
	for _, name := range []string{"alpha", "min-effect", "filter", "units", "exact", "all", "format", "inconclusive", "missing", "floor"} {
		lent := c.Lookup(name)
		f.Var(lent.Value, name, lent.Usage)
	}
	c.flags = f
	return c
}

// judge compares both sides, adds notes to the report, writes it, and gives it its exit
// code.
func (c *compareFlags) judge(sides [2]*results.Set, o compare.Options, notes []string, stdout, stderr io.Writer) error {
	r, err := compare.Compare(sides[0], sides[1], o)
	if err != nil {
		return usageError("%w", unprefixed(err))
	}
	r.Notes = append(r.Notes, notes...)
	if err := c.write(r, stdout); err != nil {
		return err
	}
	return c.verdict(r, stderr)
}

// noise says by how much the halves of what the first side measured differ: it is the
// same program, so that this is noise. It is told and not judged by: one such figure may
// be small by luck. "" where there are too few rounds for halves.
func noise(r abba.Record, o compare.Options) string {
	const least = 4
	if r.Rounds(abba.A) < least {
		return ""
	}
	even, err := sampled(r, abba.A, abba.Even)
	if err != nil {
		return ""
	}
	odd, err := sampled(r, abba.A, abba.Odd)
	if err != nil {
		return ""
	}
	halves, err := compare.Compare(even, odd, compare.Options{Filter: o.Filter, Units: o.Units, Exact: o.Exact})
	if err != nil {
		return ""
	}
	worst, row := -1., compare.Row{}
	for _, candidate := range halves.Rows {
		if effect := math.Abs(candidate.Effect); varies(candidate) && !math.IsInf(effect, 0) && effect > worst {
			worst, row = effect, candidate
		}
	}
	if worst < 0 {
		return ""
	}
	text := fmt.Sprintf("the noise: two halves of the samples of the first side differ by up to %.1f %% (%s of %s)", 100*worst, row.Unit, row.Name)
	if worst > o.MinEffect {
		text += ", which is more than -min-effect: more -rounds, or a quieter machine, would tell more"
	}
	return text
}

// varies reports whether a row is judged by statistics.
func varies(r compare.Row) bool {
	return r.Method == compare.Statistics && r.Outcome != compare.Shown
}

// busyNotes says with a verdict what spoke against measuring.
func busyNotes(why []string) (notes []string) {
	if len(why) > 0 {
		notes = append(notes, "the machine was busy: "+strings.Join(why, "; "))
	}
	return notes
}
