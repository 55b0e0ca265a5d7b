package cow

import (
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
	"github.com/stretchr/testify/require"
)

// A writer puts an entry into a slot that the scan has just looked into.
func TestAScanForgetsNoWriter(t *testing.T) {
	s := new(store[int, int])
	s.init(keyhash.Func(func(int) uint64 { return 1 })) // one after the other
	for k := range 20 {
		s.Swap(&engine.Entry[int, int]{Key: k, Deadline: 100})
	}
	s.Swap(&engine.Entry[int, int]{Key: 7, Deadline: 10}) // so that the part is looked at
	shown := 0
	s.Scan(1000, 10, func(e *engine.Entry[int, int]) bool {
		if shown++; shown == 15 {
			s.Swap(&engine.Entry[int, int]{Key: 3, Deadline: 50})
		}
		return e.Deadline <= 10
	})
	require.Equal(t, 20, shown)
	due := 0
	round := s.Scan(1000, 60, func(e *engine.Entry[int, int]) bool {
		if e.Deadline == 50 {
			due++
		}
		return e.Deadline <= 60
	})
	require.Equal(t, 1, due)
	require.Equal(t, int64(100), round.Next)
}

// A scan stops in the middle of a shard, whose table then shrinks: what lay before
// the scan lies behind it.
func TestAScanBeginsAShardAnewThatHasShrunk(t *testing.T) {
	s := new(store[int, int])
	s.init(keyhash.Func(func(k int) uint64 { return uint64(k) })) // all in one shard, in order
	for k := range 1000 {
		s.Swap(&engine.Entry[int, int]{Key: k, Deadline: 100})
	}
	shown := map[int]bool{}
	show := func(e *engine.Entry[int, int]) bool { shown[e.Key] = true; return false }
	require.False(t, s.Scan(300, 100, show).Done)
	for k := range 1000 {
		if k < 700 || k >= 710 {
			s.Take(k)
		}
	}
	require.True(t, s.Scan(1000, 100, show).Done)
	for k := 700; k < 710; k++ {
		require.True(t, shown[k], "entry %d stayed, and the round is over", k)
	}
}
