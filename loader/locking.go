package loader

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

// locking makes a larder.Conditional of a cache that is none: all writes take a lock
// that they share with 1/64 of the keys. So it must be the only one that writes to
// the cache.
type locking[K comparable, V any] struct {
	larder.Cache[K, V]
	reports *reports
	seed    maphash.Seed
	locks   [64]sync.Mutex

	hits, misses atomic.Uint64 // of what looks before it writes
}

func (l *locking[K, V]) lock(key K) (unlock func()) {
	mu := &l.locks[maphash.Comparable(l.seed, key)%uint64(len(l.locks))]
	mu.Lock()
	l.reports.hold()
	return func() {
		mu.Unlock()
		l.reports.release()
	}
}

func (l *locking[K, V]) Set(key K, value V, ttl time.Duration) error {
	defer l.lock(key)()
	return l.Cache.Set(key, value, ttl)
}

func (l *locking[K, V]) Delete(key K) bool {
	defer l.lock(key)()
	return l.Cache.Delete(key)
}

// Stats leaves out the Gets that no caller asked for.
func (l *locking[K, V]) Stats() larder.Stats {
	hits, misses := l.hits.Load(), l.misses.Load() // first: they are part of what follows
	s := l.Cache.Stats()
	s.Hits, s.Misses = s.Hits-min(hits, s.Hits), s.Misses-min(misses, s.Misses)
	return s
}

// look is Get for who holds the lock.
func (l *locking[K, V]) look(key K) (value V, live bool) {
	if value, live = l.Get(key); live {
		l.hits.Add(1)
	} else {
		l.misses.Add(1)
	}
	return value, live
}

// SetIf calls allow under the lock: the functions that the loader gives for it call
// nobody.
func (l *locking[K, V]) SetIf(key K, value V, ttl time.Duration, fence *larder.Fence, allow func(V, bool) bool) (bool, error) {
	defer l.lock(key)()
	if fence.Raised() {
		return false, nil
	}
	if allow != nil {
		old, live := l.look(key)
		if !allow(old, live) {
			return false, nil
		}
	}
	err := l.Cache.Set(key, value, ttl)
	return err == nil, err
}

func (l *locking[K, V]) DeleteIf(key K, fence *larder.Fence, allow func(V) bool) bool {
	defer l.lock(key)()
	if fence.Raised() {
		return false
	}
	if allow != nil {
		if old, live := l.look(key); !live || !allow(old) {
			return false
		}
	}
	return l.Cache.Delete(key)
}
