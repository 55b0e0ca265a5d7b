package compare

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Summary returns the verdict in one sentence, without an end.
func (r *Report) Summary() string {
	judged := r.judged()
	switch r.Verdict() {
	case Regression:
		worst := r.Rows[0]
		return fmt.Sprintf("regression: %s worse; the worst: %s of %s, %s", of(r.Count(Regressed), judged), worst.Unit, worst.Name, percent(worst.Effect))
	case Inconclusive:
		var reasons []string
		if n := r.Count(Undecided); n > 0 {
			text := of(n, judged) + " undecided"
			if r.Needed > 0 {
				text += fmt.Sprintf(", for which %s would be needed", samples(r.Needed))
			}
			reasons = append(reasons, text)
		}
		if n := len(r.Gone); n > 0 && !r.missing {
			reasons = append(reasons, rows(n)+" gone from the new results")
		}
		return "inconclusive: nothing is surely worse, but " + strings.Join(reasons, ", and ")
	}
	text := fmt.Sprintf("fine: none of %s is worse", rows(judged))
	if n := r.Count(Improved); n > 0 {
		text += fmt.Sprintf(", and %d better", n)
	}
	return text
}

// Count returns how many rows have come to an outcome.
func (r *Report) Count(o Outcome) (n int) {
	for _, row := range r.Rows {
		if row.Outcome == o {
			n++
		}
	}
	return n
}

func (r *Report) judged() int { return len(r.Rows) - r.Count(Shown) }

func rows(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}

// of says how many of all rows are something.
func of(n, all int) string {
	if n == 1 {
		return "1 of " + rows(all) + " is"
	}
	return fmt.Sprintf("%d of %s are", n, rows(all))
}

// samples tells a number of samples a side.
func samples(n int) string {
	if n >= ManySamples {
		return fmt.Sprintf("%d samples a side or more", ManySamples)
	}
	return fmt.Sprintf("about %d samples a side", n)
}

// percent tells a relative change, positive for more.
func percent(change float64) string {
	switch p := 100 * change; {
	case math.IsInf(p, 1):
		return "from 0"
	case math.IsInf(p, 0):
		return "below 0"
	case p == 0:
		return "0 %"
	case math.Abs(p) < 0.1:
		return fmt.Sprintf("%+.1g %%", p)
	case p >= 1e8:
		return fmt.Sprintf("×%.3g", 1+change)
	case p >= 1000:
		return fmt.Sprintf("×%.0f", 1+change)
	default:
		return fmt.Sprintf("%+.1f %%", p)
	}
}

// interval tells the confidence interval of a row, "" where it has none.
func (r Row) interval() string {
	switch {
	case r.Outcome == Shown:
		return "-"
	case r.Method != Statistics:
		return "exact"
	case math.IsInf(r.Lo, 0) && math.IsInf(r.Hi, 0):
		return "unknown"
	}
	return strings.TrimSuffix(percent(r.Lo), " %") + " to " + percent(r.Hi)
}

// figure writes a value with five digits, which is how they are measured.
func figure(v float64) string {
	five, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 5, 64), 64)
	if a := math.Abs(five); a != 0 && (a < 1e-4 || a >= 1e7) {
		return strconv.FormatFloat(five, 'g', -1, 64)
	}
	return strconv.FormatFloat(five, 'f', -1, 64)
}
