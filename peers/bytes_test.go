package main_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	peers "github.com/larder-go/larder/peers"
)

// TestCapacityInBytes: there are never more entries than asked for, and nearly as many.
func TestCapacityInBytes(t *testing.T) {
	const keys, limit, bytes = 30_000, 9000, 4020
	value := make([]byte, bytes-20)
	setup := bench.Setup{Keys: keys, TTL: time.Hour, Capacity: limit, EntryBytes: bytes, LargestBytes: bytes}
	eachOf(t, setup, func(t *testing.T, b bench.Backend, c bench.Cache[string]) {
		if !b.Copies {
			return
		}
		for i := range keys {
			key := fmt.Sprintf("%020d", i)
			copy(value, key)
			require.NoError(t, c.Set(key, value, 0))
		}
		found := 0
		for i := range keys {
			key := fmt.Sprintf("%020d", i)
			if v, ok := c.Get(key); ok {
				require.Equal(t, key, string(v[:20]))
				found++
			}
		}
		require.LessOrEqual(t, c.Len(), limit)
		require.LessOrEqual(t, found, limit)
		require.Greater(t, found, limit*3/4)
	})
}

// TestBeyondBytes: a capacity that a library cannot have, or entries that it does not
// take, are told with figures.
func TestBeyondBytes(t *testing.T) {
	told := func(name string, s bench.Setup) (cannot, note string) {
		i := slices.IndexFunc(peers.Peers(), func(b bench.Backend) bool { return b.Name == name })
		b := peers.Peers()[i]
		return b.Cannot(s), b.Note(s)
	}
	for _, c := range []struct {
		name                       string
		capacity, average, largest int
		cannot, note               string
	}{
		{"bigcache", 0, 84, 84, "", "bigcache without a capacity grows with each Set, also of a key that is there, until entries expire"},
		{"bigcache", 100, 84, 84, "its capacity is 1 MiB at least, and 100 entries take 10.06 KiB", ""},
		{"bigcache", 15_000, 84, 84, "its capacity is a multiple of 1 MiB, and 15000 entries take 1.473 MiB", ""},
		{"bigcache", 100_000, 84, 84, "", "bigcache has a capacity of 9 MiB: 100000 entries of 84 bytes on average and 19 of its own"},
		{"bigcache", 100_000, 84, 9000, "an entry takes 4.5 KiB at most, and the largest here takes 8.808 KiB", ""},
		{"fastcache", 0, 84, 65_531, "", ""},
		{"fastcache", 0, 84, 65_532, "its entries are of less than 64 KiB, and the largest here takes 64 KiB", ""},
		{"fastcache", 100_000, 84, 84, "its capacity is 32 MiB at least, and 100000 entries take 8.392 MiB", ""},
		{"fastcache", 600_000, 84, 84, "its capacity is a multiple of 32 MiB, and 600000 entries take 50.35 MiB", ""},
		{"fastcache", 400_000, 84, 84, "", "fastcache has a capacity of 32 MiB: 400000 entries of 84 bytes on average and 4 of its own"},
		{"freecache", 0, 84, 1 << 20, "", ""},
		{"freecache", 4000, 84, 84, "its capacity is 512 KiB at least, and 4000 entries take 421.9 KiB", ""},
		{"freecache", 10_000, 84, 1100, "an entry takes 1.006 KiB at most with a capacity of 1.03 MiB, and the largest here takes 1.074 KiB", ""},
		{"freecache", 10_000, 84, 84, "", "freecache has a capacity of 1.03 MiB: 10000 entries of 84 bytes on average and 24 of its own"},
	} {
		s := bench.Setup{Keys: 1_000_000, Capacity: c.capacity, EntryBytes: c.average, LargestBytes: c.largest}
		cannot, note := told(c.name, s)
		require.Equal(t, c.cannot, cannot, "%s %+v", c.name, s)
		if cannot == "" {
			require.Equal(t, c.note, note, "%s %+v", c.name, s)
		}
	}
}

// TestLargeEntries: without a capacity the largest entry fits, where it does at all.
func TestLargeEntries(t *testing.T) {
	value := make([]byte, 60_000)
	eachOf(t, bench.Setup{Keys: 3, EntryBytes: 60_001, LargestBytes: 60_001}, func(t *testing.T, _ bench.Backend, c bench.Cache[string]) {
		for _, key := range []string{"a", "b", "c"} {
			require.NoError(t, c.Set(key, value, 0))
		}
		settle(c)
		for _, key := range []string{"a", "b", "c"} {
			v, ok := c.Get(key)
			require.True(t, ok)
			require.Len(t, v, len(value))
		}
	})
}
