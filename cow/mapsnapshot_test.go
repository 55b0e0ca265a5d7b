package cow_test

import (
	"maps"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

// hookedClock calls read after each reading.
type hookedClock struct {
	*fakeclock.Clock
	read func()
}

func (c *hookedClock) Now() time.Time {
	now := c.Clock.Now()
	c.read()
	return now
}

// newMap returns a cache without a sweeper, and its clock.
func newMap(t *testing.T) (*cow.Map[string, int], *hookedClock) {
	clock := &hookedClock{Clock: fakeclock.New(time.Unix(1e9, 0)), read: func() {}}
	m, err := cow.NewMap(larder.Options[string, int]{
		Clock: clock, Sweeper: larder.SweepNone,
		OnRemove: func(string, int, larder.Cause) {},
	})
	require.NoError(t, err)
	t.Cleanup(func() { m.Close() })
	return m, clock
}

// shows checks that a snapshot shows these entries in each of its ways.
func shows(t *testing.T, want map[string]int, s larder.Snapshot[string, int]) {
	t.Helper()
	require.Equal(t, want, maps.Collect(s.All()))
	for _, key := range []string{"a", "b", "c", "never set"} {
		value, ok := s.Get(key)
		require.Equal(t, want[key], value, key)
		_, there := want[key]
		require.Equal(t, there, ok, key)
	}
}

func TestASnapshotNeverChanges(t *testing.T) {
	m, clock := newMap(t)
	shows(t, map[string]int{}, m.Snapshot())
	require.NoError(t, m.Set("a", 1, time.Minute))
	require.NoError(t, m.Set("b", 2, larder.NoExpiry))
	s := m.Snapshot()
	require.NoError(t, m.Set("a", 3, larder.NoExpiry))
	require.NoError(t, m.Set("c", 4, larder.NoExpiry))
	require.True(t, m.Delete("b"))
	clock.Advance(time.Hour)
	m.Clear()
	require.NoError(t, m.Close())
	shows(t, map[string]int{"a": 1, "b": 2}, s)
	require.Equal(t, 2, s.Len())
}

func TestASnapshotIsJudgedAtTheCut(t *testing.T) {
	m, clock := newMap(t)
	require.NoError(t, m.Set("a", 1, time.Second))
	require.NoError(t, m.Set("b", 2, time.Second+1))
	clock.Advance(time.Second)
	s := m.Snapshot()
	clock.Advance(time.Hour)
	shows(t, map[string]int{"b": 2}, s)
	require.Equal(t, 2, s.Len(), "resident, if expired")
	shows(t, map[string]int{}, m.Snapshot())
}

func TestASnapshotCountsAndRemovesNothing(t *testing.T) {
	m, clock := newMap(t)
	require.NoError(t, m.Set("a", 1, time.Second))
	clock.Advance(time.Second)
	shows(t, map[string]int{}, m.Snapshot())
	require.NoError(t, m.Set("b", 1, time.Second))
	shows(t, map[string]int{"b": 1}, m.Snapshot())
	require.Equal(t, larder.Stats{Sets: 2, Size: 2, Overdue: 1}, m.Stats())
}

func TestASnapshotOfAClosedCacheIsEmpty(t *testing.T) {
	m, _ := newMap(t)
	require.NoError(t, m.Set("a", 1, larder.NoExpiry))
	require.NoError(t, m.Close())
	s := m.Snapshot()
	shows(t, map[string]int{}, s)
	require.Zero(t, s.Len())

	m, clock := newMap(t)
	require.NoError(t, m.Set("a", 1, larder.NoExpiry))
	clock.read = func() { m.Close() } // once the snapshot has read the clock
	s = m.Snapshot()
	shows(t, map[string]int{}, s)
	require.Zero(t, s.Len())
}

// What is there at the cut and when the cut is must be of one instant.
func TestASnapshotIsOfOneInstant(t *testing.T) {
	m, clock := newMap(t)
	require.NoError(t, m.Set("a", 1, time.Second))
	clock.read = func() { // once the snapshot has read the clock, "a" expires
		clock.read = func() {}
		clock.Advance(time.Second)
		_, ok := m.Get("a")
		require.False(t, ok)
		require.NoError(t, m.Set("b", 2, time.Second))
	}
	shows(t, map[string]int{"b": 2}, m.Snapshot())

	m, clock = newMap(t)
	require.NoError(t, m.Set("a", 1, time.Second))
	clock.read = func() { // once the snapshot has read the clock, "b" is set
		clock.read = func() {}
		require.NoError(t, m.Set("b", 2, time.Second))
		clock.Advance(time.Second - 1)
	}
	shows(t, map[string]int{"a": 1, "b": 2}, m.Snapshot())
}

// A clock that steps back brings nothing to life, in the snapshot or out of it.
func TestASnapshotAndAClockThatStepsBack(t *testing.T) {
	m, clock := newMap(t)
	start := clock.Now()
	require.NoError(t, m.Set("a", 1, time.Minute))
	clock.Advance(time.Minute)
	_, ok := m.Get("a")
	require.False(t, ok)
	clock.Set(start)
	shows(t, map[string]int{}, m.Snapshot())

	m, clock = newMap(t)
	require.NoError(t, m.Set("a", 1, time.Minute))
	clock.Advance(time.Minute)
	shows(t, map[string]int{}, m.Snapshot())
	clock.Set(start)
	_, ok = m.Get("a")
	require.False(t, ok, "it had expired at the cut")
}

func TestASnapshotOfASystemClock(t *testing.T) {
	m, err := cow.NewMap(larder.Options[string, int]{})
	require.NoError(t, err)
	defer m.Close()
	require.NoError(t, m.Set("a", 1, time.Hour))
	require.NoError(t, m.Set("b", 2, larder.NoExpiry))
	shows(t, map[string]int{"a": 1, "b": 2}, m.Snapshot())
}
