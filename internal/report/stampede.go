package report

import "github.com/larder-go/larder/internal/results"

// stampedes tabulates what happens when many ask for one key whose value expires.
func stampedes(s *source) []*panel {
	rows := s.with(func(r *results.Row) bool { return r.Part("protection") != "" })
	var panels []*panel
	for _, same := range byBase(rows) {
		units := kept(same, "loads/expiry", "loads-at-once", "wait-p50-ns", "wait-p99-ns", "wait-max-ns", "stale-%", "oldest-ns", "errors-%", "cold-loads", "cold-max-ns", "ops/s")
		a := arrange(same, plan{series: []string{"protection"}})
		for _, g := range a.groups {
			t := &table{Head: append([]string{"protection"}, units...)}
			for _, one := range g.series {
				r := one.rows[0]
				var cells []tableCell
				for _, unit := range units {
					cells = append(cells, cellOf(kindOf(unit), r.Samples[unit]))
				}
				t.add(one.label, cells...)
			}
			panels = append(panels, &panel{
				Title: title(g, s), Source: s, Same: a.common, Table: t, Wide: true,
				Read: "One line a protection. loads/expiry is how often the origin is asked when the value expires: one would do. wait is how long callers wait, stale-% how many of them get an old value, oldest-ns how old that is at most.",
			})
		}
		s.show(same, append(units, "begun-%")...)
	}
	return panels
}
