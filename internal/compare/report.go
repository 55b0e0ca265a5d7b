package compare

// Report is what Compare found. It does not change, so that all may read it.
type Report struct {
	// Rows are what both sides have, the worst first.
	Rows []Row

	// Gone are full names of rows that the old side alone has, and Added those that
	// the new side alone has, in the order of their files. A unit that one side
	// alone has is "name unit".
	Gone, Added []string

	// Alerts are what speaks against the whole comparison, such as that the sides
	// were measured on different machines. They are to be shown first.
	Alerts []string

	// Notes are what is to be known besides: versions of Go that differ, files whose
	// measurement was interrupted.
	Notes []string

	// Alpha is what Options.Alpha was.
	Alpha float64

	// Needed is about how many samples a side would have decided all rows that are
	// undecided for want of samples; 0 if there is none. At most [ManySamples].
	Needed int

	missing bool // rows that are gone do not count
}

// Row is one unit of one name, on both sides.
type Row struct {
	Name, Unit string

	// Better is 1 if more is better, -1 if less is, 0 if nobody says.
	Better int

	Outcome  Outcome
	Method   Method
	Old, New Side

	// Effect is the relative change from old to new, positive for more: 0.1 is 10 %
	// more. Lo and Hi are its confidence interval where the row was judged by
	// statistics. They are infinite where the samples are too few or the old values
	// are 0.
	Effect, Lo, Hi float64

	// P is the p-value of the two-sided test by Mann and Whitney, and Adjusted the
	// same after the correction by Holm for all rows that were judged by statistics.
	// Both are NaN for others.
	P, Adjusted float64

	// MinEffect is the least relative change that counts.
	MinEffect float64

	// Needed is about how many samples a side would decide the row; 0 if it is
	// decided, or samples do not help. At most [ManySamples].
	Needed int

	// Why says in a few words what the outcome comes from where it is not plain, ""
	// where it is.
	Why string
}

// Side is what one side says of a Row.
type Side struct {
	Samples     int
	Center      float64 // the median
	Least, Most float64
}

// Worse returns the relative change for the worse: negative if it is one for the
// better, and 0 if nobody says what is better.
func (r Row) Worse() float64 { return -float64(r.Better) * r.Effect }

// Key is the row's in [Options.Floor].
func (r Row) Key() string { return r.Name + " " + r.Unit }

// ManySamples is the most that Needed says: so many or more.
const ManySamples = 1000
