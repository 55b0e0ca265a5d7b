package larder

import (
	"iter"
	"time"
)

// Cache is what every backend does. All methods may be called from any number
// of goroutines at once, before and after Close.
//
// For each key, Set, Delete, eviction and expiry take effect at one instant
// between the call and the return: a Get that starts after Set has returned
// sees that value or a newer one, or a miss if the entry has expired, was
// evicted, or was not admitted.
//
// A key is compared in full, so that a collision of hashes is a miss and never
// another key's value. A key that holds a NaN is refused, since it can never
// be found again. A key of an interface type that holds something unhashable
// panics as it does in a map, and leaves the cache usable.
type Cache[K comparable, V any] interface {
	// Get returns the value of key, or the zero value and false where key is
	// absent. An entry whose deadline has passed is absent. O(1).
	Get(key K) (V, bool)

	// Set stores value under key for ttl, which may be DefaultTTL or NoExpiry.
	// A negative ttl is ErrTTL, a NaN key ErrKey, a closed cache ErrClosed;
	// then nothing has changed. A bounded cache has ErrTooLarge and ErrWeight as
	// well, and need not admit an entry: then Set returns nil, and the value is
	// reported with CauseRejected.
	Set(key K, value V, ttl time.Duration) error

	// Delete removes key and reports whether a live entry was there.
	Delete(key K) bool

	// Len returns the number of resident entries, those among them included
	// that have expired and have not been removed yet. While others write it
	// may be off by the writes in progress.
	Len() int

	// All iterates over the live entries. It is weakly consistent unless the
	// backend says more: an entry that is there from the beginning to the end
	// is visited, one that comes or goes meanwhile may or may not be. The loop
	// may call any method of the cache.
	All() iter.Seq2[K, V]

	// Stats returns the counts since the cache was made. They stay readable
	// after Close.
	Stats() Stats

	// Close ends the background work and drops the entries without reporting
	// them. Afterwards Get misses, Delete returns false and Set returns
	// ErrClosed. Further calls do nothing. It always returns nil.
	Close() error
}

// Clearer is a cache that can drop all its entries at one instant.
type Clearer interface {
	// Clear removes every entry: an operation that starts after Clear has
	// returned sees none that was set before Clear was called. Each value that
	// was there is reported after the clear took effect, with CauseCleared, or
	// with CauseExpired where its deadline had passed.
	Clear()
}

// Resizer is a cache whose limits can be changed while it is in use; every bounded
// backend is one. An error wraps ErrLimit, and then nothing has changed.
type Resizer interface {
	// Resize changes Options.Capacity, with which the cache must have been made,
	// to at least 1. When it returns, no more entries are resident than that,
	// but for those of Sets in progress; what had to leave was evicted. Where more
	// than that are pinned, they stay, and nothing is admitted until they are
	// fewer. O(n) in the number of those that leave.
	Resize(capacity int) error

	// ResizeWeight does the same with Options.MaxWeight.
	ResizeWeight(max int64) error
}

// Snapshotter is a cache that can be looked at as it is at one instant while
// it goes on.
type Snapshotter[K comparable, V any] interface {
	// Snapshot returns the cache as it is at an instant between the call and
	// the return, the cut.
	Snapshot() Snapshot[K, V]
}

// Snapshot is a cache as it was at one instant, the cut. It never changes.
// What had expired at the cut is absent; what expires later stays.
type Snapshot[K comparable, V any] interface {
	// Get returns the value key had at the cut.
	Get(key K) (V, bool)
	// Len returns the number of entries resident at the cut, like Cache.Len.
	Len() int
	// All iterates over the entries that were live at the cut.
	All() iter.Seq2[K, V]
}

// Counter is a cache whose Stats can be had at a price that does not grow with its
// size; every backend is one. Who asks often, such as a monitoring system, asks so.
type Counter interface {
	// Counts is Stats, but where more than 1,024 entries are resident (in a shard of
	// package sharded) it looks at no more than about so many, at random, to find those
	// past their deadline: then Overdue is an estimate, and SweepLag at most what it is.
	Counts() Stats
}
