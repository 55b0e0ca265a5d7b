package report

import (
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/results"
)

// plan says what the parts of names are in a chart or table.
type plan struct {
	series []string // tell the lines or columns apart; the first is the primary one, such as backend
	along  []string // are the axis, and what changes with it
	groups []string // tell the charts apart; nil: all other parts
}

// arrangement is rows of one base name, arranged by a plan.
type arrangement struct {
	groups []*group
	common string // parts of the names that are the same in all of them
}

// group is the rows of one chart, or of one line of a table.
type group struct {
	label  string
	first  *results.Row
	keys   []string // the parts that tell groups apart
	series []*series
}

// series is the rows of one line or column.
type series struct {
	label, name string // name is the value of the primary part, such as cow
	rows        []*results.Row
}

func arrange(rows []*results.Row, p plan) arrangement {
	keys := allKeys(rows)
	if p.groups == nil {
		p.groups = without(keys, p.series, p.along)
	}
	telling := p.telling(rows)
	varying := make([]string, 0, len(p.groups))
	for _, key := range p.groups {
		if values(rows, key, true) > 1 {
			varying = append(varying, key)
		}
	}
	var a arrangement
	for _, r := range rows {
		g := a.group(partsOf(r, varying), r, p.groups)
		s := g.of(p.label(r, telling), r.Part(p.series[0]))
		s.rows = append(s.rows, r)
	}
	var common []string
	for _, key := range without(keys, p.along, telling, varying) {
		if values(rows, key, false) == 1 {
			common = append(common, describe(key, firstValue(rows, key)))
		}
	}
	a.common = strings.Join(common, ", ")
	return a
}

func (a *arrangement) group(label string, r *results.Row, keys []string) *group {
	for _, g := range a.groups {
		if g.label == label {
			return g
		}
	}
	g := &group{label: label, first: r, keys: keys}
	a.groups = append(a.groups, g)
	return g
}

func (g *group) of(label, name string) *series {
	for _, s := range g.series {
		if s.label == label {
			return s
		}
	}
	s := &series{label: label, name: name}
	g.series = append(g.series, s)
	return s
}

// telling returns the parts that have to be in the label of a series: those in which
// rows differ that have the primary part in common, and that one unless it is the same
// everywhere and the label can do without.
func (p plan) telling(rows []*results.Row) []string {
	var keys []string
	for _, key := range p.series[1:] {
		byPrimary := make(map[string][]*results.Row)
		for _, r := range rows {
			byPrimary[r.Part(p.series[0])] = append(byPrimary[r.Part(p.series[0])], r)
		}
		for _, same := range byPrimary {
			if values(same, key, true) > 1 {
				keys = append(keys, key)
				break
			}
		}
	}
	bare := slices.ContainsFunc(rows, func(r *results.Row) bool { return partsOf(r, keys) == "" })
	if values(rows, p.series[0], true) > 1 || bare {
		keys = slices.Insert(keys, 0, p.series[0])
	}
	return keys
}

// label is what a series is called.
func (p plan) label(r *results.Row, telling []string) string {
	if text := partsOf(r, telling); text != "" {
		return text
	}
	return r.Base()
}

// partsOf returns parts of a name for people.
func partsOf(r *results.Row, keys []string) string {
	var parts []string
	for _, key := range keys {
		if value := r.Part(key); value != "" {
			parts = append(parts, describe(key, value))
		}
	}
	return strings.Join(parts, " ")
}

// describe returns a part of a name for people.
func describe(key, value string) string {
	switch key {
	case "backend", "wl", "trace", "protection":
		return value
	case "policy":
		if value == "opt" {
			return "optimum"
		}
	case "keys", "cap", "capacity", "entries", "rate", "max-weight", "goroutines":
		value = thousands(value)
	case "gomaxprocs":
		key = "GOMAXPROCS"
	}
	return key + "=" + value
}

func allKeys(rows []*results.Row) []string {
	var keys []string
	for _, r := range rows {
		for _, key := range r.Keys() {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

func without(keys []string, others ...[]string) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(key string) bool {
		return slices.Contains(slices.Concat(others...), key)
	})
}

// values counts the values that a part has; that rows lack it is one, if that is to
// count.
func values(rows []*results.Row, key string, lacking bool) int {
	seen := make(map[string]bool)
	for _, r := range rows {
		if v := r.Part(key); v != "" || lacking {
			seen[v] = true
		}
	}
	return len(seen)
}

func firstValue(rows []*results.Row, key string) string {
	for _, r := range rows {
		if v := r.Part(key); v != "" {
			return v
		}
	}
	return ""
}
