package larder

import "time"

// Stats are the counts of one cache since it was made, and its size now.
// Counting takes no lock. Each count is exact once the operations that change
// it have returned; a Stats read meanwhile may hold one operation's counts in
// part. With Options.NoStats everything but Size and Weight stays 0.
type Stats struct {
	Hits   uint64 // Gets that found a live entry
	Misses uint64 // Gets that did not, ExpiredReads included

	ExpiredReads uint64 // Gets that met an entry past its deadline
	LazyDeletes  uint64 // expired entries removed since an operation on their key met them, or Clear (of cow.Cache only with OnRemove)
	SweepDeletes uint64 // expired entries removed by the sweeper
	Sets         uint64 // Sets that returned nil
	Deletes      uint64 // Deletes that returned true

	Evictions  uint64 // entries that left to make room; not those that had expired
	Rejections uint64 // entries that were not admitted by their own Set; not among Evictions

	// EvictionAge is for how long evicted entries had been there since they were
	// set, on average, of a sample chosen by key. 0 before the first eviction.
	EvictionAge time.Duration

	SweepRuns   uint64        // ticks of the sweeper; with SweepSampled, looks
	SweepLocked time.Duration // for how long at most they held a lock that stops operations, all together

	Size     int           // resident entries, as of Len
	Weight   int64         // the sum of their weights; 0 without Options.Weigh
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

// Add returns the sum of s and t, count by count, the longer SweepLag and the mean
// EvictionAge: what a cache made of several reports.
func (s Stats) Add(t Stats) Stats {
	return Stats{
		Hits:         s.Hits + t.Hits,
		Misses:       s.Misses + t.Misses,
		ExpiredReads: s.ExpiredReads + t.ExpiredReads,
		LazyDeletes:  s.LazyDeletes + t.LazyDeletes,
		SweepDeletes: s.SweepDeletes + t.SweepDeletes,
		Sets:         s.Sets + t.Sets,
		Deletes:      s.Deletes + t.Deletes,
		Evictions:    s.Evictions + t.Evictions,
		Rejections:   s.Rejections + t.Rejections,
		EvictionAge:  meanAge(s, t),
		SweepRuns:    s.SweepRuns + t.SweepRuns,
		SweepLocked:  s.SweepLocked + t.SweepLocked,
		Size:         s.Size + t.Size,
		Weight:       s.Weight + t.Weight,
		Overdue:      s.Overdue + t.Overdue,
		SweepLag:     max(s.SweepLag, t.SweepLag),
	}
}

// meanAge weighs the ages, which are of samples, by all evictions.
func meanAge(s, t Stats) time.Duration {
	of := float64(s.Evictions + t.Evictions)
	if of == 0 {
		return 0
	}
	return time.Duration(float64(s.EvictionAge)*(float64(s.Evictions)/of) + float64(t.EvictionAge)*(float64(t.Evictions)/of))
}
