package policy

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// trial is a cache that does what its selector says, and sees all keys sampled.
type trial struct {
	*selector
	cache    *shadow
	switches int
	misses   int
}

func newTrial(capacity int64) *trial {
	tr := &trial{cache: newShadow(modes[0], false, Credit{capacity, unlimited})}
	mode := 0
	tr.selector = newSelector(int(capacity), Credit{capacity, unlimited}, false, 0, func(m int, share float64) {
		if tr.cache.queues.steer(modes[m], share); m != mode {
			tr.switches++
			mode = m
		}
	})
	tr.rate = 1
	tr.usual = capacity
	tr.resize(tr.starting(0))
	return tr
}

func (tr *trial) ask(key uint32) {
	missed := !tr.cache.access(key, 1)
	if missed {
		tr.misses++
	}
	tr.access(key, 1, missed, tr.cache.queues.window.size+tr.cache.queues.main.size)
}

// recent asks for each key thrice within a while, and then never again: what has just
// come is what is asked for.
func recent(tr *trial, from uint32, n int) {
	for i := range uint32(n) {
		for _, back := range []uint32{0, 20, 30} {
			if i >= back {
				tr.ask(from + i - back)
			}
		}
	}
}

func TestTheSelectorLeavesAModeThatMissesMore(t *testing.T) {
	tr := newTrial(100)
	recent(tr, 0, 3000)
	require.NotZero(t, tr.current, "frequency tells nothing here")
	require.LessOrEqual(t, tr.switches, 3)
	before := tr.misses
	recent(tr, 10_000, 1000)
	require.Less(t, tr.misses-before, 1200, "of 1000 misses that nobody can avoid, and 2000 hits")

	for range 60 { // a loop that does not fit
		for key := range uint32(150) {
			tr.ask(1<<20 + key)
		}
	}
	require.Contains(t, []*Mode{&tinyLFU, &hybrid}, modes[tr.current])
}

// What is as good as another mode is no reason to switch: each costs misses.
func TestTheSelectorStaysWhereAllAreAlike(t *testing.T) {
	for seed := range uint64(3) {
		tr := newTrial(200)
		random := rand.New(rand.NewPCG(seed, 1))
		for range 20_000 {
			tr.ask(random.Uint32N(400))
		}
		require.LessOrEqual(t, tr.switches, 2, "seed %d", seed)
	}
}

// Before the cache is full its shadows are smaller than their part, so that they have
// an opinion by then.
func TestShadowsGrowWithTheCache(t *testing.T) {
	tr := newTrial(1000)
	require.EqualValues(t, 62, tr.shadows[0].limits.entries)
	for key := range uint32(999) {
		tr.ask(key)
		require.LessOrEqual(t, tr.shadows[0].limits.entries, int64(500))
	}
	require.False(t, tr.warm)
	tr.ask(999)
	tr.ask(1000)
	require.True(t, tr.warm)
	for _, s := range tr.shadows {
		require.EqualValues(t, 1000, s.limits.entries)
	}
}

// Of a loop that does not fit into the cache the sample may fit into the shadows: the
// cache misses what they find, and they are made smaller, within limits.
func TestShadowsShrinkWhileTheCacheMissesMore(t *testing.T) {
	tr := newTrial(400)
	for key := range uint32(500) { // full, and warm
		tr.ask(key)
	}
	for range 20 {
		for key := range uint32(390) {
			tr.access(key, 1, true, 400)
		}
	}
	small := tr.shadows[0].limits.entries
	require.Less(t, small, int64(400))
	require.GreaterOrEqual(t, small, int64(300), "by a quarter at most")
	for range 60 {
		for key := range uint32(1000) {
			tr.access(key, 1, false, 400)
		}
	}
	require.EqualValues(t, 400, tr.shadows[0].limits.entries, "they grow again when it misses less")
}

// The mode that is published is followed by the share of its shadow's window, where the
// main queue is earned.
func TestTheShareFollowsTheShadow(t *testing.T) {
	share := 0.0
	s := newSelector(100, Credit{100, unlimited}, false, 2, func(_ int, to float64) { share = to })
	require.Equal(t, wideS3FIFO.window, share, "at first it is the mode's")
	for key := range uint32(300) {
		s.access(key, 1, true, 100)
	}
	s.current = 2
	s.announce()
	require.Equal(t, 1.0, share, "nothing was asked for twice, and all is in the window")
}

func TestTheRateOfSamples(t *testing.T) {
	for entries, want := range map[int]uint32{0: 1, 1: 1, 511: 1, 512: 2, 1000: 2, 16383: 32, 16384: 64, 1 << 30: 64} {
		require.Equal(t, want, rateFor(entries), "of %d", entries)
	}
}
