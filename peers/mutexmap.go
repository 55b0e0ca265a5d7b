package main

import (
	"sync"
	"time"

	"github.com/larder-go/larder/internal/bench"
)

// mutexMap is what a program has that uses no library: a map and a sync.Mutex, of
// which a Get deletes what has expired. Nothing else does, so that what is not asked
// for again stays. A time is read only for entries that have a time to live.
var mutexMap = bench.Backend{
	Name:      "mutex-map",
	About:     "a map and a sync.Mutex, with deadlines; what has expired stays until it is asked for; no statistics",
	Unbounded: true,
	NewString: newMutexMap[string],
	NewInt:    newMutexMap[int],
}

type mutexMapCache[K comparable] struct {
	mu    sync.Mutex
	m     map[K]mutexMapEntry // guarded by mu
	setup bench.Setup
}

type mutexMapEntry struct {
	value   []byte
	expires time.Time // zero: never
}

func newMutexMap[K comparable](s bench.Setup) (bench.Cache[K], error) {
	return &mutexMapCache[K]{m: make(map[K]mutexMapEntry), setup: s}, nil
}

func (c *mutexMapCache[K]) Get(key K) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.m[key]
	if ok && !e.expires.IsZero() && !time.Now().Before(e.expires) {
		delete(c.m, key)
		return nil, false
	}
	return e.value, ok
}

func (c *mutexMapCache[K]) Set(key K, value []byte, ttl time.Duration) error {
	e := mutexMapEntry{value: value}
	if ttl = lifetime(ttl, c.setup); ttl > 0 {
		e.expires = time.Now().Add(ttl)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[key] = e
	return nil
}

func (c *mutexMapCache[K]) Delete(key K) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.m[key]
	delete(c.m, key)
	return ok
}

func (c *mutexMapCache[K]) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.m)
}

func (*mutexMapCache[K]) Close() error { return nil }
