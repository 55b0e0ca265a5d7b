package report

import (
	"github.com/larder-go/larder/internal/results"
)

// missing is a backend that cannot do what was asked for.
type missing struct{ Label, Reason string }

// missing returns what could not be measured of a group.
func (s *source) missing(g *group) []missing {
	var all []missing
	for _, c := range s.Cannot {
		if g.wouldHold(c) {
			m := missing{c.Part("backend"), c.Reason}
			if m.Label == "" {
				m.Label = c.Name
			}
			all = append(all, m)
		}
	}
	return all
}

// wouldHold reports whether the missing row would stand in the group: where both name
// have a part, it is the same.
func (g *group) wouldHold(c results.Cannot) bool {
	for _, key := range g.keys {
		have, want := g.first.Part(key), c.Part(key)
		if key == "gomaxprocs" || want == "" {
			continue
		}
		if trimProcs(want) != have {
			return false
		}
	}
	return len(c.Name) >= len(g.first.Base()) && c.Name[:len(g.first.Base())] == g.first.Base()
}

// trimProcs takes the number of processors from the last part of a name.
func trimProcs(value string) string {
	for i := len(value) - 1; i > 0; i-- {
		if value[i] == '-' {
			return value[:i]
		}
		if value[i] < '0' || value[i] > '9' {
			break
		}
	}
	return value
}
