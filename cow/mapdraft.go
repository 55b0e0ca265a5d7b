package cow

import (
	"maps"

	"github.com/larder-go/larder/internal/engine"
)

// draft is the next map of a mapStore: the published one until the first
// change, a copy of it from then on. It is one leader's.
type draft[K comparable, V any] struct {
	entries map[K]*engine.Entry[K, V]
	changed bool // entries is not the published map any more
	peak    int  // as mapStore.peak
	test    func(step)
}

// write returns the entries to change.
func (d *draft[K, V]) write() map[K]*engine.Entry[K, V] {
	if !d.changed {
		d.tell(copying)
		d.entries, d.changed = maps.Clone(d.entries), true
	}
	return d.entries
}

func (d *draft[K, V]) link(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	es := d.write()
	old = es[e.Key]
	es[e.Key] = e
	d.peak = max(d.peak, len(es))
	return old
}

func (d *draft[K, V]) take(key K) (old *engine.Entry[K, V]) {
	if old = d.entries[key]; old != nil {
		delete(d.write(), key)
	}
	return old
}

// remove unlinks those of es that are still linked, by identity: others may
// have taken their places, and a reader may have found the same entry as
// another. It moves them to the front, and returns how many they are. None is
// lost from es, so that the same can be done with another draft.
func (d *draft[K, V]) remove(es []*engine.Entry[K, V]) (n int) {
	for i, e := range es {
		if d.entries[e.Key] == e {
			delete(d.write(), e.Key)
			es[n], es[i] = e, es[n]
			n++
		}
	}
	return n
}

// drain gives the entries away and goes on with none.
func (d *draft[K, V]) drain() (all map[K]*engine.Entry[K, V]) {
	all = d.entries
	if len(all) > 0 || d.changed {
		d.entries, d.changed = map[K]*engine.Entry[K, V]{}, true
	}
	d.peak = 0
	return all
}

// shrink gives memory back: a clone is as large as its original ever was.
func (d *draft[K, V]) shrink() {
	if 4*len(d.entries) < d.peak {
		small := make(map[K]*engine.Entry[K, V], len(d.entries))
		maps.Copy(small, d.entries)
		d.entries, d.peak = small, len(small)
	}
}

func (d *draft[K, V]) tell(s step) {
	if d.test != nil {
		d.test(s)
	}
}

// step is what a leader is about to do.
type step string

const (
	copying    step = "copying"
	publishing step = "publishing"
)
