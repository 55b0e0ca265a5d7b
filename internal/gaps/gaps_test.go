package gaps_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/gaps"
)

var epoch = time.Unix(1_000_000, 0)

func at(d time.Duration) time.Time { return epoch.Add(d) }

// heard has a message come that is fresh.
func heard(t *testing.T, f *gaps.Finder[string], from string, number uint64, d time.Duration) (lost bool) {
	t.Helper()
	fresh, lost := f.Heard(from, number, at(d))
	require.True(t, fresh)
	return lost
}

func TestInOrder(t *testing.T) {
	f := gaps.New[string](time.Second, time.Minute)
	for n := range uint64(100) {
		require.False(t, heard(t, f, "a", n+1, 0))
		require.False(t, heard(t, f, "b", n+1, 0))
		require.False(t, f.Told("a", n+1, at(0)))
	}
	require.Zero(t, f.Waiting())
	require.False(t, f.Overdue(at(time.Hour)))
}

func TestOutOfOrderIsNoLoss(t *testing.T) {
	f := gaps.New[string](time.Second, time.Hour)
	order := rand.New(rand.NewPCG(1, 2)).Perm(500)
	require.False(t, f.Told("a", 0, at(0)), "it has sent nothing yet")
	for i, n := range order {
		require.False(t, heard(t, f, "a", uint64(n+1), time.Duration(i)*time.Millisecond))
		require.False(t, f.Overdue(at(time.Duration(i)*time.Millisecond)))
	}
	require.Zero(t, f.Waiting())
	for n := range order {
		fresh, lost := f.Heard("a", uint64(n+1), at(time.Second))
		require.False(t, fresh, "once more")
		require.False(t, lost)
	}
}

func TestMissing(t *testing.T) {
	f := gaps.New[string](time.Second, time.Hour)
	heard(t, f, "a", 1, 0)
	require.False(t, heard(t, f, "a", 3, 0))
	require.Equal(t, 1, f.Waiting())
	require.False(t, f.Overdue(at(time.Second-1)))
	require.True(t, f.Overdue(at(time.Second)))
	require.False(t, f.Overdue(at(time.Second)), "once")
	fresh, lost := f.Heard("a", 2, at(2*time.Second))
	require.False(t, fresh, "it has been given up")
	require.False(t, lost)
}

// TestTheLastOneIsMissing: nothing comes after it that shows the gap but what the sender
// tells.
func TestTheLastOneIsMissing(t *testing.T) {
	f := gaps.New[string](time.Second, time.Hour)
	heard(t, f, "a", 1, 0)
	require.False(t, f.Told("a", 2, at(0)))
	require.False(t, f.Told("a", 2, at(time.Second/2)))
	require.True(t, f.Overdue(at(time.Second)))
}

func TestStrangers(t *testing.T) {
	f := gaps.New[string](time.Second, time.Minute)
	require.False(t, heard(t, f, "young", 1, 0))
	require.True(t, heard(t, f, "old", 7, 0), "what it said before was not heard")
	require.False(t, heard(t, f, "old", 8, 0))
	require.True(t, f.Told("silent", 3, at(0)))
	require.False(t, f.Told("silent", 3, at(0)))

	f.Overdue(at(time.Minute))
	require.True(t, heard(t, f, "old", 9, time.Minute), "it was forgotten")
}

// TestAFloodCostsNoMemory: of numbers, and of senders.
func TestAFloodCostsNoMemory(t *testing.T) {
	f := gaps.New[int](time.Second, time.Minute)
	f.Heard(0, 1, at(0))
	_, lost := f.Heard(0, 1<<60, at(0))
	require.True(t, lost, "too many to wait for")
	require.Zero(t, f.Waiting())
	require.True(t, f.Told(0, 1<<61, at(0)))
	for n := range uint64(5000) {
		f.Heard(0, 1<<61+2*(n+1), at(0))
	}
	require.LessOrEqual(t, f.Waiting(), 1024)
	for sender := range 20_000 {
		_, lost = f.Heard(sender+1, 1, at(0))
	}
	require.True(t, lost, "there are too many to know them all")
	f.Overdue(at(time.Minute))
	_, lost = f.Heard(-1, 1, at(time.Minute))
	require.False(t, lost, "those are forgotten")
}
