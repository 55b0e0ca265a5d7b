package loader

import (
	"runtime"
	"sync"
	"sync/atomic"
	"weak"
)

// tag is what items with the same tag point to.
type tag struct {
	name string        // never changes
	at   atomic.Uint64 // the number of its last invalidation
}

// invalidated reports whether one of tags was invalidated after since.
func invalidated(tags []*tag, since uint64) bool {
	for _, t := range tags {
		if t.at.Load() > since {
			return true
		}
	}
	return false
}

// tags knows the tags that items have, and no others: it holds them weakly, and so
// takes no more memory than they do, whatever was invalidated.
//
// A load that began before an invalidation may bring the first item with that tag
// after it. So the last invalidations are remembered, and a tag that is new counts
// as invalidated by those before.
type tags struct {
	number atomic.Uint64 // of the last invalidation

	mu    sync.Mutex
	names map[string]weak.Pointer[tag] // guarded by mu
	// last holds the tags of the last invalidations, so that these are remembered, and
	// is guarded by mu.
	last [remembered]invalidation
	next int    // the place in last of the next one
	old  uint64 // the number of the last invalidation that is not in last any more
}

type invalidation struct {
	tag    *tag
	number uint64
}

// remembered is how many invalidations are remembered one by one: more than come
// while a load runs, as a rule. Where more do, the load is discarded if it brings a
// tag that is new.
const remembered = 1024

// invalidate makes an end of all items with that name. O(1).
func (ts *tags) invalidate(name string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	t := ts.tagLocked(name)
	number := ts.number.Add(1)
	t.at.Store(number)
	ts.old = max(ts.old, ts.last[ts.next].number)
	ts.last[ts.next] = invalidation{t, number}
	ts.next = (ts.next + 1) % remembered
}

// of returns the tags with these names, for an item that is to hold them.
func (ts *tags) of(names []string) []*tag {
	if len(names) == 0 {
		return nil
	}
	ts.mu.Lock()
	defer ts.mu.Unlock()
	all := make([]*tag, len(names))
	for i, name := range names {
		all[i] = ts.tagLocked(name)
	}
	return all
}

func (ts *tags) tagLocked(name string) *tag {
	if t := ts.names[name].Value(); t != nil {
		return t
	}
	if ts.names == nil {
		ts.names = make(map[string]weak.Pointer[tag])
	}
	t := &tag{name: name}
	t.at.Store(ts.old)
	ts.names[name] = weak.Make(t)
	// Held weakly here, too: ts holds the last tags, and would hold itself by them.
	runtime.AddCleanup(t, func(of weak.Pointer[tags]) {
		if ts := of.Value(); ts != nil {
			ts.drop(name)
		}
	}, weak.Make(ts))
	return t
}

// drop forgets a tag that nothing holds any more, unless it has come back.
func (ts *tags) drop(name string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.names[name].Value() == nil {
		delete(ts.names, name)
	}
}
