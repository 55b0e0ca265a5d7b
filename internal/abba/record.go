package abba

import (
	"bytes"
	"strings"
)

// Record is what the processes of a Trial wrote.
type Record struct {
	Steps []Step // in the order in which they ran
}

// Order returns the sides in the order in which they ran, such as "ABBAAB".
func (r Record) Order() string {
	var b strings.Builder
	for _, s := range r.Steps {
		b.WriteString(s.Side.String())
	}
	return b.String()
}

// Rounds returns how many processes of a side ran.
func (r Record) Rounds(side Side) (n int) {
	for _, s := range r.Steps {
		if s.Side == side {
			n++
		}
	}
	return n
}

// Results returns what the processes of a side wrote in the rounds that keep chooses
// (nil: all), as one file of results: the lines of benchmarks one after the other, and
// of what all processes say alike, such as units and comments, each line once.
func (r Record) Results(side Side, keep func(round int) bool) []byte {
	var all bytes.Buffer
	seen := make(map[string]bool)
	for _, s := range r.Steps {
		if s.Side != side || keep != nil && !keep(s.Round) {
			continue
		}
		for line := range bytes.Lines(s.Output) {
			if !bytes.HasPrefix(line, []byte("Benchmark")) {
				if seen[string(line)] {
					continue
				}
				seen[string(line)] = true
			}
			all.Write(line)
		}
	}
	return all.Bytes()
}

// Even and Odd choose half of the rounds each. Two halves of one side differ by noise
// alone, that of their layouts included.
func Even(round int) bool { return round%2 == 0 }

// Odd is what Even leaves.
func Odd(round int) bool { return !Even(round) }
