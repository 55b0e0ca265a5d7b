package main

import (
	"context"
	"fmt"
	"iter"
	"time"

	lib "github.com/allegro/bigcache/v3"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// bigCache keeps entries as bytes in shards, each a ring under a lock that reads
// share. It has its default of 1,024 shards, or fewer where a capacity leaves less than
// 64 entries to one, since its capacity is in whole megabytes that all shards divide
// among them. What was set longest ago leaves first; a Set that overwrites takes new
// room, and the old is free when its turn to leave comes. Without a capacity there is
// no limit, as the library allows, and so it grows with each Set until entries expire.
//
// Get returns what has expired until the next second's cleaning finds it.
// GetWithInfo says which it is, and is called in its place: no other cache here
// serves what it knows to be expired. A time to live is rounded up to seconds, and an
// entry lives for up to one more. Room is not set aside in advance: that of others is
// not either.
var bigCache = bench.Backend{
	Name: "bigcache",
	About: "bigcache: bytes in rings, evicts what was set first; unbounded without a capacity, when overwriting takes new memory " +
		"until entries expire; one time to live for all, in seconds; statistics always",
	Module:    "github.com/allegro/bigcache/v3",
	OneTTL:    true,
	Seconds:   true,
	Copies:    true,
	Cannot:    cannotBigCache,
	Note:      noteBigCache,
	NewString: newBigCache,
}

// bigCacheBytes: a time, a hash and the length of the key are 18 bytes, and the
// length of all that one at least.
var bigCacheBytes = inBytes{name: "bigcache", header: 19, unit: 1 << 20, least: 1 << 20}

func noteBigCache(s bench.Setup) string {
	if s.Capacity == 0 {
		return "bigcache without a capacity grows with each Set, also of a key that is there, until entries expire"
	}
	return bigCacheBytes.note(s)
}

func cannotBigCache(s bench.Setup) string {
	if reason := bigCacheBytes.cannot(s); reason != "" || s.Capacity == 0 {
		return reason
	}
	// More than half of a shard may be refused while that has not got all its room.
	most := bigCacheBytes.limit(s) / bigCacheShards(s) / 2
	if largest := s.LargestBytes + bigCacheBytes.header; largest > most {
		return fmt.Sprintf("an entry takes %s at most, and the largest here takes %s", size(most), size(largest))
	}
	return ""
}

// bigCacheShards returns the number of shards, a power of two.
func bigCacheShards(s bench.Setup) int {
	shards := 1024
	for s.Capacity > 0 && shards > 1 && s.Capacity/shards < 64 {
		shards /= 2
	}
	return shards
}

// bigCacheCache has the Len of the library.
type bigCacheCache struct {
	*lib.BigCache
	setup bench.Setup
}

func newBigCache(s bench.Setup) (bench.Cache[string], error) {
	c := lib.Config{Shards: bigCacheShards(s), LifeWindow: time.Duration(seconds(lifetime(0, s))) * time.Second, CleanWindow: time.Second}
	if c.LifeWindow == 0 {
		c.LifeWindow, c.CleanWindow = larder.NoExpiry, 0 // with 0 it would be a second
	}
	if s.Capacity > 0 {
		c.HardMaxCacheSize = bigCacheBytes.limit(s) >> 20
	}
	b, err := lib.New(context.Background(), c)
	return bigCacheCache{b, s}, err
}

func (b bigCacheCache) Get(key string) ([]byte, bool) {
	v, info, err := b.GetWithInfo(key)
	return v, err == nil && info.EntryStatus != lib.Expired
}

func (b bigCacheCache) Set(key string, value []byte, ttl time.Duration) error {
	if err := sameForAll(ttl, b.setup); err != nil {
		return err
	}
	return b.BigCache.Set(key, value)
}

func (b bigCacheCache) Delete(key string) bool { return b.BigCache.Delete(key) == nil }

// All is the library's own iteration, as it is.
func (b bigCacheCache) All() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		for it := b.Iterator(); it.SetNext(); {
			if e, err := it.Value(); err == nil && !yield(e.Key(), e.Value()) {
				return
			}
		}
	}
}
