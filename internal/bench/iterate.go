package bench

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"sync"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/cutprobe"
)

// Iterator is what a Cache has that shows all of its entries.
type Iterator[K comparable] interface {
	All() iter.Seq2[K, []byte]
}

func iterates[K comparable](c Cache[K]) bool {
	_, ok := c.(Iterator[K])
	return ok
}

// viewsAtOnce is how many iterations are made before it is looked whether the
// measurement is to stop.
const viewsAtOnce = 20

// iterate has one writer count in the entries, in the order of the keys, and
// judges iterations beside it.
func (s *sampler[K]) iterate(ctx context.Context) (o Outcome, err error) {
	cache, err := s.open(s.cell.setup)
	if err != nil {
		return o, err
	}
	defer cache.Close()
	p := newProbed(cache, s.material.stored)
	for o.Views < s.plan.Views {
		if ctx.Err() != nil {
			return o, ctx.Err()
		}
		r := cutprobe.Run(len(p.keys), min(viewsAtOnce, s.plan.Views-o.Views), p.set, p.view)
		if p.err != nil {
			return o, p.err
		}
		o.Views += r.Views
		o.Beside += r.Beside
		o.Torn += r.Torn
	}
	return o, s.work.checkResident(cache.Len())
}

// probed is a cache as the probe sees it: numbers by the numbers of keys. A value
// begins with the number of its key, as everywhere, and goes on with the count.
type probed[K comparable] struct {
	cache   Cache[K]
	keys    []K
	numbers map[K]int // of the keys; read alone

	mu  sync.Mutex // guards err, which the writer and the judge may set
	err error      // the first; read when neither runs
}

func newProbed[K comparable](cache Cache[K], keys []K) *probed[K] {
	p := &probed[K]{cache: cache, keys: keys, numbers: make(map[K]int, len(keys))}
	for i, key := range keys {
		p.numbers[key] = i
	}
	return p
}

func (p *probed[K]) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.err = err
	}
}

func (p *probed[K]) set(key, count int) {
	v := make([]byte, 16)
	binary.LittleEndian.PutUint64(v, mark(uint32(key)))
	binary.LittleEndian.PutUint64(v[8:], uint64(count))
	if err := p.cache.Set(p.keys[key], v, larder.DefaultTTL); err != nil {
		p.fail(failedSet(p.keys[key], err))
	}
}

func (p *probed[K]) view() iter.Seq2[int, int] {
	all := p.cache.(Iterator[K]).All() // or the cell would have been skipped
	return func(yield func(int, int) bool) {
		for key, v := range all {
			number, ok := p.numbers[key]
			switch {
			case !ok:
				p.fail(fmt.Errorf("%w: All shows the key %v, which was never set", ErrInvalid, key))
				return
			case len(v) != 16 || !tells(v, uint32(number)):
				p.fail(wrongValue("All", key, v))
				return
			case !yield(number, int(binary.LittleEndian.Uint64(v[8:]))):
				return
			}
		}
	}
}
