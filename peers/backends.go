package main

import (
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
	return []bench.Backend{xsync3, xsync4, syncMap, otterPlain, otterTTL, theine, ristretto, lru, twoQueue, arc, ttlcache, goCache}
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
