package bench

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/perf/benchmath"
)

// minSamples of either side are needed for the test of Mann and Whitney to come
// to a result at all at the level of 5 %.
const minSamples = 4

// Verdict says in a sentence which backend was the fastest, and by how much; ""
// where there were not two to compare, or speed was not measured. It names those that the samples do not
// tell from the fastest.
func (g Group) Verdict() string {
	ranked := slices.DeleteFunc(slices.Clone(g.Summaries), func(s Summary) bool { return s.Floor })
	if len(ranked) < 2 || g.Subject != Speed {
		return ""
	}
	best := ranked[0]
	if slices.ContainsFunc(ranked, func(s Summary) bool { return s.Samples < minSamples }) {
		return fmt.Sprintf("%s: %s came first with %s, but fewer than %d samples prove nothing.", g, best.Label(), nanoseconds(best), minSamples)
	}
	var level, slower []string
	for _, s := range ranked[1:] {
		if c := benchmath.AssumeNothing.Compare(best.times, s.times); c.P >= c.Alpha {
			level = append(level, s.Label())
			continue
		}
		verb := "takes "
		if len(slower) > 0 {
			verb = ""
		}
		slower = append(slower, s.Label()+" "+verb+longer(s.NsPerOp.Center/best.NsPerOp.Center))
	}
	var b strings.Builder
	if len(level) == 0 {
		fmt.Fprintf(&b, "%s: %s is the fastest with %s", g, best.Label(), nanoseconds(best))
	} else {
		fmt.Fprintf(&b, "%s: %s came first with %s, but %d samples do not tell it from %s", g, best.Label(), nanoseconds(best), best.Samples, and(level))
	}
	if len(slower) > 0 {
		b.WriteString("; " + and(slower))
	}
	return b.String() + "."
}

// Label names a cell among those of its group, and says what it does less than
// the others.
func (c Cell) Label() string {
	label := c.Backend
	if c.Shards > 0 {
		label += fmt.Sprintf("/%d", c.Shards)
	}
	if c.Policy != "" {
		label += " " + c.Policy
	}
	if c.Batch > 1 {
		label += fmt.Sprintf(" batch %d", c.Batch)
	}
	if c.Subject == Snapshots {
		label += " " + c.snapshots()
	}
	if c.Subject.sweeps() {
		label += " " + c.Sweeper
	}
	if c.NoTTL {
		label += " (no TTL)"
	}
	return label
}

func nanoseconds(s Summary) string { return fmt.Sprintf("%.3g ns/op", s.NsPerOp.Center) }

// longer puts a ratio of at least 1 into words.
func longer(ratio float64) string {
	if ratio < 1.2 {
		return fmt.Sprintf("%.0f %% longer", 100*(ratio-1))
	}
	return fmt.Sprintf("%.3g times as long", ratio)
}

// and joins words as a sentence does.
func and(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
