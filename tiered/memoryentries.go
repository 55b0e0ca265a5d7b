package tiered

import (
	"context"
	"slices"
	"time"

	"github.com/larder-go/larder"
)

// memoryEntry is what Memory has of a key. All is guarded by Memory.mu.
type memoryEntry struct {
	payload  []byte // nil if there is none
	tags     []string
	deadline time.Time // of the payload; zero for none
	version  uint64
	born     uint64 // when it was meant, in microseconds; of what was filled, when its lease was given
	since    uint64 // Memory.counter when it was stored, or its lease given
	expired  bool   // by an invalidation of the key

	leases map[string]memoryLease // by token
	lock   string                 // the token that has it, if that lease has not ended

	forget time.Time // when nothing needs to be known any more, if there is no payload
}

// entry returns that of a key, and makes one if there is none.
func (m *Memory) entry(key string, now time.Time) *memoryEntry {
	e := m.entries[key]
	if e == nil {
		m.prune(now)
		e = &memoryEntry{}
		m.entries[key] = e
	}
	return e
}

// live reports whether the payload is there and was not invalidated.
func (m *Memory) live(e *memoryEntry, now time.Time) bool {
	if e.payload == nil || !e.deadline.IsZero() && !now.Before(e.deadline) || e.since < m.removed {
		return false
	}
	for _, tag := range e.tags {
		if e.since < max(m.tags[tag], m.floor) {
			return false
		}
	}
	return true
}

// Get returns what is there.
func (m *Memory) Get(ctx context.Context, keys []string) []Record {
	records := make([]Record, len(keys))
	now, err := m.begin(ctx)
	if err != nil {
		for i := range records {
			records[i].Err = err
		}
		return records
	}
	defer m.mu.Unlock()
	for i, key := range keys {
		if e := m.entries[key]; e != nil {
			records[i] = m.record(e, now)
		}
	}
	return records
}

func (m *Memory) record(e *memoryEntry, now time.Time) Record {
	r := Record{Version: e.version}
	if !m.live(e, now) {
		return r
	}
	r.Payload, r.Remains = slices.Clone(e.payload), larder.NoExpiry
	if r.Payload == nil {
		r.Payload = []byte{}
	}
	if !e.deadline.IsZero() {
		r.Remains = e.deadline.Sub(now)
	}
	var at uint64
	if e.expired {
		at = e.born
	}
	if e.since < m.expired {
		at = max(at, m.expired)
	}
	if at > 0 {
		r.Expired, r.Overdue = true, max(time.Duration(now.UnixMicro()-int64(at))*time.Microsecond, 0)
	}
	return r
}

// store puts a payload in, and ends all leases. Its number is remembered as that of a key that is
// gone, since a late change may come after it has expired.
func (m *Memory) store(e *memoryEntry, f *Filling, version, born, since uint64, now time.Time) {
	*e = memoryEntry{
		payload: append([]byte{}, f.Payload...), tags: slices.Clone(f.Tags), version: version, born: born, since: since,
		forget: now.Add(m.o.Tombstone),
	}
	if f.Keep != larder.NoExpiry {
		e.deadline = now.Add(max(f.Keep, time.Millisecond))
	}
}

// order gives a change its number, and when it was meant; ok is false where what is there was
// meant later.
func (e *memoryEntry) order(now time.Time, age time.Duration) (version, born uint64, ok bool) {
	if age <= 0 {
		version = number(now, e.version)
		return version, version, true
	}
	meant := uint64(max(now.Add(-age).UnixMicro(), 1))
	if meant < e.born {
		return e.version, 0, false
	}
	return max(meant, e.version+1), meant, true
}

// outcomes makes changes, each under the lock.
func (m *Memory) outcomes(ctx context.Context, n int, change func(i int, now time.Time) Outcome) []Outcome {
	outcomes := make([]Outcome, n)
	now, err := m.begin(ctx)
	if err != nil {
		for i := range outcomes {
			outcomes[i].Err = err
		}
		return outcomes
	}
	defer m.mu.Unlock()
	for i := range outcomes {
		outcomes[i] = change(i, now)
	}
	return outcomes
}

// Write stores values.
func (m *Memory) Write(ctx context.Context, entries []Writing) []Outcome {
	return m.outcomes(ctx, len(entries), func(i int, now time.Time) Outcome {
		w := &entries[i]
		e := m.entry(w.Key, now)
		version, born, ok := e.order(now, w.Age)
		if !ok {
			return Outcome{Version: version, Outdated: true}
		}
		since := m.counter
		if w.Age > 0 { // what was invalidated since it was meant holds for it
			since = min(since, born)
		}
		m.store(e, &w.Filling, version, born, since, now)
		m.announce(w.Announce, version)
		return Outcome{Version: version}
	})
}

// Fill stores what was loaded.
func (m *Memory) Fill(ctx context.Context, token string, entries []Filling) []Outcome {
	return m.outcomes(ctx, len(entries), func(i int, now time.Time) Outcome {
		f := &entries[i]
		e := m.entry(f.Key, now)
		l, ok := e.lease(token, now)
		if !ok {
			return Outcome{Version: e.version, Refused: true}
		}
		version := number(now, e.version)
		m.store(e, f, version, l.given, l.since, now)
		return Outcome{Version: version}
	})
}

// Invalidate removes keys, or marks them as expired.
func (m *Memory) Invalidate(ctx context.Context, keys []Invalidation) []Outcome {
	return m.outcomes(ctx, len(keys), func(i int, now time.Time) Outcome {
		k := &keys[i]
		e := m.entry(k.Key, now)
		version, born, ok := e.order(now, k.Age)
		if !ok {
			return Outcome{Version: version, Outdated: true}
		}
		if k.Kind == Removed {
			*e = memoryEntry{}
		}
		e.version, e.born, e.expired = version, born, k.Kind == Expired
		e.leases, e.lock = nil, ""
		e.forget = now.Add(m.o.Tombstone)
		m.announce(k.Announce, version)
		return Outcome{Version: version}
	})
}
