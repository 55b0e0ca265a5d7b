package policy

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// tuned is an adaptive bound of one shard that is small enough for all keys to be
// sampled.
type tuned struct {
	*testing.T
	*Bound
	marks map[uint64]*Mark
}

func newTuned(t *testing.T, capacity int) tuned {
	b := New(Settings{Capacity: capacity, Shards: 1})
	require.EqualValues(t, 1, b.group.tuner.rate.Load(), "all are sampled")
	return tuned{t, b, make(map[uint64]*Mark)}
}

func (b tuned) set(key uint64) {
	m := new(Mark)
	l := b.Admit(Arrival{Mark: m, Hash: key, Born: Unborn}, b.marks[key])
	b.Settle(l)
	b.marks[key] = m
	for i := range l.Len() {
		for k, m := range b.marks {
			if m == l.At(i).Mark {
				delete(b.marks, k)
			}
		}
	}
}

// hit reports whether the hit was offered.
func (b tuned) hit(key uint64) (offered bool) {
	m := b.marks[key]
	b.Hit(m, m.Hits, func() uint64 { offered = true; return key })
	return offered
}

// seen returns how often each shadow has heard of a key, up to Most+1; 0 if it has not.
func (b tuned) seen(key uint64) (seen [len(modes)]int) {
	for i, s := range b.group.tuner.selector.shadows {
		if at, ok := s.at[uint32(mix(key))]; ok {
			seen[i] = int(s.nodes.at(at).mark.count()) + 1
		}
	}
	return seen
}

func of(n int) (all [len(modes)]int) {
	for i := range all {
		all[i] = n
	}
	return all
}

func TestTheSelectorHearsOfSamples(t *testing.T) {
	b := newTuned(t, 100)
	b.set(1)
	require.Equal(t, of(1), b.seen(1))
	require.True(t, b.hit(1))
	require.Equal(t, of(1), b.seen(1), "a hit takes no lock: it waits for the next miss")
	b.set(2)
	require.Equal(t, of(2), b.seen(1))
	b.set(3)
	require.Equal(t, of(2), b.seen(1), "it is heard of once")
	b.set(2)
	require.Equal(t, of(1), b.seen(2), "what replaces a value is no miss")
	b.Remove(b.marks[1], 1)
	require.Equal(t, of(0), b.seen(1), "what was deleted is no longer there")
}

// An entry that is hit all the time is offered once in an epoch, which ends when half of
// the cache may have been replaced.
func TestAHotEntryIsOfferedOnceInAnEpoch(t *testing.T) {
	b := newTuned(t, 20)
	for key := range uint64(20) {
		b.set(key)
	}
	offers := func() (n int) {
		for range 50 {
			if b.hit(0) {
				n++
			}
		}
		return n
	}
	b.hit(0)
	b.hit(0)
	b.hit(0)
	epoch := b.group.tuner.epoch.Load()
	offers()
	require.Zero(t, offers(), "it is at its highest, and was offered in this epoch")
	m := b.marks[0]
	before := m.Hits
	m.Hits = 0
	b.Hit(m, before, nil)
	require.Zero(t, m.Hits, "then a hit stores nothing")
	m.Hits = before
	for key := uint64(100); b.group.tuner.epoch.Load() == epoch; key++ {
		require.Less(t, key, uint64(111), "an epoch ends")
		b.set(key)
		b.marks[0].setCount(Most) // it is hit meanwhile
	}
	require.Equal(t, 1, offers())
}

func TestHitsThatFindTheFeedFullAreDropped(t *testing.T) {
	b := newTuned(t, 200)
	for key := range uint64(200) {
		b.set(key)
	}
	for key := range uint64(200) {
		b.hit(key)
	}
	b.set(1000)
	heard := 0
	for key := range uint64(200) {
		if b.seen(key)[0] > 1 {
			heard++
		}
	}
	require.Positive(t, heard)
	require.LessOrEqual(t, heard, feedRoom)
	require.True(t, b.hit(1000))
	b.set(1001)
	require.Equal(t, 2, b.seen(1000)[0], "there is room again")
}

// A cache whose limits change has another selector, which goes on in the same mode.
func TestOtherLimitsHaveAnotherSelector(t *testing.T) {
	b := newTuned(t, 100)
	b.group.tuner.publish(3, 1)
	before := b.group.tuner.selector
	b.Resize(1 << 20)
	after := b.group.tuner.selector
	require.NotSame(t, before, after)
	require.Equal(t, 3, after.current)
	require.EqualValues(t, 1<<20, after.limits.entries)
	require.EqualValues(t, mostRate, b.group.tuner.rate.Load())
	b.set(1)
	require.Same(t, modes[3], b.shards[0].order.(*queues).mode, "the shard follows")
}

// Of a limit by weight nobody knows at first how many entries it means.
func TestALimitOfWeightHasASelectorOnceItIsFull(t *testing.T) {
	b := New(Settings{MaxWeight: 3000, Weighs: true, Shards: 1})
	require.Nil(t, b.group.tuner.selector)
	for key := range uint64(1001) {
		b.Settle(b.Admit(Arrival{Mark: new(Mark), Hash: key, Weight: 3, Born: Unborn}, nil))
		require.Equal(t, key == 1000, b.group.tuner.selector != nil, "%d", key)
	}
	require.EqualValues(t, rateFor(1000), b.group.tuner.rate.Load())
}
