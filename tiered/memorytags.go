package tiered

import (
	"context"
	"time"
)

// InvalidateTag makes an end of what has a tag.
func (m *Memory) InvalidateTag(ctx context.Context, tag string, announce []byte) Outcome {
	return m.outcomes(ctx, 1, func(_ int, now time.Time) Outcome {
		m.counter = number(now, m.counter)
		if len(m.tags) >= mostMemoryTags {
			m.floor = m.counter
			clear(m.tags)
		}
		m.tags[tag] = m.counter
		m.announce(announce, m.counter)
		return Outcome{Version: m.counter}
	})[0]
}

// InvalidateAll makes an end of everything.
func (m *Memory) InvalidateAll(ctx context.Context, kind Kind, announce []byte) Outcome {
	return m.outcomes(ctx, 1, func(_ int, now time.Time) Outcome {
		m.counter = number(now, m.counter)
		if kind == Removed {
			m.removed = m.counter
		} else {
			m.expired = m.counter
		}
		m.announce(announce, m.counter)
		return Outcome{Version: m.counter}
	})[0]
}

// What is pruned with each pruneEvery new keys: so many keys are looked at, twice as many as have
// come, so that what is over is found sooner or later.
const (
	pruneEvery = 64
	pruneLooks = 2 * pruneEvery
)

// prune forgets some keys of which nothing needs to be known any more, and, where there are too
// many, some others. A number that is forgotten does not come again, since numbers go with
// the time.
func (m *Memory) prune(now time.Time) {
	if m.writes++; m.writes < pruneEvery && (m.o.MaxEntries == 0 || len(m.entries) < m.o.MaxEntries) {
		return
	}
	m.writes = 0
	looks := 0
	for key, e := range m.entries { // begins at random
		if m.over(e, now) || m.o.MaxEntries > 0 && len(m.entries) >= m.o.MaxEntries && looks >= pruneLooks/2 {
			delete(m.entries, key)
		}
		if looks++; looks >= pruneLooks && (m.o.MaxEntries == 0 || len(m.entries) < m.o.MaxEntries) {
			return
		}
	}
	for key := range m.entries { // a small store
		if m.o.MaxEntries == 0 || len(m.entries) < m.o.MaxEntries {
			return
		}
		delete(m.entries, key)
	}
}

// over reports whether nothing needs to be known of an entry.
func (m *Memory) over(e *memoryEntry, now time.Time) bool {
	return !m.live(e, now) && !now.Before(e.forget)
}
