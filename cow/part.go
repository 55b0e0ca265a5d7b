package cow

import (
	"math"
	"math/rand/v2"
	"sync/atomic"
	"unsafe"
	"weak"

	"github.com/larder-go/larder/internal/engine"
)

// A table is swept in parts of 64 slots. For each the table knows a time before
// which nothing in it expires, so that a sweeper passes over a part in which
// nothing has, for one load.
const (
	partBits = 6
	part     = 1 << partBits
)

// expect is called after an entry with a deadline was put into a slot.
func (t *table[K, V]) expect(slot uint64, deadline int64) {
	lower(&t.earliest[slot>>partBits], deadline)
}

func lower(v *int64, to int64) {
	for old := atomic.LoadInt64(v); to < old; old = atomic.LoadInt64(v) {
		if atomic.CompareAndSwapInt64(v, old, to) {
			return
		}
	}
}

// cursor is where a scan of a store goes on.
type cursor[K comparable, V any] struct {
	shard, slot int
	next        int64 // not after any deadline in what the round has left behind
	stays       int64 // not after any deadline in the part so far, of what stays

	// table is what the slot is of, which may have been replaced since. Held
	// weakly: it would keep alive what it held.
	table weak.Pointer[table[K, V]]
}

// Scan needs no lock. Entries are told from empty slots without counting these.
func (s *store[K, V]) Scan(limit int, now int64, due func(*engine.Entry[K, V]) bool) (round engine.Round) {
	at := &s.cursor
	if at.shard == 0 && at.slot == 0 {
		at.next = engine.Never
	}
	for ; at.shard < shards; at.shard, at.slot = at.shard+1, 0 {
		t := s.tables[at.shard].Load()
		if at.slot > 0 && at.table.Value() != t {
			at.slot = 0 // what lay there lies elsewhere now
		}
		for at.slot < len(t.slots) {
			if round.Used >= limit || s.holds.Over() {
				at.table = weak.Make(t)
				return round
			}
			t.scanPart(at, limit, now, &round, s.tombstone, due)
		}
	}
	round.Done, round.Next = true, at.next
	s.cursor = cursor[K, V]{}
	return round
}

// scanPart shows what lies in the rest of a part, or passes over it. At the end of
// the part it knows when the first of what stays there expires. No writer's
// deadline is lost meanwhile:
//
//  1. scanPart, at the beginning of the part: earliest = never
//  2. writer: stores the entry in its slot
//  3. scanPart: sees the entry, and lowers earliest for it at the end
//
// or
//
//  1. scanPart: earliest = never
//  2. scanPart: looks into the slot
//  3. writer: stores the entry in the slot
//  4. writer: lowers earliest
//
// and where the writer stores the entry before 1, scanPart sees it.
func (t *table[K, V]) scanPart(at *cursor[K, V], limit int, now int64, round *engine.Round, tombstone unsafe.Pointer, due func(*engine.Entry[K, V]) bool) {
	first := &t.earliest[at.slot>>partBits]
	end := min((at.slot>>partBits+1)<<partBits, len(t.slots))
	if at.slot%part == 0 {
		if known := atomic.LoadInt64(first); known > now {
			at.slot, at.next = end, min(at.next, known)
			round.Pass()
			return
		}
		atomic.StoreInt64(first, engine.Never)
		at.stays = engine.Never
	}
	for ; at.slot < end && round.Used < limit; at.slot++ {
		p := atomic.LoadPointer(&t.slots[at.slot])
		if p == nil || p == tombstone {
			continue
		}
		round.Used++
		if e := untagged[K, V](p); !due(e) {
			at.stays = min(at.stays, e.Deadline)
		}
	}
	if at.slot == end {
		lower(first, at.stays)
		at.next = min(at.next, atomic.LoadInt64(first))
	}
}

// Overdue needs no lock.
func (s *store[K, V]) Overdue(now int64, show func(*engine.Entry[K, V])) {
	for i := range s.tables {
		t := s.tables[i].Load()
		for n := range t.earliest {
			if atomic.LoadInt64(&t.earliest[n]) > now {
				continue
			}
			for slot := n << partBits; slot < min((n+1)<<partBits, len(t.slots)); slot++ {
				p := atomic.LoadPointer(&t.slots[slot])
				if p == nil || p == s.tombstone {
					continue
				}
				if e := untagged[K, V](p); e.Deadline <= now {
					show(e)
				}
			}
		}
	}
}

// Sample shows what lies in the slots that follow a random one, without a lock:
// in a small cache, or one whose hashes are bad, those of other tables too. It
// shows less than n where it has looked into 16 slots for each, a table being
// that empty at worst.
func (s *store[K, V]) Sample(n int, due func(*engine.Entry[K, V]) bool) {
	n = min(n, math.MaxInt/16)
	looks, first := 16*n, rand.IntN(shards)
	for i := range shards {
		t := s.tables[(first+i)%shards].Load()
		at := rand.IntN(len(t.slots))
		for range len(t.slots) {
			if n == 0 || looks == 0 {
				return
			}
			looks--
			if p := atomic.LoadPointer(&t.slots[at]); p != nil && p != s.tombstone {
				due(untagged[K, V](p))
				n--
			}
			at = (at + 1) % len(t.slots)
		}
	}
}
