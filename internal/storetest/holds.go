package storetest

import (
	"slices"
	"testing"
	"time"
)

// BenchmarkHolds measures how long one tick of a bounded sweep keeps the
// store's locks, with a million entries that have all expired: each iteration
// is a Scan and a Remove of 1,024 entries, in pieces of as many as the store
// takes under one hold. It reports the median, the p99.9 and the longest of
// these holds, and beside them those of a control loop that only reads the
// clock, as often and on average as long: what the machine adds by itself.
func BenchmarkHolds(b *testing.B, mk func() Subject) {
	const n = 1_000_000
	s := mk()
	fill(s, n)
	scanHold, removeHold := 1024, 1024
	if s.ScanHold > 0 {
		scanHold = s.ScanHold
	}
	if s.RemoveHold > 0 {
		removeHold = s.RemoveHold
	}
	var holds, idle []time.Duration
	var total, usual time.Duration // of the holds; usual is their mean
	next := n
	for b.Loop() {
		before := len(holds)
		due := make([]*Entry, 0, scanHold) // as the engine does, outside of the lock
		start := time.Now()
		s.Scan(scanHold, forever, func(e *Entry) bool {
			due = append(due, e)
			return true
		})
		holds = append(holds, time.Since(start))
		total += holds[len(holds)-1]
		found := len(due)
		for piece := range slices.Chunk(due, removeHold) {
			start = time.Now()
			s.Remove(piece)
			holds = append(holds, time.Since(start))
			total += holds[len(holds)-1]
		}
		usual = total / time.Duration(len(holds))
		for range len(holds) - before { // as many, about as long
			start = time.Now()
			for time.Since(start) < usual {
			}
			idle = append(idle, time.Since(start))
		}
		for range found { // keep the size
			s.Swap(&Entry{Key: next, Value: next, Deadline: int64(next)})
			next++
		}
	}
	for name, times := range map[string][]time.Duration{"hold": holds, "idle": idle} {
		slices.Sort(times)
		b.ReportMetric(float64(times[len(times)/2]), "p50-"+name+"-ns")
		b.ReportMetric(float64(times[len(times)*999/1000]), "p99.9-"+name+"-ns")
		b.ReportMetric(float64(times[len(times)-1]), "max-"+name+"-ns")
	}
}
