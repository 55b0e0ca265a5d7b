package main

import (
	"runtime"
	"time"

	lib "github.com/jellydator/ttlcache/v3"

	"github.com/larder-go/larder/internal/bench"
)

// ttlcache is unbounded where the run has no capacity, and with one evicts what was
// asked for longest ago; it keeps that order always. It removes what expires as its
// documentation shows: by a goroutine that sleeps until the next deadline, which a
// heap tells, and then removes all that has expired under the one lock of the
// cache. Hits do not renew entries, which is not its default: no other cache here
// does it. It counts always, with -nostats too.
var ttlcache = bench.Backend{
	Name:      "ttlcache",
	About:     "ttlcache, LRU, with deadlines in a heap; unbounded without a capacity; statistics always",
	Module:    "github.com/jellydator/ttlcache/v3",
	NewString: newTTLCache[string],
	NewInt:    newTTLCache[int],
}

type ttlCache[K comparable] struct {
	c     *lib.Cache[K, []byte]
	setup bench.Setup
	ended chan struct{} // closed when nothing is removed any more
}

func newTTLCache[K comparable](s bench.Setup) (bench.Cache[K], error) {
	t := &ttlCache[K]{lib.New(lib.WithDisableTouchOnHit[K, []byte](), lib.WithCapacity[K, []byte](uint64(s.Capacity))), s, make(chan struct{})}
	go func() {
		defer close(t.ended)
		t.c.Start()
	}()
	return t, nil
}

func (t *ttlCache[K]) Get(key K) ([]byte, bool) {
	item := t.c.Get(key)
	if item == nil {
		return nil, false
	}
	return item.Value(), true
}

func (t *ttlCache[K]) Set(key K, value []byte, ttl time.Duration) error {
	ttl = lifetime(ttl, t.setup)
	if ttl == 0 {
		ttl = lib.NoTTL
	}
	t.c.Set(key, value, ttl)
	return nil
}

// Delete returns true always: the library does not tell.
func (t *ttlCache[K]) Delete(key K) bool {
	t.c.Delete(key)
	return true
}

// Len counts what has expired and is still there, as the others' does; the library's
// own leaves that out.
func (t *ttlCache[K]) Len() int {
	m := t.c.Metrics()
	return int(m.Insertions - m.Evictions)
}

// Close asks until it is heard: what has not started yet would not stop.
func (t *ttlCache[K]) Close() error {
	for {
		t.c.Stop()
		select {
		case <-t.ended:
			return nil
		default:
			runtime.Gosched()
		}
	}
}
