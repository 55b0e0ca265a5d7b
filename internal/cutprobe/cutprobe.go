// Package cutprobe tells whether an iteration over a map that is being written
// shows the map as it was at one instant.
//
// One writer counts: it goes through the keys 0, 1, … in order, again and
// again, and sets each to one more than it was. So after m writes to n keys the
// first m mod n keys hold m/n+1 and the others m/n, and nothing else: a view is
// of one instant exactly if its values, in the order of the keys, never rise
// and fall by at most one in all. A view that mixes two instants shows a
// second step, or one that is too high, or one upwards. From the step follows m,
// the number of writes that the view has in it, so that it is also known
// whether that instant lay between the beginning and the end of the view.
//
// Run does all of it, for a benchmark. A test that has writers and viewers of
// its own uses a Probe. It imports no package testing.
package cutprobe

import (
	"fmt"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
)

// Probe is a writer that counts, and a judge of views. Make one with New. One
// goroutine may Write while any number of them Judge.
type Probe struct {
	keys int

	// Numbers of writes, stored by the writer alone. A write takes effect after
	// begun and before done has counted it, so an instant at which the map has m
	// writes in it has done <= m <= begun.
	begun, done atomic.Int64
}

// New returns a probe of so many keys, at least 2: 0 to keys-1.
func New(keys int) *Probe {
	if keys < 2 {
		keys = 2 // with one key there is no order to look at
	}
	return &Probe{keys: keys}
}

// Fill sets all keys to 0. It is called once, before Write and Judge.
func (p *Probe) Fill(set func(key, value int)) {
	for key := range p.keys {
		set(key, 0)
	}
}

// Write counts until more returns false, which it asks before each write.
func (p *Probe) Write(set func(key, value int), more func() bool) {
	for m := p.done.Load(); more(); m++ {
		p.begun.Store(m + 1)
		set(int(m)%p.keys, int(m)/p.keys+1)
		p.done.Store(m + 1)
	}
}

// View is what a judge found.
type View struct {
	// Breach says why the view was of no instant between its beginning and its
	// end. It is empty if it was of one.
	Breach string
	// Beside is the number of writes that ended during the view. A view with
	// none proves nothing.
	Beside int64
}

const (
	// pause is how many writes a judge lets pass in the middle of its loop.
	pause = 16
	// patience is how often it yields for that: a map that holds a lock while it
	// is iterated over stops the writer.
	patience = 20_000
)

// Judge takes one view and says whether it was of one instant. It holds the
// loop up in the middle until the writer has gone on, so that an iteration that
// reads as it goes is caught whatever the scheduler does. Keys that are not the
// probe's are passed over. O(keys).
func (p *Probe) Judge(view func() iter.Seq2[int, int]) View {
	values := make([]int, p.keys)
	for key := range values {
		values[key] = -1
	}
	least := p.done.Load()
	visited, breach := 0, ""
	for key, value := range view() {
		if key < 0 || key >= p.keys {
			continue
		}
		if values[key] >= 0 && breach == "" {
			breach = fmt.Sprintf("key %d is there twice, as %d and %d", key, values[key], value)
		}
		values[key] = value
		if visited++; visited == p.keys/2 {
			p.await(p.done.Load() + pause)
		}
	}
	most, done := p.begun.Load(), p.done.Load()
	if breach == "" {
		breach = judge(values, least, most)
	}
	return View{Breach: breach, Beside: done - least}
}

func (p *Probe) await(done int64) {
	for range patience {
		if p.done.Load() >= done {
			return
		}
		runtime.Gosched()
	}
}

// judge returns why values are not those after m writes, least <= m <= most.
func judge(values []int, least, most int64) string {
	if missing := slices.Index(values, -1); missing >= 0 {
		return fmt.Sprintf("key %d is missing", missing)
	}
	last := len(values) - 1
	m := int64(values[last]) * int64(len(values)) // values[last] rounds are complete
	for key, value := range values {
		if key > 0 && value > values[key-1] {
			return fmt.Sprintf("key %d is at %d and key %d, which is written later, at %d", key-1, values[key-1], key, value)
		}
		if value > values[last]+1 {
			return fmt.Sprintf("key %d is at %d and key %d at %d: rounds apart", key, value, last, values[last])
		}
		m += int64(value - values[last])
	}
	switch {
	case m < least:
		return fmt.Sprintf("it has %d writes in it, and %d had ended before it began", m, least)
	case m > most:
		return fmt.Sprintf("it has %d writes in it, and %d had begun when it ended", m, most)
	}
	return ""
}
