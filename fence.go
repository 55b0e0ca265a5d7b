package larder

import (
	"sync/atomic"
	"time"
)

// Fence stands between a value that somebody is still working out and the cache:
// who invalidates the key meanwhile raises the fence, and then the value is not
// stored any more (see Conditional). The zero value is a fence that is down. Once
// raised, a fence stays so. It is safe for concurrent use and must not be copied.
type Fence struct {
	raised atomic.Bool // stored by Raise; who loads true sees what was done before Raise
}

// Raise keeps every SetIf with this fence from storing what it has not stored yet.
func (f *Fence) Raise() { f.raised.Store(true) }

// Raised reports whether the fence has been raised. A nil fence never is.
func (f *Fence) Raised() bool { return f != nil && f.raised.Load() }

// Conditional is a cache whose writes can depend on what is there, and on a fence;
// every backend is one.
//
// It is what makes an invalidation final. Whoever invalidates raises the fence
// first and calls Delete, Set or Clear then. A SetIf with that fence looks at it and
// puts its entry in place under the lock that the others need, too. So either it
// found the fence down and was there first, and then what it stored is removed or
// replaced by the invalidation, before that returns; or it found the fence up, and
// stores nothing. DeleteIf is no such invalidation: where it finds nothing to delete,
// it takes no lock.
//
// Time goes on meanwhile: what was live when allow was asked may have expired to others
// by the time it is replaced.
type Conditional[K comparable, V any] interface {
	// SetIf is Set on two conditions, and reports whether it stored the value:
	// allow returns true for what is there, the live value of key or the zero value
	// and false; and the fence has not been raised when the new entry takes its
	// place, right after the entry that allow has seen. allow is called outside of
	// locks, several times if others write the key meanwhile; nil allows
	// everything. A nil fence is never raised. What SetIf returns false for is no
	// Set: it is not counted and not reported. With an error it reports false. An
	// entry that is too large removes the key's value on the same conditions.
	SetIf(key K, value V, ttl time.Duration, fence *Fence, allow func(old V, live bool) bool) (stored bool, err error)

	// DeleteIf removes the entry of key if it is live, the fence has not been
	// raised, and allow returns true for the very value it removes; and reports
	// whether it did. nil for fence and allow is as with SetIf.
	DeleteIf(key K, fence *Fence, allow func(old V) bool) bool
}
