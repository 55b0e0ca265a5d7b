package sharded_test

import (
	"fmt"
	"testing"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/sharded"
	"github.com/stretchr/testify/require"
)

// A limit is one of the whole cache, and is used to the full however the keys are
// spread.
func TestShardsShareTheirLimits(t *testing.T) {
	light := func(string, int) int64 { return 1 }
	for name, o := range map[string]larder.Options[string, int]{
		"Capacity":  {Capacity: 512},
		"MaxWeight": {MaxWeight: 512, Weigh: light},
	} {
		for spread, hash := range map[string]func(string) uint64{"Spread": nil, "OneShard": func(string) uint64 { return 1 << 63 }} {
			t.Run(name+"/"+spread, func(t *testing.T) {
				c, err := sharded.New(rwmutex.New[string, int], sharded.Hashed(options{Options: o, Shards: 8}, hash))
				require.NoError(t, err)
				defer c.Close()
				for i := range 2000 {
					require.NoError(t, c.Set(fmt.Sprint(i), i, larder.NoExpiry))
					require.Equal(t, min(i+1, 512), c.Len())
				}
				if o.Capacity > 0 {
					require.NoError(t, c.Resize(100))
				} else {
					require.NoError(t, c.ResizeWeight(100))
				}
				require.Equal(t, 100, c.Len())
				require.EqualValues(t, 1900, c.Stats().Evictions+c.Stats().Rejections)
			})
		}
	}
}

// A small cache has fewer shards than were asked for.
func TestSmallCachesHaveFewShards(t *testing.T) {
	for capacity, want := range map[int]int{1: 1, 127: 1, 128: 2, 1023: 8, 1024: 16, 1 << 20: 16, 0: 16} {
		n := 0
		c, err := sharded.New(func(o larder.Options[string, int]) (*rwmutex.Cache[string, int], error) {
			n++
			return rwmutex.New(o)
		}, options{Options: larder.Options[string, int]{Capacity: capacity}, Shards: 16})
		require.NoError(t, err)
		require.NoError(t, c.Close())
		require.Equal(t, want, n, "with a capacity of %d", capacity)
	}
}

// One that cannot share is refused, since its shards would have limits of their own.
func TestABackendThatCannotShareIsRefused(t *testing.T) {
	mk := func(o larder.Options[string, int]) (larder.Cache[string, int], error) {
		c, err := rwmutex.New(o)
		return struct{ larder.Cache[string, int] }{c}, err
	}
	_, err := sharded.New(mk, options{Options: larder.Options[string, int]{Capacity: 1 << 20}})
	require.ErrorContains(t, err, "no ShareLimits")
	var refused *larder.OptionError
	require.ErrorAs(t, err, &refused)
}

func TestByWeightAloneThereAreFewShards(t *testing.T) {
	for shards, want := range map[int]int{0: 16, 4: 4, 256: 16} {
		c, err := sharded.New(rwmutex.New[string, int], sharded.Options[string, int]{
			Options: larder.Options[string, int]{MaxWeight: 100, Weigh: func(string, int) int64 { return 1 }}, Shards: shards,
		})
		require.NoError(t, err)
		require.Equal(t, want, c.Shards(), "of %d", shards)
		require.NoError(t, c.Close())
	}
}
