package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// Backends returns larder's own backends, the peers, and the floor rows: those
// last, since benchstat compares with what it meets first.
func Backends() []bench.Backend {
	all := bench.Larder()
	floor := slices.IndexFunc(all, func(b bench.Backend) bool { return b.Floor })
	return slices.Insert(all, floor, Peers()...)
}

// Peers returns the backends of others. None is measured unless it is named.
func Peers() []bench.Backend {
	return []bench.Backend{
		xsync3, xsync4, syncMap, mutexMap,
		otterPlain, otterTTL, theine, ristretto,
		lru, lruTTL, twoQueue, arc, ttlcache, goCache, sturdyC,
		bigCache, fastCache, freeCache,
	}
}

// capacity is the limit of a cache that cannot do without: that of the run or, where
// it has none, twice the keys, so that nothing is evicted. Before the number of keys
// is known, when a cache is made to see whether it can be made, it is a small one.
func capacity(s bench.Setup) int {
	if s.Capacity > 0 {
		return s.Capacity
	}
	return 2 * max(s.Keys, 50)
}

// lifetime returns how long an entry lives that is set with ttl, 0 for ever.
func lifetime(ttl time.Duration, s bench.Setup) time.Duration {
	if ttl == larder.DefaultTTL {
		ttl = s.TTL
	}
	if ttl == larder.NoExpiry {
		return 0
	}
	return ttl
}

// errOneTTL is wrapped by the errors of caches whose entries all live equally long.
var errOneTTL = errors.New("the cache has one time to live for all entries")

// sameForAll returns an error if an entry that is set with ttl would live longer or
// less long than all others of a cache. The driver does not ask for that.
func sameForAll(ttl time.Duration, s bench.Setup) error {
	if asked, all := lifetime(ttl, s), lifetime(0, s); asked != all {
		return fmt.Errorf("%w: that is %v, and %v is asked for (0: for ever)", errOneTTL, all, asked)
	}
	return nil
}
