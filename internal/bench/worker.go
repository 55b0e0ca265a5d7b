package bench

import (
	"bytes"
	"fmt"
	"time"

	"github.com/larder-go/larder/workload"
)

// Tally counts what was done.
type Tally struct {
	Gets, Hits, Sets, Deletes uint64
	Fills                     uint64 // Sets that followed a Get that missed; not among Sets
}

// Ops returns the number of operations; a Get with its fill is one.
func (t Tally) Ops() uint64 { return t.Gets + t.Sets + t.Deletes }

// Mix returns the shares that were achieved.
func (t Tally) Mix() workload.Mix {
	n := float64(max(t.Ops(), 1))
	return workload.Mix{Get: float64(t.Gets) / n, Set: float64(t.Sets) / n, Delete: float64(t.Deletes) / n}
}

// HitRatio returns the share of the Gets that hit, and false where there was no
// Get.
func (t Tally) HitRatio() (ratio float64, ok bool) {
	return float64(t.Hits) / float64(max(t.Gets, 1)), t.Gets > 0
}

func (t *Tally) add(u Tally) {
	t.Gets += u.Gets
	t.Hits += u.Hits
	t.Sets += u.Sets
	t.Deletes += u.Deletes
	t.Fills += u.Fills
}

// cacheLines keeps what different goroutines write apart: 128 bytes, since
// processors fetch lines of 64 bytes in pairs.
const cacheLines = 128

// worker is one goroutine of a pass. Nothing of it is shared before it has ended.
type worker[K comparable] struct {
	*pass[K]
	batch *batch[K] // nil: a Get looks one key up
	tally Tally
	err   error
	ended time.Time
	_     [cacheLines - (8+8+5*8+16+24)%cacheLines]byte
}

// patience is the number of operations after which a worker looks whether it is
// to stop at once: often enough for caches that take a millisecond a write.
const patience = 64

// run takes blocks until there are none or the pass is stopped. A backend that
// panics ends the pass like one that returns a wrong value.
func (w *worker[K]) run() {
	defer func() {
		if p := recover(); p != nil {
			w.err = fmt.Errorf("%w: it panicked: %v", ErrInvalid, p)
		}
		if w.err != nil {
			w.stop.Store(true)
		}
		w.ended = time.Now()
	}()
	for !w.stop.Load() {
		block := w.deal.next()
		if len(block) == 0 {
			if w.batch != nil {
				w.err = w.flush()
			}
			return
		}
		for len(block) > 0 && !w.stop.Load() {
			n := min(patience, len(block))
			if w.batch != nil {
				w.err = w.doBatched(block[:n])
			} else {
				w.err = w.do(block[:n])
			}
			if w.err != nil {
				return
			}
			block = block[n:]
		}
	}
}

// do is the loop that is measured.
func (w *worker[K]) do(ops []workload.Op) error {
	var t Tally
	cache, read := w.cache, w.read
	for i := range ops {
		op := &ops[i]
		switch op.Kind {
		case workload.Get:
			t.Gets++
			v, ok := cache.Get(read[op.Key])
			if ok {
				t.Hits++
				if !tells(v, op.Key) {
					return w.wrong(op.Key, v)
				}
			} else if w.fill {
				t.Fills++
				if err := w.set(op); err != nil {
					return err
				}
			}
		case workload.Set:
			t.Sets++
			if err := w.set(op); err != nil {
				return err
			}
		case workload.Delete:
			t.Deletes++
			cache.Delete(read[op.Key])
		}
	}
	w.tally.add(t)
	return nil
}

func (w *worker[K]) set(op *workload.Op) error {
	ttl := time.Duration(op.TTL) * time.Millisecond
	value := w.values[op.Key][:op.Size]
	if w.fresh {
		value = bytes.Clone(value)
	}
	if err := w.cache.Set(w.stored[op.Key], value, ttl); err != nil {
		return failedSet(w.stored[op.Key], err)
	}
	return nil
}

func (w *worker[K]) wrong(key uint32, v []byte) error {
	how := "Get"
	if w.batch != nil {
		how = "GetMany"
	}
	return wrongValue(how, w.read[key], v)
}
