package main

import (
	"fmt"
	"iter"
	"time"

	lib "github.com/coocood/freecache"

	"github.com/larder-go/larder/internal/bench"
)

// freeCache keeps entries as bytes in 256 rings, each under a lock of its own, for reads
// too, since they write down when an entry was asked for. What leaves is nearly what
// was asked for longest ago. It is bounded always, and takes all of its memory at
// once. An entry may take a quarter of a ring; without a capacity the rings are so
// large that the largest fits. Times to live are rounded up to seconds; an entry may
// expire up to a second earlier all the same, since the library's clock shows whole
// ones.
var freeCache = bench.Backend{
	Name: "freecache",
	About: "freecache: bytes in rings, nearly LRU; without a capacity bounded to twice the keys, so that nothing is evicted; " +
		"deadlines in seconds; statistics always",
	Module:    "github.com/coocood/freecache",
	Seconds:   true,
	Copies:    true,
	Cannot:    cannotFreeCache,
	Note:      freeCacheBytes.note,
	NewString: func(s bench.Setup) (bench.Cache[string], error) { return freeCacheStrings{newFreeCache(s)}, nil },
	NewInt:    func(s bench.Setup) (bench.Cache[int], error) { return freeCacheInts{newFreeCache(s)}, nil },
}

// freeCacheBytes: 24 bytes precede an entry. There are 256 rings of one size.
var freeCacheBytes = inBytes{name: "freecache", header: freeCacheHeader, unit: freeCacheRings, least: 512 << 10}

const (
	freeCacheHeader = 24
	freeCacheRings  = 256
)

// freeCacheFor returns the least capacity in bytes with which the largest entry fits.
func freeCacheFor(s bench.Setup) int {
	if s.LargestBytes == 0 {
		return 0
	}
	return freeCacheRings * 4 * (s.LargestBytes + freeCacheHeader)
}

func cannotFreeCache(s bench.Setup) string {
	reason, limit := freeCacheBytes.cannot(s), freeCacheBytes.limit(s)
	if reason == "" && s.Capacity > 0 && limit < freeCacheFor(s) {
		return fmt.Sprintf("an entry takes %s at most with a capacity of %s, and the largest here takes %s",
			size(limit/freeCacheRings/4-freeCacheHeader), size(limit), size(s.LargestBytes))
	}
	return reason
}

type freeCacheCache struct {
	c     *lib.Cache
	setup bench.Setup
}

func newFreeCache(s bench.Setup) freeCacheCache {
	limit := freeCacheBytes.limit(s)
	if s.Capacity == 0 {
		limit = max(limit, freeCacheFor(s))
	}
	return freeCacheCache{lib.NewCache(limit), s}
}

// seconds returns for how long an entry lives that is set with ttl, 0 for ever.
func (f freeCacheCache) seconds(ttl time.Duration) int { return seconds(lifetime(ttl, f.setup)) }

func (f freeCacheCache) Len() int   { return int(f.c.EntryCount()) }
func (freeCacheCache) Close() error { return nil }

// freeCacheStrings has keys of bytes, as most programs with the library do.
type freeCacheStrings struct{ freeCacheCache }

func (f freeCacheStrings) Get(key string) ([]byte, bool) {
	v, err := f.c.Get([]byte(key))
	return v, err == nil
}

func (f freeCacheStrings) Set(key string, value []byte, ttl time.Duration) error {
	return f.c.Set([]byte(key), value, f.seconds(ttl))
}

func (f freeCacheStrings) Delete(key string) bool { return f.c.Del([]byte(key)) }

// All is the library's own iteration, as it is.
func (f freeCacheStrings) All() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		it := f.c.NewIterator()
		for e := it.Next(); e != nil && yield(string(e.Key), e.Value); {
			e = it.Next()
		}
	}
}

// freeCacheInts has the library's own integer keys.
type freeCacheInts struct{ freeCacheCache }

func (f freeCacheInts) Get(key int) ([]byte, bool) {
	v, err := f.c.GetInt(int64(key))
	return v, err == nil
}

func (f freeCacheInts) Set(key int, value []byte, ttl time.Duration) error {
	return f.c.SetInt(int64(key), value, f.seconds(ttl))
}

func (f freeCacheInts) Delete(key int) bool { return f.c.DelInt(int64(key)) }
