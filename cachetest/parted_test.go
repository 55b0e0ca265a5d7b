package cachetest_test

import (
	"hash/fnv"
	"iter"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

// parted is made of references, each with a part of the capacity, none of which
// knows of the others: as much as a bounded cache made of shards has to be excused
// from. Its weight is not parted, so that it is one reference then.
type parted []*plain

func newParted(o options) (parted, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	n := 4
	if o.MaxWeight > 0 || !o.Bounded() {
		n = 1
	}
	n = min(n, max(o.Capacity, 1))
	p := make(parted, n)
	for i := range p {
		part := o
		part.Capacity = quota(o.Capacity, i, n)
		r, err := newReference(part)
		if err != nil {
			return nil, err
		}
		p[i] = r
	}
	return p, nil
}

// quota is the i-th of n parts of the capacity.
func quota(capacity, i, n int) int {
	if i < capacity%n {
		return capacity/n + 1
	}
	return capacity / n
}

func (p parted) of(key string) *plain {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key))
	return p[int(h.Sum32()%uint32(len(p)))]
}

func (p parted) Get(key string) (int, bool) { return p.of(key).Get(key) }
func (p parted) Set(key string, value int, ttl time.Duration) error {
	return p.of(key).Set(key, value, ttl)
}
func (p parted) Delete(key string) bool { return p.of(key).Delete(key) }

func (p parted) Len() (n int) {
	for _, r := range p {
		n += r.Len()
	}
	return n
}

func (p parted) All() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for _, r := range p {
			for key, value := range r.All() {
				if !yield(key, value) {
					return
				}
			}
		}
	}
}

func (p parted) Stats() (s larder.Stats) {
	for _, r := range p {
		s = s.Add(r.Stats())
	}
	return s
}

func (p parted) Close() error {
	for _, r := range p {
		_ = r.Close()
	}
	return nil
}

// Resize leaves a part that gets nothing of a small capacity as it is, but empty.
func (p parted) Resize(capacity int) error {
	if capacity < 1 {
		return p[0].Resize(capacity)
	}
	return p.resizeFrom(0, capacity)
}

// resizeFrom goes on to the next part also if a listener panics.
func (p parted) resizeFrom(i, capacity int) (err error) {
	if i == len(p) {
		return nil
	}
	defer func() {
		if rest := p.resizeFrom(i+1, capacity); err == nil {
			err = rest
		}
	}()
	q := quota(capacity, i, len(p))
	p[i].mu.Lock()
	p[i].none = q == 0
	p[i].mu.Unlock()
	return p[i].Resize(max(q, 1))
}

func (p parted) ResizeWeight(limit int64) error { return p[0].ResizeWeight(limit) }

func TestACacheOfPartsKeepsTheLimits(t *testing.T) {
	cachetest.Run(t, cachetest.Suite{String: cachetest.Of(newParted)},
		cachetest.Without("each part evicts by itself", "SoonestExpiryGoesFirst", "SoonestExpirySeesWhatMoves", "SoonestExpirySeesHits"),
		cachetest.Without("each part has a timer of its own", "SweepBudgetBoundsASecond"))
}
