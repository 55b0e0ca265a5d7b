package main

import (
	"time"

	lib "github.com/patrickmn/go-cache"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// goCache is unbounded. Its janitor looks at all entries in one go, under its one
// lock. It ticks four times in the usual time to live, within the bounds that
// larder has, 0.1 and 10 seconds; the library leaves the interval to the user.
//
// The janitor here is the adapter's: a goroutine that calls DeleteExpired, as the
// library's own does, but ends with Close. That one ends when the collector finds
// the cache, and would go on in the next measurement.
var goCache = bench.Backend{
	Name:      "go-cache",
	About:     "go-cache, unbounded: a map and a sync.RWMutex, with a janitor that looks at all entries in one go; no statistics",
	Module:    "github.com/patrickmn/go-cache",
	Unbounded: true,
	NewString: newGoCache,
}

type goCacheCache struct {
	c     *lib.Cache
	setup bench.Setup
	stop  chan struct{}
	ended chan struct{}
}

func newGoCache(s bench.Setup) (bench.Cache[string], error) {
	g := &goCacheCache{lib.New(lib.NoExpiration, 0), s, make(chan struct{}), make(chan struct{})}
	go g.janitor()
	return g, nil
}

func (g *goCacheCache) janitor() {
	defer close(g.ended)
	usual := g.setup.TTL
	if usual == 0 {
		usual = larder.NoExpiry
	}
	ticker := time.NewTicker(min(max(usual/4, 100*time.Millisecond), 10*time.Second))
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			g.c.DeleteExpired()
		case <-g.stop:
			return
		}
	}
}

func (g *goCacheCache) Get(key string) ([]byte, bool) {
	v, ok := g.c.Get(key)
	if !ok {
		return nil, false
	}
	return v.([]byte), true
}

func (g *goCacheCache) Set(key string, value []byte, ttl time.Duration) error {
	ttl = lifetime(ttl, g.setup)
	if ttl == 0 {
		ttl = lib.NoExpiration
	}
	g.c.Set(key, value, ttl)
	return nil
}

// Delete returns true always: the library does not tell.
func (g *goCacheCache) Delete(key string) bool {
	g.c.Delete(key)
	return true
}

func (g *goCacheCache) Len() int { return g.c.ItemCount() }

func (g *goCacheCache) Close() error {
	close(g.stop)
	<-g.ended
	return nil
}
