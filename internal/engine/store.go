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

	// Find returns the entry of key, or nil.
	Find(key K) *Entry[K, V]

	// Replace links e in the place of old, and reports that it did, if old is
	// still linked and still returns true. Both have the same key. A nil old
	// stands for that nothing is linked under the key, a nil e for that nothing
	// shall be; one of them is an entry.
	//
	// A Swap or a Take (and a Drain of one instant) that begins after still has
	// answered takes effect after Replace, or Replace fails: still is called under
	// the lock that these need, too, or what they unlink is missed.
	Replace(old, e *Entry[K, V], still func() bool) bool

	// Scan shows entries to due that may have a deadline up to now, going on
	// where the last Scan stopped. It passes over parts of the store of which
	// it knows that they have none. It stops when it has shown, and passed
	// over, limit entries and parts, and where a round ends: then it has shown
	// every such entry that was linked since the round began. An entry that
	// due accepts need not be shown again: the caller removes it. due may be
	// called under a lock and must not call the store. One Scan runs at a time.
	Scan(limit int, now int64, due func(*Entry[K, V]) bool) Round

	// Sample shows about n entries chosen at random to due, on the same terms,
	// but several may run at a time. It may show one twice.
	Sample(n int, due func(*Entry[K, V]) bool)

	// Entries iterates over the linked entries, without a lock while yielding.
	// An entry linked from the beginning to the end is among them.
	Entries() iter.Seq[*Entry[K, V]]

	// Drain unlinks all entries and returns them. Where the store can, it does
	// so at one instant.
	Drain() iter.Seq[*Entry[K, V]]

	// Len returns the number of linked entries.
	Len() int
}

// Round tells how far a Scan has come.
type Round struct {
	Used int  // entries shown, and one for 64 parts passed over
	Done bool // the round is over; the next Scan begins another

	// Next, where Done, is not after the deadline of any entry that was linked
	// since the round began and that due did not accept.
	Next int64

	passed uint8 // parts, since the last that counted
}

// Pass counts a part of the store that Scan passed over. That is cheap next to
// looking at an entry.
func (r *Round) Pass() {
	if r.passed++; r.passed == 64 {
		r.passed = 0
		r.Used++
	}
}

// Overduer is a Store that finds what is past its deadline without looking at
// everything.
type Overduer[K comparable, V any] interface {
	// Overdue shows the entries with a deadline up to now. It holds no lock for
	// long. Several may run at a time, and beside Scan.
	Overdue(now int64, show func(*Entry[K, V]))
}

// Discarder is a Store that can drop all its entries without looking at them.
type Discarder interface {
	// Discard unlinks all entries at one instant and returns how many of them
	// have a deadline.
	Discard() (expiring int)
}

// Forgetter is a Store that is slow to drain and can be dropped all at once, for
// Close, when nobody asks any more what was in it.
type Forgetter interface {
	// Forget unlinks all entries. Sets in progress may link others, and remove
	// them again.
	Forget()
}

// Tidier is a Store whose Remove leaves it to the end of a round of removals to
// give memory back.
type Tidier interface {
	// Tidy gives back what a part of the store does not need any more. The parts
	// are numbered from 0 on, as long as more is true.
	Tidy(part int) (more bool)
}

// TryRemover is a Store whose readers must never wait, not even to remove an
// expired entry they met. Its Scan takes no lock.
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
