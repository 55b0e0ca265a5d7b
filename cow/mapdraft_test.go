package cow

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/larder-go/larder/internal/storetest"
	"github.com/stretchr/testify/require"
)

func TestABatchInWhichNothingChangesPublishesNothing(t *testing.T) {
	s := newStage()
	var rs []*intRequest
	for k := range 4 {
		rs = append(rs, &intRequest{what: take, key: k},
			&intRequest{what: remove, es: []*storetest.Entry{{Key: k}, {Key: -1}}})
	}
	s.batch(rs...)
	require.Zero(t, s.copies.Load())
	require.Zero(t, s.publishes.Load())
	for _, r := range rs {
		require.Nil(t, r.old)
		require.Empty(t, r.removed())
	}
}

// What one request of a batch unlinks is what an earlier one linked, although
// no reader has ever seen it.
func TestABatchUnlinksWhatItLinked(t *testing.T) {
	s := newStage(&storetest.Entry{Key: 1, Value: 1})
	first := (*s.entries.Load())[1]
	e := func(value int) *storetest.Entry { return &storetest.Entry{Key: 1, Value: value} }
	a := &intRequest{what: link, e: e(2)}
	b := &intRequest{what: link, e: e(3)}
	c := &intRequest{what: take, key: 1}
	d := &intRequest{what: take, key: 1}
	f := &intRequest{what: link, e: e(4)}
	g := &intRequest{what: remove, es: []*storetest.Entry{b.e, f.e, f.e}}
	h := &intRequest{what: link, e: e(5)}
	i := &intRequest{what: drain}
	j := &intRequest{what: link, e: e(6)}
	s.batch(a, b, c, d, f, g, h, i, j)
	require.Same(t, first, a.old)
	require.Same(t, a.e, b.old)
	require.Same(t, b.e, c.old)
	require.Nil(t, d.old)
	require.Nil(t, f.old)
	require.Equal(t, []*storetest.Entry{f.e}, g.removed())
	require.Nil(t, h.old)
	require.Same(t, h.e, i.drained[1])
	require.Nil(t, j.old)
	require.Equal(t, map[int]*storetest.Entry{1: j.e}, *s.entries.Load())
}

// A drained map that the batch had emptied is not the one it goes on with.
func TestABatchGoesOnAfterADrain(t *testing.T) {
	s := newStage(&storetest.Entry{Key: 0})
	e := &storetest.Entry{Key: 1}
	drained := &intRequest{what: drain}
	s.batch(&intRequest{what: take, key: 0}, drained, &intRequest{what: link, e: e})
	require.Empty(t, drained.drained)
	require.Equal(t, map[int]*storetest.Entry{1: e}, *s.entries.Load())
}

// TestBatchesAgainstAMap compares random batches with the same on a map, one
// request after the other.
func TestBatchesAgainstAMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	s := newStage()
	want := map[int]*storetest.Entry{}
	var known []*storetest.Entry // linked at some time
	for round := range 300 {
		rs := make([]*intRequest, 1+rng.IntN(8))
		for i := range rs {
			key := rng.IntN(12)
			rs[i] = &intRequest{what: take, key: key}
			switch n := rng.IntN(20); {
			case n < 10:
				rs[i] = &intRequest{what: link, e: &storetest.Entry{Key: key, Value: round*100 + i}}
				known = append(known, rs[i].e)
			case n < 14:
				rs[i] = &intRequest{what: remove}
			case n == 19:
				rs[i] = &intRequest{what: drain}
			}
			if some := known[max(0, len(known)-10):]; len(some) > 0 && rng.IntN(3) == 0 {
				rs[i].es = []*storetest.Entry{some[rng.IntN(len(some))], some[rng.IntN(len(some))]}
			}
		}
		asked := make([][]*storetest.Entry, len(rs))
		for i, r := range rs {
			asked[i] = slices.Clone(r.es)
		}
		published := *s.entries.Load()
		before := maps.Clone(published)
		s.batch(rs...)
		require.Equal(t, before, published, "what readers hold must not change")
		require.LessOrEqual(t, s.publishes.Load(), int64(1))
		require.LessOrEqual(t, s.copies.Load(), int64(1))
		for i, r := range rs {
			switch r.what {
			case link:
				require.Same(t, want[r.e.Key], r.old)
				want[r.e.Key] = r.e
			case take:
				require.Same(t, want[r.key], r.old)
				delete(want, r.key)
			case drain:
				require.Equal(t, want, r.drained)
				clear(want)
			}
			var gone []*storetest.Entry
			for _, e := range asked[i] {
				if want[e.Key] == e {
					gone = append(gone, e)
					delete(want, e.Key)
				}
			}
			require.Equal(t, gone, append([]*storetest.Entry(nil), r.removed()...))
		}
		require.Equal(t, want, *s.entries.Load())
		s.check(t)
	}
}
