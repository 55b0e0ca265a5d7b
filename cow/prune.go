package cow

import (
	"slices"
	"sync/atomic"
	"weak"
)

// dropped is called by the runtime some time after a snapshot was collected. It
// drops the versions that were kept for it, and has writers keep no more if no
// snapshot is left.
func dropped[K comparable, V any](of weak.Pointer[store[K, V]]) {
	s := of.Value()
	if s == nil {
		return
	}
	s.pruning.Lock()
	defer s.pruning.Unlock()
	inUse, last, fewer := s.inUse()
	if !fewer { // others were collected with it, and one of them has been here
		return
	}
	numbers := make([]uint64, len(inUse))
	for i, c := range inUse {
		numbers[i] = c.number
	}
	for i := range shards {
		s.pruneShard(i, numbers, last)
		// Tables that were replaced do not change any more, and only snapshots
		// still have them.
		for _, c := range inUse {
			if t := c.tables[i]; t != s.tables[i].Load() {
				if versions := t.versions.Load(); versions != nil {
					prune(*versions, t.after, numbers, last)
				}
			}
		}
	}
}

// inUse returns the snapshots that were not collected, and the number of the
// last that was taken. fewer tells whether there are fewer than the last time.
func (s *store[K, V]) inUse() (cuts []*cut[K, V], last uint64, fewer bool) {
	s.cutting.Lock()
	defer s.cutting.Unlock()
	before := len(s.cuts)
	s.cuts = slices.DeleteFunc(s.cuts, func(w weak.Pointer[cut[K, V]]) bool {
		c := w.Value()
		if c != nil {
			cuts = append(cuts, c)
		}
		return c == nil
	})
	return cuts, s.taken, len(s.cuts) < before
}

// pruneShard drops what none of the cuts needs of the versions of one shard's
// table. Later cuts than last may be in use too.
func (s *store[K, V]) pruneShard(shard int, cuts []uint64, last uint64) {
	const atOnce = 64 // pages, for which writers wait
	g := &s.guards[shard]
	for from, more := 0, true; more; from += atOnce {
		g.mu.Lock()
		t := s.tables[shard].Load()
		if len(cuts) == 0 && g.cut <= last {
			g.cut = 0
			t.versions.Store(nil)
		}
		versions := t.versions.Load()
		if more = versions != nil && from < len(*versions); more {
			prune((*versions)[from:min(from+atOnce, len(*versions))], t.after, cuts, last)
		}
		g.mu.Unlock()
	}
}

// prune drops those of some pages' versions that none of the cuts needs, which
// are in their order; later ones than last may be in use as well. Cuts up to
// after do not have the table. No version is
// made meanwhile. Who walks the versions does so for a cut whose version stays,
// and gets there from a version that was dropped too.
func prune(versions []atomic.Pointer[version], after uint64, cuts []uint64, last uint64) {
	for i := range versions {
		link := &versions[i]
		for v := link.Load(); v != nil; v = v.older.Load() {
			since := after
			if older := v.older.Load(); older != nil {
				since = older.cut
			}
			if v.cut > last || anyIn(cuts, since, v.cut) {
				link = &v.older
			} else {
				link.Store(v.older.Load())
			}
		}
	}
}

// anyIn reports whether one of the numbers, which are in their order, is above
// low and not above high.
func anyIn(numbers []uint64, low, high uint64) bool {
	for _, n := range numbers {
		if n > low {
			return n <= high
		}
	}
	return false
}
