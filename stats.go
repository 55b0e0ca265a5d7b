package larder

import "time"

// Stats are the counts of one cache since it was made, and its size now.
// Counting takes no lock. Each count is exact once the operations that change
// it have returned; a Stats read meanwhile may hold one operation's counts in
// part. With Options.NoStats everything but Size stays 0.
type Stats struct {
	Hits   uint64 // Gets that found a live entry
	Misses uint64 // Gets that did not, ExpiredReads included

	ExpiredReads uint64 // Gets that met an entry past its deadline
	LazyDeletes  uint64 // expired entries removed since an operation on their key met them, or Clear (of cow.Cache only with OnRemove)
	SweepDeletes uint64 // expired entries removed by the sweeper
	Sets         uint64 // Sets that returned nil
	Deletes      uint64 // Deletes that returned true

	SweepRuns   uint64        // ticks of the sweeper; with SweepSampled, looks
	SweepLocked time.Duration // for how long at most they held a lock that stops operations, all together

	Size     int           // resident entries, as of Len
	Overdue  int           // those of them that are past their deadline
	SweepLag time.Duration // for how long the longest of these is; 0 if there are none
}

// HitRatio returns Hits/(Hits+Misses), and 0 before the first Get.
func (s Stats) HitRatio() float64 {
	gets := s.Hits + s.Misses
	if gets == 0 {
		return 0
	}
	return float64(s.Hits) / float64(gets)
}

// Add returns the sum of s and t, count by count, and the longer SweepLag: what
// a cache made of several reports.
func (s Stats) Add(t Stats) Stats {
	return Stats{
		Hits:         s.Hits + t.Hits,
		Misses:       s.Misses + t.Misses,
		ExpiredReads: s.ExpiredReads + t.ExpiredReads,
		LazyDeletes:  s.LazyDeletes + t.LazyDeletes,
		SweepDeletes: s.SweepDeletes + t.SweepDeletes,
		Sets:         s.Sets + t.Sets,
		Deletes:      s.Deletes + t.Deletes,
		SweepRuns:    s.SweepRuns + t.SweepRuns,
		SweepLocked:  s.SweepLocked + t.SweepLocked,
		Size:         s.Size + t.Size,
		Overdue:      s.Overdue + t.Overdue,
		SweepLag:     max(s.SweepLag, t.SweepLag),
	}
}
