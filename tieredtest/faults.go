package tieredtest

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Faults are what a double does wrong. The zero value is nothing. Fractions are of calls, or of
// messages, in [0, 1].
type Faults struct {
	Down bool // every call fails at once; no message comes, and those that listen are disconnected
	Hang bool // every call waits until its context ends, or until Set changes this

	Fail   float64       // calls that fail, and do nothing
	Forget float64       // calls that do what they should, and fail all the same
	Delay  float64       // calls, and messages, that take time
	Time   time.Duration // so much; a millisecond if it is 0

	Corrupt float64 // payloads that are returned, and messages, with a byte changed, or cut off
	Lose    float64 // messages that do not come
	Repeat  float64 // messages that come twice
	Reorder float64 // messages that come after the next one
}

// Injected counts what a double has done.
type Injected struct {
	Failed, Forgotten, Delayed, Hung     uint64 // calls
	Corrupted, Lost, Repeated, Reordered uint64 // payloads and messages
}

// dice decides on faults, and counts them.
type dice struct {
	mu       sync.Mutex
	random   *rand.Rand    // guarded by mu
	faults   Faults        // guarded by mu
	changed  chan struct{} // closed with every Set; guarded by mu
	injected Injected      // guarded by mu
}

func newDice(seed uint64) *dice {
	return &dice{random: rand.New(rand.NewPCG(seed, 0)), changed: make(chan struct{})}
}

func (d *dice) set(f Faults) (before Faults) {
	d.mu.Lock()
	defer d.mu.Unlock()
	before, d.faults = d.faults, f
	close(d.changed)
	d.changed = make(chan struct{})
	return before
}

func (d *dice) now() (f Faults, changed <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.faults, d.changed
}

// throw reports whether something that happens in a fraction of cases does, and counts it.
func (d *dice) throw(fraction float64, count func(*Injected) *uint64) bool {
	if fraction <= 0 {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.random.Float64() >= fraction {
		return false
	}
	*count(&d.injected)++
	return true
}

func (d *dice) count() Injected {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.injected
}

// damaged returns a copy of bytes with one changed, or without some at the end.
func (d *dice) damaged(b []byte) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	b = append([]byte{}, b...)
	if len(b) == 0 {
		return []byte{0}
	}
	if d.random.IntN(2) == 0 {
		return b[:d.random.IntN(len(b))]
	}
	b[d.random.IntN(len(b))] ^= 1 << d.random.IntN(8)
	return b
}
