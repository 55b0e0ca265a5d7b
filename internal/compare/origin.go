package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/larder-go/larder/internal/results"
)

// describe fills in what is to be known of where the sides come from.
func (r *Report) describe(old, new *results.Set, o Options) {
	r.compareMachines(old, new, o)
	for _, d := range []struct {
		what  string
		value func(*results.Manifest) string
	}{
		{"versions of Go", func(m *results.Manifest) string { return m.Machine.Go }},
		{"GOGC", func(m *results.Manifest) string { return m.Machine.GOGC }},
		{"GOMAXPROCS", func(m *results.Manifest) string { return fmt.Sprint(m.Machine.GOMAXPROCS) }},
		{"durations of a sample", func(m *results.Manifest) string { return m.Options.Duration }},
		{"ways to sample", func(m *results.Manifest) string {
			if m.Options.Processes {
				return "a process for each sample"
			}
			return "one process"
		}},
	} {
		was, is := said(old, d.value), said(new, d.value)
		if len(was) > 0 && len(is) > 0 && !slices.Equal(was, is) {
			r.Notes = append(r.Notes, fmt.Sprintf("different %s: old %s, new %s", d.what, strings.Join(was, " and "), strings.Join(is, " and ")))
		}
	}
	r.Notes = append(r.Notes, libraries(old, new)...)
	if reversed(old, new) {
		r.Notes = append(r.Notes, "all of old was measured after all of new: are the sides the right way round?")
	}
	for _, s := range []*results.Set{old, new} {
		for _, f := range s.Files {
			if f.Partial || f.Manifest != nil && f.Manifest.Partial {
				r.Notes = append(r.Notes, f.Name+" was interrupted: rows and samples are missing")
			}
		}
	}
	for _, f := range new.Files {
		for _, c := range f.Cannot {
			// It names what was asked for, of which there may be several rows.
			if slices.ContainsFunc(r.Gone, func(name string) bool { return strings.HasPrefix(name, c.Name) }) {
				r.Notes = append(r.Notes, fmt.Sprintf("%s cannot be measured: %s", c.Name, c.Reason))
			}
		}
	}
}

// countFloors says so where noise floors are known, and not of all rows that vary.
func (r *Report) countFloors(o Options) {
	judged, known := 0, 0
	for _, row := range r.Rows {
		if row.Method != Statistics || row.Outcome == Shown {
			continue
		}
		judged++
		if _, ok := o.Floor[row.Key()]; ok {
			known++
		}
	}
	if len(o.Floor) > 0 && known < judged {
		r.Notes = append(r.Notes, fmt.Sprintf("noise floors are known of %d of the %d rows that are judged by statistics", known, judged))
	}
}

// reversed reports whether every file of new was begun before any of old.
func reversed(old, new *results.Set) bool {
	var first, last time.Time // of old, of new
	for _, f := range old.Files {
		if f.Manifest == nil {
			return false
		}
		if at := f.Manifest.Date; first.IsZero() || at.Before(first) {
			first = at
		}
	}
	for _, f := range new.Files {
		if f.Manifest == nil {
			return false
		}
		if at := f.Manifest.Date; at.After(last) {
			last = at
		}
	}
	return last.Before(first)
}

// compareMachines alerts where the sides are of different machines, and leaves what
// was judged by statistics undecided unless that is accepted.
func (r *Report) compareMachines(old, new *results.Set, o Options) {
	was, is := machines(old), machines(new)
	if alike(was, is) {
		cores := func(m *results.Manifest) string { return fmt.Sprintf("%d cores", m.Machine.Cores) }
		was, is = said(old, cores), said(new, cores)
	}
	if len(was) == 0 || len(is) == 0 || alike(was, is) {
		return
	}
	alert := fmt.Sprintf("MEASURED ON DIFFERENT MACHINES: old on %s, new on %s", strings.Join(was, " and "), strings.Join(is, " and "))
	if !o.Machines {
		alert += ": nothing that varies is judged"
		r.undecide("measured on different machines")
	}
	r.Alerts = append(r.Alerts, alert)
}

// alike reports whether both sides are of one machine. Two sides of the same two machines
// are not: one may have more of the faster.
func alike(was, is []string) bool { return slices.Equal(was, is) && len(was) <= 1 }

// undecide takes back what statistics say of what varies.
func (r *Report) undecide(why string) {
	for i := range r.Rows {
		row := &r.Rows[i]
		constant := row.Lo == 0 && row.Hi == 0
		if row.Method == Statistics && row.Outcome != Shown && !constant {
			row.Outcome, row.Why, row.Needed = Undecided, why, 0
		}
	}
}

// machines returns the machines of a side, in order, as far as its files tell.
func machines(s *results.Set) (all []string) {
	for _, f := range s.Files {
		if f.Config["goos"] == "" && f.Config["goarch"] == "" && f.Config["cpu"] == "" {
			continue
		}
		all = append(all, f.Machine())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// said returns what the manifests of a side say of something, each once and in order.
func said(s *results.Set, value func(*results.Manifest) string) (all []string) {
	for _, f := range s.Files {
		if f.Manifest == nil {
			continue
		}
		if text := value(f.Manifest); text != "" {
			all = append(all, text)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// libraries returns a note for each backend whose library has changed.
func libraries(old, new *results.Set) (notes []string) {
	names := make(map[string]bool)
	for _, s := range []*results.Set{old, new} {
		for _, f := range s.Files {
			if f.Manifest != nil {
				for name := range f.Manifest.Libraries {
					names[name] = true
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		library := func(m *results.Manifest) string { return m.Libraries[name] }
		was, is := said(old, library), said(new, library)
		if len(was) > 0 && len(is) > 0 && !slices.Equal(was, is) {
			notes = append(notes, fmt.Sprintf("different libraries of %s: old %s, new %s", name, strings.Join(was, " and "), strings.Join(is, " and ")))
		}
	}
	return notes
}
