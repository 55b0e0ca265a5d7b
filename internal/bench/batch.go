package bench

import (
	"fmt"

	"github.com/larder-go/larder/workload"
)

// Batcher is what a Cache has that looks several keys up at once: values[i] and
// found[i] are what Get(keys[i]) returns, for every i, and the result is how many
// were found. The three slices are of one length.
type Batcher[K comparable] interface {
	GetMany(keys []K, values [][]byte, found []bool) int
}

func batches[K comparable](c Cache[K]) bool {
	_, ok := c.(Batcher[K])
	return ok
}

// batch collects the Gets of one goroutine until there are enough to be looked up
// at once. Sets and Deletes do not wait for them: a Get comes up to a batch later
// than in the stream.
type batch[K comparable] struct {
	cache  Batcher[K]
	ops    []workload.Op // those collected; the others have its capacity as length
	keys   []K
	values [][]byte
	found  []bool
}

func newBatch[K comparable](b Batcher[K], size int) *batch[K] {
	return &batch[K]{
		cache:  b,
		ops:    make([]workload.Op, 0, size),
		keys:   make([]K, size),
		values: make([][]byte, size),
		found:  make([]bool, size),
	}
}

// doBatched is the loop that is measured, in place of do.
func (w *worker[K]) doBatched(ops []workload.Op) error {
	b := w.batch
	for i := range ops {
		op := &ops[i]
		switch op.Kind {
		case workload.Get:
			b.keys[len(b.ops)] = w.read[op.Key]
			b.ops = append(b.ops, *op)
			if len(b.ops) == cap(b.ops) {
				if err := w.flush(); err != nil {
					return err
				}
			}
		case workload.Set:
			w.tally.Sets++
			if err := w.set(op); err != nil {
				return err
			}
		case workload.Delete:
			w.tally.Deletes++
			w.cache.Delete(w.read[op.Key])
		}
	}
	return nil
}

// flush looks up what was collected.
func (w *worker[K]) flush() error {
	b, n, hits := w.batch, len(w.batch.ops), 0
	values, found := b.values[:n], b.found[:n]
	said := b.cache.GetMany(b.keys[:n], values, found)
	for i := range b.ops {
		op := &b.ops[i]
		if found[i] {
			hits++
			if !tells(values[i], op.Key) {
				return w.wrong(op.Key, values[i])
			}
		} else if w.fill {
			w.tally.Fills++
			if err := w.set(op); err != nil {
				return err
			}
		}
	}
	if said != hits {
		return fmt.Errorf("%w: GetMany returned %d and marked %d of %d keys as found", ErrInvalid, said, hits, n)
	}
	w.tally.Gets += uint64(n)
	w.tally.Hits += uint64(hits)
	b.ops = b.ops[:0]
	return nil
}
