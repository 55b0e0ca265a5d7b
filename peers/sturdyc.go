package main

import (
	"time"

	lib "github.com/viccon/sturdyc"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// sturdyC is a cache for what is loaded, of which only the cache is measured: no
// loads, no refreshes. It is bounded always. It has ten shards and evicts a tenth of
// one that is full, as its documentation shows: what expires soonest, which with one
// time to live for all is what was set longest ago. A Set evicts also where it
// overwrites.
//
// A goroutine removes what has expired from one shard after the other, all of them
// once in a time to live, which is its default; without one there is none. It has no
// end: it goes on while the clock that it was given ticks, and so the adapter's clock
// stops ticking with Close. That clock reads the time as the library's own does.
var sturdyC = bench.Backend{
	Name: "sturdyc",
	About: "sturdyc, bounded (evicts a tenth of a shard, what expires soonest; without a capacity to twice the keys, so that nothing is evicted), " +
		"one time to live for all; no statistics",
	Module:    "github.com/viccon/sturdyc",
	OneTTL:    true,
	NewString: newSturdyC,
}

const (
	sturdyCShards   = 10
	sturdyCEvicted  = 10               // percent of a shard
	sturdyCQuickest = time.Millisecond // between two shards
)

// sturdyCCache has the Get of the library.
type sturdyCCache struct {
	*lib.Client[[]byte]
	setup bench.Setup
	clock *endingClock
}

func newSturdyC(s bench.Setup) (bench.Cache[string], error) {
	clock := &endingClock{RealClock: lib.NewClock(), stop: make(chan struct{}), ended: make(chan struct{})}
	limit, ttl := capacity(s), lifetime(0, s)
	shards := min(sturdyCShards, limit)
	options := []lib.Option{lib.WithClock(clock)}
	if ttl == 0 {
		ttl = larder.NoExpiry // the longest that there is, since it wants one
		options = append(options, lib.WithNoContinuousEvictions())
		close(clock.ended)
	}
	options = append(options, lib.WithEvictionInterval(max(ttl/time.Duration(shards), sturdyCQuickest)))
	return &sturdyCCache{lib.New[[]byte](limit, shards, ttl, sturdyCEvicted, options...), s, clock}, nil
}

func (c *sturdyCCache) Set(key string, value []byte, ttl time.Duration) error {
	if err := sameForAll(ttl, c.setup); err != nil {
		return err
	}
	c.Client.Set(key, value)
	return nil
}

// Delete returns true always: the library does not tell.
func (c *sturdyCCache) Delete(key string) bool {
	c.Client.Delete(key)
	return true
}

func (c *sturdyCCache) Len() int { return c.Size() }

func (c *sturdyCCache) Close() error {
	close(c.clock.stop)
	<-c.clock.ended
	return nil
}

// endingClock is the library's clock, but for its one ticker, which ends.
type endingClock struct {
	*lib.RealClock
	stop, ended chan struct{}
}

// NewTicker returns a channel that is closed when the clock ends.
func (c *endingClock) NewTicker(d time.Duration) (<-chan time.Time, func()) {
	ticker, ticks := time.NewTicker(d), make(chan time.Time)
	go func() {
		defer close(c.ended)
		defer close(ticks)
		for {
			select {
			case <-c.stop:
				return
			case t := <-ticker.C:
				select {
				case ticks <- t:
				case <-c.stop:
					return
				}
			}
		}
	}()
	return ticks, ticker.Stop
}
