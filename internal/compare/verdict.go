package compare

// Verdict is what a comparison comes to.
type Verdict int

// Verdicts, with what a process exits with: 0, 1 and 4.
const (
	Fine         Verdict = iota // nothing is worse, and that is certain
	Regression                  // something is worse
	Inconclusive                // nothing is certainly worse, but something may be
)

// String returns the name in lower case.
func (v Verdict) String() string {
	return [...]string{"fine", "regression", "inconclusive"}[v]
}

// Outcome is what a row comes to.
type Outcome int

// Outcomes, the worst first.
const (
	Regressed Outcome = iota // worse by more than the minimum effect
	Undecided                // it may be worse
	Improved                 // better by more than the minimum effect
	Same                     // not worse by more than the minimum effect
	Shown                    // not judged: nobody says what is better
)

// String returns the name in lower case.
func (o Outcome) String() string {
	return [...]string{"regressed", "undecided", "improved", "same", "shown"}[o]
}

// Method is how a row is judged.
type Method int

// Methods.
const (
	Statistics Method = iota // as samples of what varies
	Equality                 // as one value a side, which is the same each time
	Tolerance                // as one value a side, which may be off by a little
)

// String returns the name in lower case.
func (m Method) String() string {
	return [...]string{"statistics", "equality", "tolerance"}[m]
}

// Verdict returns what the rows come to: a regression if one of them is, else
// inconclusive if one is undecided or gone, else fine.
func (r *Report) Verdict() Verdict {
	v := Fine
	for _, row := range r.Rows {
		switch row.Outcome {
		case Regressed:
			return Regression
		case Undecided:
			v = Inconclusive
		}
	}
	if len(r.Gone) > 0 && !r.missing {
		return Inconclusive
	}
	return v
}
