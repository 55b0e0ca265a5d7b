package policy

import (
	"testing"

	"github.com/larder-go/larder"
	"github.com/stretchr/testify/require"
)

// mortal is an entry that is pinned or not, and expires.
type mortal struct {
	deadline int64
	pinned   bool
}

// yard is a bound with one shard, of entries that expire.
type yard struct {
	*Bound
	there map[*Mark]mortal
	now   int64
	next  uint64
}

func newYard(p larder.Policy, capacity int) *yard {
	y := &yard{there: make(map[*Mark]mortal)}
	y.Bound = New(Settings{Capacity: capacity, Weighs: true, Policy: p, Shards: 1, Expiry: func(m *Mark) int64 { return y.there[m].deadline }})
	return y
}

// set adds an entry, and returns those that left.
func (y *yard) set(m mortal) (it *Mark, left []*Mark) {
	it, y.next = new(Mark), y.next+1
	y.there[it] = m
	l := y.Admit(Arrival{Mark: it, Hash: y.next, Pinned: m.pinned, Deadline: m.deadline, Now: y.now, Born: Unborn}, nil)
	for i := range l.Len() {
		left = append(left, l.At(i).Mark)
	}
	y.Settle(l)
	return it, left
}

// What is pinned and expired leaves before what is new, and alone, is turned away.
func TestAPinnedEntryThatHasExpiredMakesRoom(t *testing.T) {
	const never = 1 << 62
	for _, p := range larder.Policies() {
		for _, pinned := range []bool{false, true} {
			y := newYard(p, 200)
			var dead *Mark
			for i := range 200 {
				m := mortal{never, true}
				if i == 150 {
					m.deadline = 5
				}
				it, left := y.set(m)
				require.Empty(t, left)
				if i == 150 {
					dead = it
				}
			}
			y.now = 4
			it, left := y.set(mortal{never, pinned})
			require.Equal(t, []*Mark{it}, left, "%v: none has expired", p)
			y.now = 5
			var gone []*Mark
			for range 200/minSteps + 1 {
				if it, left = y.set(mortal{never, pinned}); len(left) == 1 && left[0] != it {
					gone = append(gone, left...)
					break
				}
				require.Equal(t, []*Mark{it}, left, "%v: it is looked for a part at a time", p)
			}
			require.Equal(t, []*Mark{dead}, gone, "%v, pinned=%v", p, pinned)
		}
	}
}

// However often it was asked for.
func TestWhatHasExpiredWinsNoContest(t *testing.T) {
	for _, p := range larder.Policies() {
		for _, capacity := range []int{1, 2, 50} {
			y := newYard(p, capacity)
			for range capacity {
				it, _ := y.set(mortal{5, false})
				for range 20 {
					y.Hit(it, it.Hits, func() uint64 { return 0 })
				}
			}
			y.now = 5
			for range capacity {
				it, left := y.set(mortal{9, false})
				require.Len(t, left, 1)
				require.NotSame(t, it, left[0], "%v", p)
				require.EqualValues(t, 5, y.there[left[0]].deadline, "%v", p)
			}
		}
	}
}

// Nor one with what comes from the window: what is there at last has not expired.
func TestWhatHasExpiredWinsNoContestInTheMainQueue(t *testing.T) {
	const capacity = 50
	y := newYard(larder.PolicyTinyLFU, capacity)
	for range 3 * capacity {
		it, _ := y.set(mortal{5, false})
		for range Most {
			y.Hit(it, it.Hits, noHash)
		}
	}
	y.now = 5
	for range capacity {
		_, left := y.set(mortal{9, false})
		require.Len(t, left, 1)
		require.EqualValues(t, 5, y.there[left[0]].deadline)
	}
}
