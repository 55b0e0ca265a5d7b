package storetest

import (
	"slices"
	"testing"
	"time"
)

// BenchmarkHolds measures how long one tick of a bounded sweep keeps the
// store's lock, with a million entries: each iteration is one Scan of as many
// entries as are shown under one hold, 1,024 unless the store shows less, and
// one Remove of those accepted, one in ten (all, where the store goes by
// deadline). It reports the p99.9 and the longest of these holds, and
// beside them the longest of a control loop that only reads the clock for as
// long as a median hold: what the machine adds by itself.
func BenchmarkHolds(b *testing.B, mk func() Subject) {
	const n = 1_000_000
	s := mk()
	limit := 1024
	if s.PerHold > 0 {
		limit = s.PerHold
	}
	fill(s, n)
	var holds, idle []time.Duration
	next, usual := n, 50*time.Microsecond
	for b.Loop() {
		var due []*Entry
		start := time.Now()
		s.Scan(limit, func(e *Entry) bool {
			if s.ByDeadline || e.Key%10 == 0 {
				due = append(due, e)
				return true
			}
			return false
		})
		scanned := time.Now()
		found := len(due)
		s.Remove(due)
		holds = append(holds, scanned.Sub(start), time.Since(scanned))

		if len(holds) == 100 {
			usual = slices.Sorted(slices.Values(holds))[len(holds)/2]
		}
		start = time.Now()
		for time.Since(start) < usual {
		}
		idle = append(idle, time.Since(start))

		for range found { // keep the size
			s.Swap(&Entry{Key: next, Value: next, Deadline: int64(next)})
			next++
		}
	}
	slices.Sort(holds)
	b.ReportMetric(float64(holds[len(holds)*999/1000]), "p99.9-hold-ns")
	b.ReportMetric(float64(holds[len(holds)-1]), "max-hold-ns")
	b.ReportMetric(float64(slices.Max(idle)), "max-idle-ns")
}
