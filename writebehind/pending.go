package writebehind

import "time"

// pending is what is not in the store yet. The queue's mutex guards it and all that
// it refers to.
type pending[K comparable, V any] struct {
	keys  map[K]*entry[K, V]
	ready []*entry[K, V] // with a write that waits and none in flight, in the order in which they became so

	// All parts in the order of their making, which is that of their numbers: from
	// the oldest follow next.
	oldest, newest *part[K, V]
	made           uint64 // parts made so far
}

// entry is a key with at least one part.
type entry[K comparable, V any] struct {
	waiting *part[K, V] // the newest write, unless that is in flight
	flying  *part[K, V] // the write that a batch holds; changed by the goroutine of that batch alone
}

// part is a write, and stands for those that it has replaced.
type part[K comparable, V any] struct {
	write      Write[K, V]
	since      time.Time // when the oldest write it stands for was put
	number     uint64    // the number of that: what Flush waits for
	why        error     // why its last attempt failed; nil before there was one
	givenUp    bool      // it is lost, and OnLost is being told
	prev, next *part[K, V]
}

// newest returns the newest write that may yet be in the store, or nil.
//
// One that is given up is none of these, though it is pending until OnLost has returned:
// nobody would take it out of a cache again that had it from here.
//
//  1. batch:  gives up the write
//  2. batch:  OnLost: cache.Delete
//  3. reader: misses, and loads: Get, and then the store
//  4. batch:  OnLost has returned; the write is pending no more
//
// A load that has called Get before 1 began before 2, which keeps it out of the cache.
// A newer write that comes after 1 waits, and is shown.
func (e *entry[K, V]) newest() *part[K, V] {
	switch {
	case e == nil:
		return nil
	case e.waiting != nil:
		return e.waiting
	case e.flying.givenUp:
		return nil
	}
	return e.flying
}

// put adds a write and reports whether it has replaced one that waited.
func (p *pending[K, V]) put(w Write[K, V], now time.Time) (replaced bool) {
	e := p.keys[w.Key]
	if e == nil {
		e = &entry[K, V]{}
		p.keys[w.Key] = e
	}
	if e.waiting != nil {
		e.waiting.write = w
		return true
	}
	p.made++
	e.waiting = &part[K, V]{write: w, since: now, number: p.made}
	p.link(e.waiting)
	if e.flying == nil {
		p.ready = append(p.ready, e)
	}
	return false
}

// take returns up to n of the entries that are ready; their writes are in flight now.
func (p *pending[K, V]) take(n int) []*entry[K, V] {
	n = min(n, len(p.ready))
	batch := append([]*entry[K, V](nil), p.ready[:n]...)
	clear(p.ready[:n])
	p.ready = p.ready[n:]
	for _, e := range batch {
		e.flying, e.waiting = e.waiting, nil
	}
	return batch
}

// renew puts the newer write of an entry, if there is one, in the place of the one in
// flight, whose attempt has failed; and reports whether it did.
func (p *pending[K, V]) renew(e *entry[K, V]) bool {
	if e.waiting == nil {
		return false
	}
	e.flying.write = e.waiting.write
	e.flying.why = nil
	p.unlink(e.waiting)
	e.waiting = nil
	return true
}

// requeue takes an entry out of its batch, to be in another one. Nothing of it waits.
func (p *pending[K, V]) requeue(e *entry[K, V]) {
	e.waiting, e.flying = e.flying, nil
	p.ready = append(p.ready, e)
}

// settle ends the flight of an entry: its write is done, or lost.
func (p *pending[K, V]) settle(e *entry[K, V]) {
	key := e.flying.write.Key
	p.unlink(e.flying)
	e.flying = nil
	if e.waiting != nil {
		p.ready = append(p.ready, e)
	} else {
		delete(p.keys, key)
	}
}

func (p *pending[K, V]) link(x *part[K, V]) {
	x.prev = p.newest
	if p.newest == nil {
		p.oldest = x
	} else {
		p.newest.next = x
	}
	p.newest = x
}

func (p *pending[K, V]) unlink(x *part[K, V]) {
	if x.prev == nil {
		p.oldest = x.next
	} else {
		x.prev.next = x.next
	}
	if x.next == nil {
		p.newest = x.prev
	} else {
		x.next.prev = x.prev
	}
	x.prev, x.next = nil, nil
}
