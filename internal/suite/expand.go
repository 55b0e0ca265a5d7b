package suite

import (
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/suggest"
)

// expand turns a draft into runs: one for each of its modes and workloads.
func (b *builder) expand(d *draft) error {
	name, err := b.one(d.table, "name")
	if err != nil {
		return err
	}
	base := Run{Name: name.text(), Group: name.text(), file: b.file, line: d.line}
	if !fileName.MatchString(base.Name) {
		return b.errorf(name.line, "name %q: want letters, digits, - and _, since a file is called so", base.Name)
	}
	if _, given := d.has("about"); given {
		about, err := b.one(d.table, "about")
		if err != nil {
			return named(err, base.Name)
		}
		base.About = about.text()
	}
	base.Tables = several(d.table, "tables").texts
	modes, works := several(d.table, "mode"), several(d.table, "workload")
	switch {
	case len(modes.texts) == 0:
		return base.Errorf(0, "the run has no mode: name a command, such as mode = \"run\"")
	case len(d.parts) > 0 && (len(modes.texts) > 1 || len(works.texts) > 1):
		return base.Errorf(0, "a run in parts has one mode and one workload: its results are one file")
	case len(works.texts) == 0:
		works.texts = []string{""}
	}
	own, err := b.flags(d.table)
	if err != nil {
		return named(err, base.Name)
	}
	for _, mode := range modes.texts {
		for _, work := range works.texts {
			r := base
			if len(modes.texts) > 1 {
				r.Name += "-" + mode
			}
			if len(works.texts) > 1 {
				r.Name += "-" + work
			}
			c := Command{Mode: mode, Line: modes.line}
			if work != "" {
				flags, known := b.works[work]
				if !known {
					return base.Errorf(works.line, "%v", suggest.Unknown("workload", work, b.workNames()))
				}
				c, b.used["workload."+work] = c.With(flags...), true
			}
			if r.Parts, err = b.parts(d, ordered(c.With(own...))); err != nil {
				return named(err, base.Name)
			}
			if err := b.add(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// parts returns the commands of a run: the one, or one for each part.
func (b *builder) parts(d *draft, whole Command) ([]Command, error) {
	if len(d.parts) == 0 {
		return []Command{whole}, nil
	}
	var all []Command
	for _, p := range d.parts {
		flags, err := b.flags(p)
		if err != nil {
			return nil, err
		}
		c := ordered(whole.With(flags...))
		c.Line = p.line
		all = append(all, c)
	}
	return all, nil
}

// ordered puts the backends first, as one would write it.
func ordered(c Command) Command {
	slices.SortStableFunc(c.Flags, func(a, b Flag) int {
		switch {
		case a.Name == "backend" && b.Name != "backend":
			return -1
		case b.Name == "backend" && a.Name != "backend":
			return 1
		}
		return 0
	})
	return c
}

// add keeps a run, unless another has its name: on some systems files of names that
// differ in capitals alone are one.
func (b *builder) add(r Run) error {
	for _, other := range b.suite.Runs {
		if strings.EqualFold(other.Name, r.Name) {
			return r.Errorf(0, "the run of line %d has this name too: both would make %s.txt", other.line, r.Name)
		}
	}
	b.suite.Runs = append(b.suite.Runs, r)
	return nil
}

func (b *builder) workNames() (names []string) {
	for name := range b.works {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// named puts the name of a run into an error that knows its line.
func named(err error, run string) error {
	if e, ok := err.(*Error); ok && e.Run == "" {
		e.Run = run
	}
	return err
}
