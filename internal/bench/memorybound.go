package bench

import (
	"context"
	"fmt"

	"github.com/larder-go/larder/workload"
)

// stocked returns a stream with the keys that samples work with: those of s and,
// where memory is measured, those that bounded caches get besides.
func (p Plan) stocked(s *workload.Stream) *workload.Stream {
	if p.Subject != Memory {
		return s
	}
	most := 0
	for _, c := range p.capacities() {
		most = max(most, c.Of(s.Keys))
	}
	return &workload.Stream{Keys: s.Keys + most, Ops: s.Ops}
}

// first returns the material of the first n keys.
func (m *material[K]) first(n int) *material[K] {
	return &material[K]{stored: m.stored[:n], read: m.read[:n], values: m.values[:n]}
}

// resident returns the material of the entries that a bounded cache holds, which it
// says are so many: an error wraps ErrInvalid where it is far from that, since a
// figure by entry would be another then.
func (s *sampler[K]) resident(ctx context.Context, cache Cache[K], says int) (*material[K], error) {
	m, found := s.material, new(material[K])
	for i, key := range m.read {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		v, ok := cache.Get(key)
		if !ok {
			continue
		}
		if !tells(v, uint32(i)) {
			return nil, wrongValue("Get", key, v)
		}
		found.stored = append(found.stored, m.stored[i])
		found.read = append(found.read, key)
		found.values = append(found.values, m.values[i])
	}
	n := len(found.stored)
	if n == 0 || max(n, says)-min(n, says) > s.cell.slack() {
		return nil, fmt.Errorf("%w: the cache says that it holds %d entries, and %d of the %d that were stored are there",
			ErrInvalid, says, n, len(m.stored))
	}
	return found, nil
}
