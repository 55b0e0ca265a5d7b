package compare

import "math"

// jury judges pairs: those of one value a side at once, the others together, since
// how sure one has to be of each depends on how many there are.
type jury struct {
	o     Options
	ranks *ranks
	rows  []Row
	open  []int // of rows: those to be judged by statistics
	cases map[int]evidence
}

func newJury(o Options) *jury {
	return &jury{o: o, ranks: newRanks(o.Alpha), cases: make(map[int]evidence)}
}

// hear takes a pair.
func (j *jury) hear(p pair) {
	row := Row{
		Name: p.row.Name, Unit: p.unit, Better: p.better,
		Old: sideOf(p.old), New: sideOf(p.new),
		P: math.NaN(), Adjusted: math.NaN(), Lo: math.Inf(-1), Hi: math.Inf(1),
	}
	defer func() { j.rows = append(j.rows, row) }()
	if !p.judged {
		row.Outcome = Shown
		row.Effect = change(row.Old.Center, row.New.Center)
		return
	}
	within, tolerated := tolerances[p.unit]
	if p.exact {
		within, tolerated = tolerance{}, false
	}
	if p.exact || tolerated {
		row.Method = Equality
		if tolerated {
			row.Method = Tolerance
		}
		if row.byValue(within) {
			return
		}
		row.Method, row.Why = Statistics, "not the same in all samples of a side, so judged by statistics"
	}
	row.MinEffect = j.o.minEffect(p.row.Name, p.unit)
	if row.Old.Least < 0 || row.New.Least < 0 {
		row.Outcome, row.Why = Undecided, "values below 0 have no ratio"
		return
	}
	j.open = append(j.open, len(j.rows))
	j.cases[len(j.rows)] = j.ranks.weigh(p.old, p.new)
}

// rule judges what is open, and returns all rows.
func (j *jury) rule() []Row {
	var p []float64
	var tested []int
	for _, i := range j.open {
		if e := j.cases[i]; !e.constant {
			p = append(p, e.p)
			tested = append(tested, i)
		}
	}
	for k, adjusted := range holm(p) {
		j.rows[tested[k]].P, j.rows[tested[k]].Adjusted = p[k], adjusted
	}
	for _, i := range j.open {
		row, e := &j.rows[i], j.cases[i]
		if e.constant {
			row.P, row.Adjusted = 1, 1
		}
		row.Effect, row.Lo, row.Hi = e.ratio-1, e.lo-1, e.hi-1
		if !e.bounded {
			row.Lo, row.Hi = math.Inf(-1), math.Inf(1)
		}
		row.Outcome = row.decide(j.o.Alpha)
		if row.Outcome == Undecided {
			row.Needed = j.needed(*row, e, len(tested))
			row.explain(j.o.Alpha)
		}
	}
	return j.rows
}

// decide judges a row by its evidence.
func (r *Row) decide(alpha float64) Outcome {
	worse, lo, hi := r.Worse(), r.Lo, r.Hi
	if r.Better > 0 {
		lo, hi = -hi, -lo
	}
	switch {
	case r.Better == 0:
		if r.Lo == 0 && r.Hi == 0 {
			return Same
		}
		r.Why = "nobody says what is better"
		return Undecided
	case r.Adjusted < alpha && worse > r.MinEffect && lo > 0:
		return Regressed
	case r.Adjusted < alpha && worse < -r.MinEffect && hi < 0:
		return Improved
	case hi < r.MinEffect:
		return Same
	}
	return Undecided
}

// explain says why a row is undecided.
func (r *Row) explain(alpha float64) {
	if r.Why != "" {
		return
	}
	switch {
	case math.IsInf(r.Lo, 0) && math.IsInf(r.Hi, 0):
		r.Why = "too few samples for an interval"
	case r.Worse() > r.MinEffect && r.P < alpha:
		r.Why = "worse, but not surely enough for one of so many rows"
	case r.Worse() > r.MinEffect:
		r.Why = "may be worse"
	default:
		r.Why = "may be worse by more than the minimum effect"
	}
}
