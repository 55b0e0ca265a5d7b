package report

import (
	"path/filepath"
	"regexp"
	"slices"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/results"
)

// source is one file of results. Files are never mixed in a chart: the same name may
// have been measured with other flags.
type source struct {
	*results.File
	set    *results.Set
	rows   []*results.Row
	Shown  string // its name, without the folders of a machine
	Anchor string
	noTTL  map[string]bool // backends that ignore times to live
	shown  map[cell]bool   // what a section has shown
}

// cell is what was measured of one unit of a row.
type cell struct {
	row  *results.Row
	unit string
}

var ignoresTTL = regexp.MustCompile(`(\S+) knows no time to live`)

func newSource(set *results.Set, anchor string) *source {
	f := set.Files[0]
	s := &source{
		File: f, set: set, rows: set.Rows, Shown: shownName(f.Name), Anchor: anchor,
		noTTL: make(map[string]bool), shown: make(map[cell]bool),
	}
	for _, comment := range f.Comments {
		if m := ignoresTTL.FindStringSubmatch(comment); m != nil {
			s.noTTL[m[1]] = true
		}
	}
	if f.Manifest != nil {
		for _, name := range f.Manifest.Options.NoTTL {
			s.noTTL[name] = true
		}
	}
	return s
}

// shownName leaves out the folders where they lead through a whole machine.
func shownName(name string) string {
	if filepath.IsLocal(name) {
		return filepath.ToSlash(name)
	}
	return filepath.Base(name)
}

// Partial reports whether rows are missing.
func (s *source) Partial() bool {
	return s.File.Partial || s.Manifest != nil && s.Manifest.Partial
}

// with returns the rows for which keep is true.
func (s *source) with(keep func(*results.Row) bool) []*results.Row {
	var rows []*results.Row
	for _, r := range s.rows {
		if keep(r) {
			rows = append(rows, r)
		}
	}
	return rows
}

// show notes that a section shows these units of the rows.
func (s *source) show(rows []*results.Row, units ...string) {
	for _, r := range rows {
		for _, unit := range units {
			s.shown[cell{r, unit}] = true
		}
	}
}

func has(r *results.Row, unit string) bool { return len(r.Samples[unit]) > 0 }

// own are the backends that the command of this module has.
var own = names(func(bench.Backend) bool { return true })

// floors are rows that tell what the measuring itself costs.
var floors = names(func(b bench.Backend) bool { return b.Floor })

func names(of func(bench.Backend) bool) map[string]bool {
	all := make(map[string]bool)
	for _, b := range bench.Larder() {
		if of(b) {
			all[b.Name] = true
		}
	}
	return all
}

// byBase returns the rows of each base name together.
func byBase(rows []*results.Row) [][]*results.Row {
	var bases []string
	all := make(map[string][]*results.Row)
	for _, r := range rows {
		if !slices.Contains(bases, r.Base()) {
			bases = append(bases, r.Base())
		}
		all[r.Base()] = append(all[r.Base()], r)
	}
	var groups [][]*results.Row
	for _, base := range bases {
		groups = append(groups, all[base])
	}
	return groups
}
