// Package storetest holds every engine.Store to its contract. Each backend's
// own tests run it on their store; what users see is tested by cachetest.
package storetest

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/stretchr/testify/require"
)

// Entry is the entry that the suite's stores hold.
type Entry = engine.Entry[int, int]

// Subject is a store and what the suite cannot know of it.
type Subject struct {
	engine.Store[int, int]
	// Held reports whether a lock that stops operations is held. It is called
	// while the store shows entries.
	Held func() bool
	// Check fails the test if the store is broken within.
	Check func(t testing.TB)
	// Parts: Scan passes over parts of the store in which nothing is due.
	Parts bool
	// ScanHold and RemoveHold are how many entries Scan shows and Remove
	// unlinks under one hold of a lock, where that is less than they are asked
	// for; 0 where it is not.
	ScanHold, RemoveHold int
}

const forever = math.MaxInt64

type overduer = engine.Overduer[int, int]

// Run runs the suite; each test takes a new store from mk.
func Run(t *testing.T, mk func() Subject) {
	t.Run("AgainstAMap", func(t *testing.T) { againstAMap(t, mk()) })
	t.Run("RemovesByIdentity", func(t *testing.T) { removesByIdentity(t, mk()) })
	t.Run("ScanShowsEverything", func(t *testing.T) { scanShowsEverything(t, mk()) })
	t.Run("ScanShowsWhatStaysWhileOthersGo", func(t *testing.T) { scanShowsWhatStays(t, mk()) })
	t.Run("ScanIsBoundedUnderALock", func(t *testing.T) { scanIsBounded(t, mk()) })
	t.Run("ScanRounds", func(t *testing.T) { scanRounds(t, mk()) })
	t.Run("ScanPassesOver", func(t *testing.T) { scanPassesOver(t, mk()) })
	t.Run("OverdueShowsWhatIsDue", func(t *testing.T) { overdueShowsWhatIsDue(t, mk()) })
	t.Run("SampleShowsAll", func(t *testing.T) { sampleShowsAll(t, mk()) })
	t.Run("Finds", func(t *testing.T) { finds(t, mk()) })
	t.Run("ReplacesByIdentity", func(t *testing.T) { replacesByIdentity(t, mk()) })
	t.Run("ReplacesAbsence", func(t *testing.T) { replacesAbsence(t, mk()) })
	t.Run("ReplacesByNothing", func(t *testing.T) { replacesByNothing(t, mk()) })
	t.Run("ReplaceIsBeforeOrAfter", func(t *testing.T) { replaceIsBeforeOrAfter(t, mk) })
	t.Run("Drain", func(t *testing.T) { drains(t, mk()) })
}

// againstAMap compares random operations with the same on a map, and asks the
// store for its invariants every few steps.
func againstAMap(t *testing.T, s Subject) {
	rng := rand.New(rand.NewPCG(1, 2))
	want := map[int]*Entry{}
	for step := range 20_000 {
		span := []int{8, 1000}[step/2000%2] // grows, and empties again
		key := rng.IntN(span)
		switch rng.IntN(6) {
		case 0, 1, 2:
			e := &Entry{Key: key, Value: step, Deadline: []int64{forever, int64(step) + 1}[rng.IntN(2)]}
			require.Same(t, want[key], s.Swap(e))
			want[key] = e
		case 3:
			require.Same(t, want[key], s.Take(key))
			delete(want, key)
		case 4:
			stale := &Entry{Key: key}
			es, n := []*Entry{stale}, 0
			if e := want[key]; e != nil {
				es, n = append(es, e, e), 1 // handed in twice, removed once
				delete(want, key)
			}
			require.Len(t, s.Remove(es), n)
		case 5:
			e := &Entry{Key: key, Value: step, Deadline: []int64{forever, int64(step) + 1}[rng.IntN(2)]}
			if want[key] != nil && rng.IntN(2) == 0 {
				e = nil
			}
			require.True(t, s.Replace(want[key], e, func() bool { return true }))
			if want[key] = e; e == nil {
				delete(want, key)
			}
		}
		require.Equal(t, len(want), s.Len())
		if step%100 == 0 {
			s.Check(t)
		}
		if step%500 == 0 {
			requireEntries(t, want, s)
			for k := range span {
				if want[k] == nil {
					require.Nil(t, s.Take(k))
				}
			}
		}
	}
	requireEntries(t, want, s)
}

func requireEntries(t *testing.T, want map[int]*Entry, s Subject) {
	t.Helper()
	got := map[int]*Entry{}
	for e := range s.Entries() {
		require.NotContains(t, got, e.Key, "shown twice")
		got[e.Key] = e
	}
	require.Equal(t, want, got)
}

func removesByIdentity(t *testing.T, s Subject) {
	old, current := &Entry{Key: 1, Value: 1, Deadline: 5}, &Entry{Key: 1, Value: 2, Deadline: 5}
	s.Swap(old)
	s.Swap(current)
	require.Empty(t, s.Remove([]*Entry{old}), "another has taken its place")
	require.Equal(t, []*Entry{current}, s.Remove([]*Entry{current}))
	require.Empty(t, s.Remove([]*Entry{current}), "removed already")
	require.Zero(t, s.Len())
}

func finds(t *testing.T, s Subject) {
	es := fill(s, 100)
	for k, e := range es {
		require.Same(t, e, s.Find(k))
	}
	require.Nil(t, s.Find(100))
	s.Take(7)
	require.Nil(t, s.Find(7))
}

func replacesByIdentity(t *testing.T, s Subject) {
	yes, no := func() bool { return true }, func() bool { return false }
	old, current, next := &Entry{Key: 1, Deadline: 5}, &Entry{Key: 1, Deadline: 5}, &Entry{Key: 1, Deadline: 9}
	s.Swap(old)
	s.Swap(current)
	require.False(t, s.Replace(old, next, yes), "another has taken its place")
	require.False(t, s.Replace(current, next, no), "not any more")
	require.Same(t, current, s.Find(1))
	require.True(t, s.Replace(current, next, yes))
	require.Same(t, next, s.Find(1))
	require.Equal(t, 1, s.Len())
	s.Check(t)
	s.Take(1)
	require.False(t, s.Replace(next, &Entry{Key: 1}, yes), "removed")
	require.Zero(t, s.Len())
}

// replacesAbsence links entries where there are none, so many that the store has to
// grow.
func replacesAbsence(t *testing.T, s Subject) {
	yes, no := func() bool { return true }, func() bool { return false }
	want := map[int]*Entry{}
	for k := range 1000 {
		e := &Entry{Key: k, Value: k, Deadline: []int64{forever, int64(k)}[k%2]}
		require.False(t, s.Replace(nil, e, no), "not any more")
		require.Nil(t, s.Find(k))
		require.True(t, s.Replace(nil, e, yes))
		require.False(t, s.Replace(nil, &Entry{Key: k}, yes), "another has taken the place")
		want[k] = e
		if k%3 == 0 {
			s.Take(k)
			want[k] = &Entry{Key: k, Value: -k, Deadline: e.Deadline}
			require.True(t, s.Replace(nil, want[k], yes), "absent again")
		}
	}
	s.Check(t)
	require.Equal(t, len(want), s.Len())
	requireEntries(t, want, s)
	for k, e := range want {
		next := &Entry{Key: k, Value: -k, Deadline: []int64{int64(k), forever}[k%2]} // that may expire, or not any more
		require.True(t, s.Replace(e, next, yes))
		want[k] = next
	}
	s.Check(t)
	requireEntries(t, want, s)
	requireShown(t, want, s)
}

// replacesByNothing unlinks what it was shown, and gives memory back as Take does.
func replacesByNothing(t *testing.T, s Subject) {
	yes, no := func() bool { return true }, func() bool { return false }
	want := fill(s, 3000)
	for k, e := range want {
		require.False(t, s.Replace(&Entry{Key: k, Tag: e.Tag}, nil, yes), "another has taken its place")
		require.False(t, s.Replace(e, nil, no), "not any more")
		require.Same(t, e, s.Find(k))
		if k%100 == 0 {
			continue
		}
		require.True(t, s.Replace(e, nil, yes))
		require.Nil(t, s.Find(k))
		require.False(t, s.Replace(e, nil, yes), "removed already")
		delete(want, k)
	}
	s.Check(t)
	require.Equal(t, len(want), s.Len())
	requireEntries(t, want, s)
	requireShown(t, want, s)
}

// requireShown fails unless a round of scans shows all that have a deadline.
func requireShown(t *testing.T, want map[int]*Entry, s Subject) {
	t.Helper()
	shown := map[int]bool{}
	for done := false; !done; {
		done = s.Scan(100, forever-1, func(e *Entry) bool { shown[e.Key] = true; return false }).Done
	}
	for k, e := range want {
		if e.Deadline != forever {
			require.True(t, shown[k], "%d", k)
		}
	}
}

func drains(t *testing.T, s Subject) {
	want := fill(s, 300)
	got := map[int]*Entry{}
	for e := range s.Drain() {
		got[e.Key] = e
	}
	require.Equal(t, want, got)
	require.Zero(t, s.Len())
	s.Check(t)
	for e := range s.Entries() {
		t.Fatalf("%v is still there", e)
	}
	s.Swap(&Entry{Key: 1, Deadline: forever})
	require.Equal(t, 1, s.Len(), "usable afterwards")
}

// fill links n entries whose deadlines are their keys.
func fill(s Subject, n int) map[int]*Entry {
	es := map[int]*Entry{}
	for k := range n {
		es[k] = &Entry{Key: k, Value: k, Deadline: int64(k)}
		s.Swap(es[k])
	}
	return es
}
