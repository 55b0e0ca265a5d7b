package main

import (
	"time"

	"github.com/maypok86/otter/v2"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// otterTTL is otter as a cache: bounded, with a time to live for each entry.
//
// The time to live of the run is the calculator's, which costs otter least; an
// entry with another gets it by a second call, a moment later, since otter has no
// call that stores with a time to live. The clock is otter's default, exact as larder's deadlines
// are; its coarse clock would be cheaper and serve expired entries.
var otterTTL = bench.Backend{
	Name:      "otter-ttl",
	About:     "otter, bounded (W-TinyLFU; without a capacity to twice the keys, so that nothing is evicted), with deadlines",
	Module:    otterModule,
	Later:     true,
	NewString: newOtterTTL[string],
	NewInt:    newOtterTTL[int],
}

type otterTTLCache[K comparable] struct {
	otterCache[K]
	usual time.Duration // larder.NoExpiry for none
}

func newOtterTTL[K comparable](s bench.Setup) (bench.Cache[K], error) {
	usual := s.TTL
	if usual == 0 {
		usual = larder.NoExpiry // the longest that there is, which otter takes as it stands
	}
	c, err := openOtter(s, otter.Options[K, []byte]{
		MaximumSize:      capacity(s),
		ExpiryCalculator: otter.ExpiryWriting[K, []byte](usual),
	})
	return &otterTTLCache[K]{otterCache[K]{c}, usual}, err
}

func (o *otterTTLCache[K]) Set(key K, value []byte, ttl time.Duration) error {
	o.c.Set(key, value)
	if ttl != larder.DefaultTTL && ttl != o.usual {
		o.c.SetExpiresAfter(key, ttl)
	}
	return nil
}
