package writebehind

import "time"

// Stats are the counts of a queue since it was made, and what is pending now, all of
// one instant. When nothing is pending, Puts = Written + Coalesced + Lost.
type Stats struct {
	Puts      uint64 // Puts and Deletes that returned nil, those that waited included
	Coalesced uint64 // writes that a newer one of their key has replaced before they were in the store
	Written   uint64 // writes that are in the store
	Lost      uint64 // writes that were given up; see Options.OnLost
	Batches   uint64 // batches that have begun
	Attempts  uint64 // calls of write that have ended or were abandoned by Close
	Failures  uint64 // those of them that failed, wholly or in part

	Pending int           // keys with writes that are not in the store, as of Pending
	Oldest  time.Duration // for how long the longest of these writes has been pending; 0 if there are none
}

// Stats returns the counts. O(1).
func (q *Queue[K, V]) Stats() Stats {
	now := q.options.Clock.Now()
	q.mu.Lock()
	defer q.mu.Unlock()
	s := q.counts
	s.Pending = len(q.pending.keys)
	if oldest := q.pending.oldest; oldest != nil {
		s.Oldest = max(0, now.Sub(oldest.since))
	}
	return s
}
