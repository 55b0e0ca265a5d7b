package main

import (
	"fmt"
	"time"

	lib "github.com/VictoriaMetrics/fastcache"

	"github.com/larder-go/larder/internal/bench"
)

// fastCache keeps entries as bytes in 512 rings, each under a lock that reads share, in
// memory beside the heap. What was set longest ago leaves first. It is bounded always,
// in multiples of 32 MiB; a Set that overwrites takes new room, so that others may
// leave also where there is room for twice the keys. Entries of 64 KiB and more are
// not taken (SetBig, which stores those in parts, is another kind of entry).
var fastCache = bench.Backend{
	Name: "fastcache",
	About: "fastcache: bytes in rings beside the heap, evicts what was set first; without a capacity bounded to twice the keys, " +
		"and overwriting takes new room, so that some may be evicted; statistics always",
	Module:    "github.com/VictoriaMetrics/fastcache",
	NoTTL:     true,
	Copies:    true,
	OffHeap:   true,
	Cannot:    cannotFastCache,
	Note:      fastCacheBytes.note,
	NewString: newFastCache,
}

// fastCacheBytes: the lengths of key and value are 4 bytes, and each of the 512 rings
// has pieces of 64 KiB.
var fastCacheBytes = inBytes{name: "fastcache", header: 4, unit: 32 << 20, least: 32 << 20}

const fastCacheLargest = 64 << 10 // with the header; below

func cannotFastCache(s bench.Setup) string {
	if s.LargestBytes+fastCacheBytes.header >= fastCacheLargest {
		return fmt.Sprintf("its entries are of less than %s, and the largest here takes %s", size(fastCacheLargest), size(s.LargestBytes))
	}
	return fastCacheBytes.cannot(s)
}

type fastCacheCache struct {
	c    *lib.Cache
	most int // entries that its rings have room for
}

func newFastCache(s bench.Setup) (bench.Cache[string], error) {
	limit := fastCacheBytes.limit(s)
	return fastCacheCache{lib.New(limit), limit / fastCacheBytes.needs(s, 1)}, nil
}

func (f fastCacheCache) Get(key string) ([]byte, bool) { return f.c.HasGet(nil, []byte(key)) }

func (f fastCacheCache) Set(key string, value []byte, _ time.Duration) error {
	f.c.Set([]byte(key), value)
	return nil
}

// Delete returns true always: the library does not tell.
func (f fastCacheCache) Delete(key string) bool {
	f.c.Del([]byte(key))
	return true
}

// Len returns the library's count, which has in it also what was evicted since its ring
// began anew, and so at most what its rings have room for.
func (f fastCacheCache) Len() int {
	var s lib.Stats
	f.c.UpdateStats(&s)
	return min(int(s.EntriesCount), f.most)
}

// Close gives the memory back to the library, which keeps it for the next cache.
func (f fastCacheCache) Close() error {
	f.c.Reset()
	return nil
}
