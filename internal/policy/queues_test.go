package policy

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// bench is a cache of numbers on queues of one mode.
type bench struct {
	*testing.T
	*shadow
}

func newBench(t *testing.T, m *Mode, capacity int64) bench {
	return bench{t, newShadow(m, false, Credit{capacity, unlimited})}
}

// ask asks for keys one after the other, and says how many were there.
func (b bench) ask(keys ...uint32) (hits int) {
	for _, key := range keys {
		if b.access(key, 1) {
			hits++
		}
		require.LessOrEqual(b, b.queues.entries(), int(b.limits.entries))
		require.Len(b, b.at, b.queues.entries())
	}
	return hits
}

func (b bench) holds(keys ...uint32) {
	b.Helper()
	for _, key := range keys {
		require.Contains(b, b.at, key)
	}
}

func span(from, to uint32) (keys []uint32) {
	for key := from; key < to; key++ {
		keys = append(keys, key)
	}
	return keys
}

func TestClockPassesOverWhatWasHit(t *testing.T) {
	b := newBench(t, &clock, 3)
	b.ask(1, 2, 3, 1, 4)
	b.holds(1, 3, 4)
	b.ask(5)
	b.holds(1, 4, 5)
	b.ask(6, 7, 8)
	require.NotContains(t, b.at, uint32(1), "it was hit once, and passed over once")
}

func TestS3FIFOHasNewEntriesProveThemselves(t *testing.T) {
	b := newBench(t, &s3FIFO, 10)
	b.ask(1, 1, 1) // hit twice
	b.ask(span(100, 200)...)
	b.holds(1)
	require.Equal(t, 1, b.queues.main.n)

	b.ask(195) // it left not long ago, or is there
	b.ask(150)
	b.ask(span(200, 230)...)
	require.Equal(t, 1, b.ask(1))
}

func TestS3FIFORemembersWhatLeft(t *testing.T) {
	b := newBench(t, &s3FIFO, 10)
	b.ask(span(1, 13)...) // 1 and 2 have left
	require.Zero(t, b.ask(1))
	require.Equal(t, inMain, b.nodes.at(b.at[1]).in, "it is known, and enters the main queue at once")
}

func TestTinyLFUAdmitsWhatIsAskedForMoreOften(t *testing.T) {
	b := newBench(t, &tinyLFU, 20)
	hot := span(1, 20)
	for range 4 {
		b.ask(hot...)
	}
	b.ask(span(1000, 1400)...)
	require.GreaterOrEqual(t, b.ask(hot...), 18, "a scan replaces nothing that is asked for")
}

func TestTinyLFUKeepsAPartOfALoop(t *testing.T) {
	b := newBench(t, &tinyLFU, 50)
	hits := 0
	for range 20 {
		hits += b.ask(span(0, 100)...)
	}
	require.Greater(t, hits, 20*100/3, "half of the loop fits")
}

// Each mode has steps of its own; whatever happens, what is evicted was there.
func TestModesUnderChange(t *testing.T) {
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) {
			b := newBench(t, m, 64)
			next := uint32(1)
			random := func(n uint32) uint32 { next = next*1664525 + 1013904223; return next >> 8 % n }
			for i := range uint32(20_000) {
				switch {
				case i%1000 == 999:
					b.resize(Credit{int64(random(100)) + 1, unlimited})
				case i%50 == 49:
					b.forget(random(200))
				case i%5000 < 2500:
					b.ask(random(100) * random(100) / 100)
				default:
					b.ask(i % 150)
				}
				if i%333 == 0 { // what another mode has left is taken over
					other := modes[random(uint32(len(modes)))]
					b.queues.mode, b.queues.share = other, other.window
				}
				require.EqualValues(t, len(b.at), b.queues.window.size+b.queues.main.size)
			}
		})
	}
}

// An entry that readers hit all the time is not passed over for ever.
func TestAnEvictionEnds(t *testing.T) {
	for _, m := range modes {
		b := newBench(t, m, 1000)
		for range 4 {
			b.ask(span(0, 1000)...)
		}
		require.Zero(t, b.ask(5000), m.name)
		passed := 0
		for _, i := range b.at {
			if b.nodes.at(i).mark.count() < Most {
				passed++
			}
		}
		require.LessOrEqual(t, passed, minSteps+2, "%s: one eviction looked at more", m.name)
	}
}

// A candidate that loses does not move the hand: the victim stays the next one.
func TestAVictimThatWinsStaysWhereItIs(t *testing.T) {
	b := newBench(t, &tinyLFU, 20)
	b.ask(span(1, 41)...) // one in the window, 19 in the main queue
	victim := b.queues.main.last
	key := b.nodes.at(victim).print
	for other := range uint32(50) {
		b.ask(100 + other)
		require.Equal(t, victim, b.queues.main.last)
		b.holds(key)
	}
	for range 10 { // now it is asked for more often than the victim
		b.ask(1000)
	}
	b.ask(span(2000, 2003)...)
	b.holds(1000)
	require.NotContains(t, b.at, key)
}

// What nobody has asked for again has no reason to replace what is as old; the margin is
// what says so of a key that was asked for twice.
func TestACandidateMustBeAheadByMoreThanTheMargin(t *testing.T) {
	b := newBench(t, &tinyLFU, 20)
	b.ask(span(1, 21)...)
	hits := 0
	for range 5 {
		b.ask(span(20, 41)...) // each once more than what is there, so far
		hits += b.ask(span(1, 20)...)
	}
	require.GreaterOrEqual(t, hits, 5*19, "what is there stays, of a loop of twice the size")
}

// While the main queue has room, what leaves the window goes there.
func TestTinyLFUFillsTheMainQueueFirst(t *testing.T) {
	for _, m := range []*Mode{&tinyLFU, &hybrid} {
		b := newBench(t, m, 50)
		b.ask(span(1, 200)...)
		require.Equal(t, 50, b.queues.entries(), m.name)
		require.GreaterOrEqual(t, b.queues.main.n, 44, m.name)
	}
}

// What was asked for most often, long ago, is worth as little as the counts of the
// sketch are by then.
func TestTheFrequencyOfAnEntryFades(t *testing.T) {
	b := newBench(t, &tinyLFU, 4)
	b.ask(span(1, 9)...)
	i := b.queues.main.last
	b.nodes.at(i).freq, b.nodes.at(i).epoch = 12, b.queues.sketch.epoch
	require.EqualValues(t, 12, b.queues.frequency(i))
	b.queues.sketch.epoch += 2
	require.EqualValues(t, 3, b.queues.frequency(i))
	require.EqualValues(t, 3, b.queues.frequency(i), "once an epoch")
	b.queues.sketch.epoch += 200
	require.Zero(t, b.queues.frequency(i))
}
