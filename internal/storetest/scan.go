package storetest

import (
	"maps"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// rounds calls Scan with the given limit for the rest of one round over n
// entries and another, and returns the keys that were shown. None is accepted.
func rounds(s Subject, n, limit int) map[int]bool {
	shown := map[int]bool{}
	for done := 0; done < 2; {
		if s.Scan(limit, forever, func(e *Entry) bool { shown[e.Key] = true; return false }).Done {
			done++
		}
	}
	return shown
}

func scanShowsEverything(t *testing.T, s Subject) {
	s.Scan(10, forever, func(*Entry) bool { t.Error("the store is empty"); return false })
	const n = 1000
	fill(s, n)
	for _, limit := range []int{1, 7, 100, n, math.MaxInt} {
		require.Equal(t, n, len(rounds(s, n, limit)), "limit %d", limit)
	}
}

// scanShowsWhatStays removes half of the entries and adds others between the
// calls, as users do: those that stay must all be shown in one round or two.
func scanShowsWhatStays(t *testing.T, s Subject) {
	const n = 1000
	es := fill(s, n)
	shown := map[int]bool{}
	gone := 0
	for len(shown) < n && gone < n {
		s.Scan(10, forever, func(e *Entry) bool { shown[e.Key] = true; return false })
		for range 5 { // from the front, in the way of every cursor
			s.Remove([]*Entry{es[gone]})
			gone += 2
		}
		s.Swap(&Entry{Key: n + gone, Deadline: forever})
	}
	maps.Copy(shown, rounds(s, 2*n, 10))
	for k := 1; k < n; k += 2 {
		require.True(t, shown[k], "entry %d stayed and was never shown", k)
	}
	s.Check(t)
}

// scanIsBounded counts how many entries are shown in one call, and under one
// hold of a lock.
func scanIsBounded(t *testing.T, s Subject) {
	const n = 600
	fill(s, n)
	for _, limit := range []int{1, 64, 100} {
		for range 5 {
			all, underLock := 0, 0
			round := s.Scan(limit, forever, func(*Entry) bool {
				if all++; s.Held() {
					underLock++
				}
				return true
			})
			require.LessOrEqual(t, all, limit)
			require.LessOrEqual(t, underLock, limit)
			require.LessOrEqual(t, all, round.Used)
		}
		for range s.Drain() {
		}
		fill(s, n)
	}
	require.False(t, s.Held(), "no lock is left behind")
}

// scanRounds has entries expire one after the other, as in a cache, with some
// replaced meanwhile: each round shows all that are due, and says what is the
// next deadline.
func scanRounds(t *testing.T, s Subject) {
	for _, step := range []int64{37, 350, 2500} {
		for _, limit := range []int{10, 100} {
			scanRoundsApart(t, s, step, limit)
		}
	}
}

func scanRoundsApart(t *testing.T, s Subject, step int64, limit int) {
	const n = 1000
	left := fill(s, n)
	for now := int64(0); len(left) > 0; now += step {
		if k := int(now*7919) % n; left[k] != nil {
			left[k] = &Entry{Key: k, Deadline: now + 250}
			s.Swap(left[k])
		}
		var due []*Entry
		next := int64(0)
		for done := false; !done; {
			due = due[:0]
			round := s.Scan(limit, now, func(e *Entry) bool {
				if e.Deadline > now {
					return false
				}
				due = append(due, e)
				return true
			})
			done, next = round.Done, round.Next
			for _, e := range s.Remove(due) { // within a round, as sweepers do
				require.Same(t, left[e.Key], e)
				delete(left, e.Key)
			}
		}
		for _, e := range left {
			require.Greater(t, e.Deadline, now, "due, and not shown")
			require.LessOrEqual(t, next, e.Deadline, "earlier than the next")
		}
		require.Greater(t, next, now, "of what is not due")
		s.Check(t)
	}
	require.Equal(t, int64(forever), s.Scan(64, forever, nil).Next, "of an empty store")
}

// scanPassesOver has nothing shown a second time that is known not to be due.
func scanPassesOver(t *testing.T, s Subject) {
	if !s.Parts {
		t.Skip("the store shows everything in each round")
	}
	const n = 4000
	for k := range n {
		s.Swap(&Entry{Key: k, Deadline: 1000})
	}
	round := s.Scan(math.MaxInt, 999, func(*Entry) bool { t.Error("not due"); return false })
	require.Less(t, round.Used, n/100)
	require.True(t, round.Done)
	require.Equal(t, int64(1000), round.Next)
	s.Swap(&Entry{Key: 77, Deadline: 10})
	shown := 0
	round = s.Scan(math.MaxInt, 500, func(e *Entry) bool { shown++; return e.Deadline <= 500 })
	require.True(t, 0 < shown && shown <= 64, "%d of the entries near the one that is due", shown)
	require.Equal(t, int64(1000), round.Next)
}

func overdueShowsWhatIsDue(t *testing.T, s Subject) {
	const n = 3000
	fill(s, n)
	store, ok := s.Store.(overduer)
	if !ok {
		t.Skip("the store leaves it to who wants to know to look at all entries")
	}
	for _, now := range []int64{-1, 0, 63, 1500, n, 5} {
		shown := map[int]bool{}
		store.Overdue(now, func(e *Entry) {
			require.LessOrEqual(t, e.Deadline, now)
			require.False(t, shown[e.Key], "shown twice")
			shown[e.Key] = true
		})
		require.Len(t, shown, min(int(now)+1, n))
		s.Scan(math.MaxInt, now, func(*Entry) bool { return false }) // changes nothing
	}
}

// sampleShowsAll asks for small samples, which show half of what they are asked
// for at least, until each entry has been shown. The entries are few: they may
// be spread thin.
func sampleShowsAll(t *testing.T, s Subject) {
	s.Sample(5, func(*Entry) bool { t.Error("the store is empty"); return false })
	const n, size = 100, 20
	fill(s, n)
	shown := map[int]bool{}
	for round := 0; len(shown) < n; round++ {
		require.Less(t, round, 100_000, "some are never shown: %d of %d were", len(shown), n)
		inOne := 0
		s.Sample(size, func(e *Entry) bool { inOne++; shown[e.Key] = true; return false })
		require.LessOrEqual(t, inOne, size)
		require.GreaterOrEqual(t, inOne, size/2)
	}
}
