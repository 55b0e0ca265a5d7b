package policy

import (
	"testing"

	"github.com/larder-go/larder"
	"github.com/stretchr/testify/require"
)

// Shadows keep to limits in proportion, of entries and of weight, and hear of no more
// than they can hold.
func TestShadowsKeepToBothLimits(t *testing.T) {
	for name, s := range map[string]Settings{
		"Weight":              {MaxWeight: 64 << 20},
		"WeightThatIsNoLimit": {Capacity: 500, MaxWeight: 1 << 40},
		"Both":                {Capacity: 2000, MaxWeight: 64 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			const weight = 64 << 10
			s.Weighs, s.Policy, s.Shards = true, larder.PolicyAdaptive, 1
			b := New(s)
			for key := range uint64(20_000) {
				l := b.Admit(Arrival{Mark: new(Mark), Hash: key, Weight: weight + int64(key%7), Born: Unborn}, nil)
				b.Settle(l)
			}
			sel := b.group.tuner.selector
			require.NotNil(t, sel)
			require.True(t, sel.warm, "the cache is full")
			entries := b.group.entries.taken.Load()
			for _, sh := range sel.shadows {
				holds := sh.holds()
				require.LessOrEqual(t, holds.weight, s.MaxWeight)
				require.LessOrEqual(t, holds.entries, 2*entries/int64(sel.rate))
				require.GreaterOrEqual(t, holds.entries, entries/int64(2*sel.rate))
				require.LessOrEqual(t, sh.nodes.all.Len(), int(3*entries/int64(sel.rate)), "what left is forgotten")
			}
		})
	}
}

func TestWhatWaitedForRoomIsNotCountedTwice(t *testing.T) {
	b := New(Settings{Capacity: 100, Policy: larder.PolicyTinyLFU, Shards: 1})
	s := b.shards[0]
	q := s.order.(*queues)
	a := Arrival{Mark: new(Mark), Hash: 1, Born: Unborn}
	b.Settle(b.Admit(a, nil))
	print := s.nodes.at(a.Mark.node).print
	s.withdrawLocked(a.Mark.node)
	s.placeLocked(a, true)
	require.EqualValues(t, 1, q.sketch.estimate(print))
	require.Equal(t, inWindow, s.nodes.at(a.Mark.node).in)
}

// A limit that pinned entries exceed is kept to as soon as they can leave.
func TestALimitThatPinsExceed(t *testing.T) {
	b := New(Settings{Capacity: 10, Weighs: true, Shards: 1})
	var marks [5]*Mark
	set := func(hash uint64, weight int64, old *Mark) *Mark {
		m := new(Mark)
		b.Settle(b.Admit(Arrival{Mark: m, Hash: hash, Weight: weight, Pinned: weight == 0, Born: Unborn}, old))
		return m
	}
	for i := range marks {
		marks[i] = set(uint64(i), 0, nil)
	}
	b.Resize(1)
	require.False(t, func() bool { l := b.Shed(0); return l.Any() }(), "they are pinned")
	for i := range marks {
		marks[i] = set(uint64(i), 1, marks[i])
	}
	require.LessOrEqual(t, b.group.entries.taken.Load(), int64(1))
}

func TestShedFindsWhatIsPinnedAndExpired(t *testing.T) {
	b := New(Settings{Capacity: 200, Weighs: true, Shards: 1, Expiry: func(*Mark) int64 { return 5 }})
	for i := range uint64(200) {
		b.Settle(b.Admit(Arrival{Mark: new(Mark), Hash: i, Pinned: true, Deadline: 5, Born: Unborn}, nil))
	}
	b.Resize(1)
	left := 0
	for l := b.Shed(9); l.Any(); l = b.Shed(9) {
		left += l.Len()
		b.Settle(l)
	}
	require.Equal(t, 199, left)
}

// What was weighed before the limit was lowered drives nothing else out.
func TestWhatIsTooHeavyByNowLeavesAlone(t *testing.T) {
	b := New(Settings{MaxWeight: 1000, Weighs: true, Shards: 1})
	for i := range uint64(100) {
		b.Settle(b.Admit(Arrival{Mark: new(Mark), Hash: i, Weight: 1, Born: Unborn}, nil))
	}
	b.ResizeWeight(200)
	late := new(Mark)
	l := b.Admit(Arrival{Mark: late, Hash: 1000, Weight: 500, Born: Unborn}, nil)
	require.Equal(t, 1, l.Len())
	require.True(t, l.At(0).Mark == late)
	b.Settle(l)
	require.EqualValues(t, 100, b.group.weight.taken.Load())
}

// A sketch that is much too large is not halved at every turn.
func TestALargeSketchIsHalvedSeldom(t *testing.T) {
	var s sketch
	s.fit(100_000)
	for i := range uint32(10_000) {
		s.add(i, 1, 10)
	}
	require.Zero(t, s.epoch)
}

func TestABudgetDoesNotOverflow(t *testing.T) {
	var b budget
	b.limit.Store(unlimited)
	require.True(t, b.take(unlimited-1))
	require.True(t, b.take(1))
	require.False(t, b.take(1))
	require.False(t, b.take(unlimited))
	require.EqualValues(t, unlimited, b.taken.Load())
}
