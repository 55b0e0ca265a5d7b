package sharded_test

import (
	"errors"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/sharded"
	"github.com/stretchr/testify/require"
)

type options = sharded.Options[string, int]

func TestBadOptions(t *testing.T) {
	for message, o := range map[string]options{
		"larder: Options.Shards: -1 is negative":            {Shards: -1},
		"larder: Options.Shards: 3 is not a power of two":   {Shards: 3},
		"larder: Options.Shards: 131072 is more than 65536": {Shards: 1 << 17},
		"larder: Options.TTL: -1ns is negative":             {Options: larder.Options[string, int]{TTL: -1}},
	} {
		_, err := sharded.New(rwmutex.New[string, int], o)
		require.EqualError(t, err, message)
		var refused *larder.OptionError
		require.ErrorAs(t, err, &refused)
	}
	_, err := sharded.New[string, int, *rwmutex.Cache[string, int]](nil, options{})
	require.ErrorContains(t, err, "constructor")
}

// made counts the shards that were made and not closed.
type made struct {
	larder.Cache[string, int]
	open *int
}

func (m made) Close() error {
	*m.open--
	return m.Cache.Close()
}

func TestShardsAreMadeAndClosed(t *testing.T) {
	open, limit := 0, 1000
	mk := func(o larder.Options[string, int]) (made, error) {
		if open == limit {
			return made{}, errors.New("no more")
		}
		c, err := rwmutex.New(o)
		open++
		return made{c, &open}, err
	}
	for shards, want := range map[int]int{0: sharded.DefaultShards, 1: 1, 2: 2, 512: 512} {
		c, err := sharded.New(mk, options{Shards: shards})
		require.NoError(t, err)
		require.Equal(t, want, open)
		require.NoError(t, c.Close())
		require.Zero(t, open, "Close closes every shard")
	}
	limit = 10
	_, err := sharded.New(mk, options{})
	require.EqualError(t, err, "no more")
	require.Zero(t, open, "those made before the failure are closed")
}

// Every shard gets its share of the keys, and each key always the same shard.
func TestKeysAreSpread(t *testing.T) {
	var shards []*rwmutex.Cache[string, int]
	c, err := sharded.New(func(o larder.Options[string, int]) (*rwmutex.Cache[string, int], error) {
		s, err := rwmutex.New(o)
		shards = append(shards, s)
		return s, err
	}, options{Shards: 8})
	require.NoError(t, err)
	defer c.Close()
	const keys = 8000
	for round := range 2 {
		for i := range keys {
			require.NoError(t, c.Set(string(rune(i)), round, larder.NoExpiry))
		}
	}
	require.Equal(t, keys, c.Len())
	for i, s := range shards {
		// 1,000 expected, standard deviation 30.
		require.InDelta(t, keys/8, s.Len(), 300, "shard %d", i)
	}
}

// TestFewerShards: where a capacity is less than 64 for each.
func TestFewerShards(t *testing.T) {
	for _, c := range []struct{ shards, capacity, want int }{
		{0, 0, sharded.DefaultShards}, {4, 0, 4}, {4, 256, 4}, {4, 255, 2}, {4, 127, 1}, {4, 1, 1}, {0, 1000, 8},
	} {
		cache, err := sharded.New(rwmutex.New[string, int], options{Options: larder.Options[string, int]{Capacity: c.capacity}, Shards: c.shards})
		require.NoError(t, err)
		require.Equal(t, c.want, cache.Shards(), "%+v", c)
		require.NoError(t, cache.Close())
	}
}

// bare is a shard that is no larder.Conditional.
type bare struct{ larder.Cache[string, int] }

func TestSetIfOfShardsWithout(t *testing.T) {
	c, err := sharded.New(func(o larder.Options[string, int]) (bare, error) {
		s, err := rwmutex.New(o)
		return bare{s}, err
	}, options{})
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.Set("key", 1, larder.NoExpiry))
	stored, err := c.SetIf("key", 2, larder.NoExpiry, nil, nil)
	require.False(t, stored)
	require.ErrorIs(t, err, errors.ErrUnsupported)
	require.ErrorContains(t, err, "sharded_test.bare is no larder.Conditional (make the shards with a backend that is one)")
	require.False(t, c.DeleteIf("key", nil, nil))
	require.Equal(t, 1, c.Len())
}

// TestSetIfTakesOneTTL: all shards together know of one.
func TestSetIfTakesOneTTL(t *testing.T) {
	c, err := sharded.New(rwmutex.New[string, int], options{Options: larder.Options[string, int]{Sweeper: larder.SweepQueue}})
	require.NoError(t, err)
	defer c.Close()
	_, err = c.SetIf("key", 1, time.Minute, nil, nil)
	require.NoError(t, err)
	for i := range 100 {
		_, err = c.SetIf(string(rune('a'+i)), 1, time.Hour, nil, nil)
		require.ErrorIs(t, err, larder.ErrTTL)
	}
}
