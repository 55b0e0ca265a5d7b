package engine

import "iter"

// Store is how one backend keeps, publishes and locks entries. It knows no
// time: an entry is in it until it is unlinked. All methods are safe for
// concurrent use and call no user code (but for hashing and comparing keys).
type Store[K comparable, V any] interface {
	// Swap links e under its key and returns the entry it unlinked, or nil.
	Swap(e *Entry[K, V]) (old *Entry[K, V])

	// Take unlinks the entry of key and returns it, or nil.
	Take(key K) (old *Entry[K, V])

	// Remove unlinks those of es that are still linked, by identity, and
	// returns them; it may reuse the memory of es.
	Remove(es []*Entry[K, V]) (removed []*Entry[K, V])

	// Scan shows up to limit entries to due, going on where the last Scan
	// stopped and beginning anew after the last entry, so that repeated calls
	// show every entry that stays linked. A store that keeps its entries by
	// deadline shows the soonest first, forgets those that due accepts, and
	// stops at the first that due does not accept. due may be called under a
	// lock and must not call the store. One Scan runs at a time.
	Scan(limit int, due func(*Entry[K, V]) bool)

	// Entries iterates over the linked entries, without a lock while yielding.
	// An entry linked from the beginning to the end is among them.
	Entries() iter.Seq[*Entry[K, V]]

	// Drain unlinks all entries and returns them. Where the store can, it does
	// so at one instant.
	Drain() iter.Seq[*Entry[K, V]]

	// Len returns the number of linked entries.
	Len() int
}

// Discarder is a Store that can drop all its entries without looking at them.
type Discarder interface {
	// Discard unlinks all entries at one instant and returns how many of them
	// have a deadline.
	Discard() (expiring int)
}

// TryRemover is a Store whose readers must never wait, not even to remove an
// expired entry they met.
type TryRemover[K comparable, V any] interface {
	// TryRemove unlinks e if it is still linked and that is cheap and possible
	// without waiting; ok tells whether it was possible. Otherwise the engine
	// keeps e in a bounded queue for the next writer.
	TryRemove(e *Entry[K, V]) (removed, ok bool)
}

// WriteRemover is a TryRemover whose every write is dear, however much it
// does. It removes es, as Remove does, in one step with the write and after it.
type WriteRemover[K comparable, V any] interface {
	TryRemover[K, V]
	SwapRemove(e *Entry[K, V], es []*Entry[K, V]) (old *Entry[K, V], removed []*Entry[K, V])
	TakeRemove(key K, es []*Entry[K, V]) (old *Entry[K, V], removed []*Entry[K, V])
}
