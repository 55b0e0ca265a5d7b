package roster_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/roster"
	"github.com/stretchr/testify/require"
)

type entry = engine.Entry[int, int]

func never() bool { return false }

func Example() {
	var r roster.Roster[int, int]
	r.Add(&entry{Key: 1, Deadline: 10})
	r.Add(&entry{Key: 2, Deadline: 20})
	r.Add(&entry{Key: 3, Deadline: 30})
	round := r.Scan(100, 15, func(e *entry) bool {
		fmt.Println("key", e.Key, "is due:", e.Deadline <= 15)
		return e.Deadline <= 15
	}, never)
	fmt.Println("next:", round.Next)
	// Output:
	// key 3 is due: false
	// key 2 is due: false
	// key 1 is due: true
	// next: 20
}

// TestAgainstAMap adds, replaces and removes at random, and scans now and then:
// nothing that is due may be passed over, then or later.
func TestAgainstAMap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var r roster.Roster[int, int]
	in := map[int]*entry{}
	for step := range int64(30_000) {
		key, e := random.IntN(600), &entry{Deadline: step + random.Int64N(2000)}
		e.Key = key
		switch old := in[key]; {
		case old == nil:
			r.Add(e)
			in[key] = e
		case random.IntN(2) == 0:
			r.Replace(old, e)
			in[key] = e
		default:
			r.Remove(old)
			delete(in, key)
		}
		if step%200 > 0 {
			continue
		}
		for round := (engine.Round{}); !round.Done; {
			var due []*entry
			round = r.Scan(1+random.IntN(200), step, func(e *entry) bool {
				if e.Deadline <= step {
					due = append(due, e)
				}
				return e.Deadline <= step
			}, never)
			for _, e := range due {
				require.Same(t, in[e.Key], e)
				r.Remove(e)
				delete(in, e.Key)
			}
			for _, e := range in {
				require.True(t, !round.Done || e.Deadline >= round.Next)
			}
		}
		overdue := 0
		r.Overdue(0, r.Len(), step, func(*entry) { overdue++ })
		require.Zero(t, overdue)
		for _, e := range in {
			require.Greater(t, e.Deadline, step)
		}
		require.Equal(t, len(in), r.Len())
	}
}

func TestWhatIsRemovedBeforeItIsAddedStaysOut(t *testing.T) {
	var r roster.Roster[int, int]
	e := &entry{Key: 1}
	r.Remove(e)
	r.Add(e)
	require.Zero(t, r.Len())
}

// A scan stops in the middle of a part, and behind it an entry is put that expires
// before all others there.
func TestWhatComesBehindAScanIsNotForgotten(t *testing.T) {
	var r roster.Roster[int, int]
	es := make([]*entry, 10)
	for k := range es {
		es[k] = &entry{Key: k, Deadline: 100}
		r.Add(es[k])
	}
	r.Replace(es[0], &entry{Key: 0, Deadline: 10}) // so that the part is looked at
	due := func(now int64) func(*entry) bool { return func(e *entry) bool { return e.Deadline <= now } }
	require.False(t, r.Scan(5, 10, due(10), never).Done)
	r.Replace(es[8], &entry{Key: 8, Deadline: 50})
	round := r.Scan(5, 10, due(10), never)
	require.True(t, round.Done)
	require.Equal(t, int64(50), round.Next)
}
