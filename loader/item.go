package loader

import (
	"math"
	"time"
)

// Item is what the cache below stores for a value of type V: the value, and what the
// loader has to know about it. Its name is needed where the compiler cannot find out the
// type parameters of a backend's constructor; there is nothing in it for anybody else.
type Item[V any] struct {
	// attend is the time from which on the loader is to look closer at a hit; never
	// if that is not before the cache below drops the item. It and more, which every
	// hit looks at, lie beside the key.
	attend int64
	more   *more // nil if there is nothing more to say

	value V
	until int64 // the end of the TTL
}

// more is what only some items need. It never changes.
type more struct {
	version uint64
	weight  int64
	pin     bool

	tags  []*tag
	since uint64 // invalidations of tags up to this one do not concern it

	refresh int64         // when it is due; never if not by its age
	cost    time.Duration // how long its load took

	err      error // of an item that stands for a failed load
	failures int   // in a row
}

// never is a time that does not come.
const never int64 = math.MaxInt64

// after returns the time that lies d after now, or never.
func after(now int64, d time.Duration) int64 {
	if int64(d) > never-max(now, 0) {
		return never
	}
	return now + int64(d)
}

// dueAt returns the age by which the value is due, as a time.
func (it *Item[V]) dueAt() int64 {
	if it.more != nil {
		return it.more.refresh
	}
	if it.attend < it.until {
		return it.attend
	}
	return never
}

// outcome returns the item as what a load has brought.
func (it *Item[V]) outcome() outcome[V] {
	out := outcome[V]{value: it.value}
	if it.more != nil {
		out.tags, out.since = it.more.tags, it.more.since
	}
	return out
}

// invalid reports whether one of its tags was invalidated.
func (it *Item[V]) invalid() bool {
	return it.more != nil && invalidated(it.more.tags, it.more.since)
}

func (it *Item[V]) tagged() bool { return it.more != nil && len(it.more.tags) > 0 }

func (it *Item[V]) version() uint64 {
	if it.more == nil {
		return 0
	}
	return it.more.version
}

// weigh returns the weight that the load gave, or else what user says, or 1.
func weigh[K comparable, V any](user func(K, V) int64, key K, it *Item[V]) int64 {
	switch {
	case it.more != nil && it.more.pin:
		return 0
	case it.more != nil && it.more.weight != 0:
		return it.more.weight
	case user != nil:
		return user(key, it.value)
	}
	return 1
}
