//go:build !race

package larder_test

import (
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/sharded"
	"github.com/stretchr/testify/require"
)

type point struct {
	x, y int
	name string
}

// TestAGetThatHitsAllocatesNothing, with statistics and without, near the
// deadline (where the clock is read) and far from it.
func TestAGetThatHitsAllocatesNothing(t *testing.T) {
	t.Run("key=string", func(t *testing.T) { hitAllocatesNothing(t, "a key of some length") })
	t.Run("key=int", func(t *testing.T) { hitAllocatesNothing(t, 1<<30) })
	t.Run("key=struct", func(t *testing.T) { hitAllocatesNothing(t, point{1, 2, "three"}) })
	t.Run("key=array", func(t *testing.T) { hitAllocatesNothing(t, [4]uint32{1, 2, 3, 4}) })
}

func hitAllocatesNothing[K comparable](t *testing.T, key K) {
	for _, o := range []larder.Options[K, []byte]{{}, {NoStats: true}, {Clock: larder.SystemClock{}}} {
		none(t, "cow.Cache", key, must(cow.New(o)))
		none(t, "cow.Map", key, must(cow.NewMap(o)))
		none(t, "rwmutex", key, must(rwmutex.New(o)))
		none(t, "sharded", key, must(sharded.New(rwmutex.New[K, []byte], sharded.Options[K, []byte]{Options: o})))
	}
}

func none[K comparable, C larder.Cache[K, []byte]](t *testing.T, name string, key K, c C) {
	defer c.Close()
	require.NoError(t, c.Set(key, []byte("value"), time.Hour))
	allocs := testing.AllocsPerRun(1000, func() {
		if _, ok := c.Get(key); !ok {
			t.Error(name, ": a miss")
		}
	})
	require.Zero(t, allocs, name)
}

func must[C any](c C, err error) C {
	if err != nil {
		panic(err)
	}
	return c
}
