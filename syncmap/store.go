package syncmap

import (
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
)

// store is a sync.Map from K to *Entry.
type store[K comparable, V any] struct {
	entries sync.Map
	size    atomic.Int64
	listing *listing[K, V] // nil if nobody walks the store in parts; never changes
	hasher  keyhash.Hasher[K]
	locks   [locks]sync.Mutex // see add
}

// locks is how many locks there are. They lie side by side: writers meet at size, too.
const locks = 64

func (s *store[K, V]) init() { s.hasher = keyhash.New[K]() }

// TellHolds leaves out removals: a sync.Map has no lock that stops others.
func (s *store[K, V]) TellHolds(h *engine.Holds) {
	if s.listing != nil {
		s.listing.holds = h
	}
}

func (s *store[K, V]) Find(key K) *engine.Entry[K, V] {
	e, ok := s.entries.Load(key)
	if !ok {
		return nil
	}
	return e.(*engine.Entry[K, V])
}

func (s *store[K, V]) Swap(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	lock := s.lock(e.Key)
	lock.Lock()
	prev, loaded := s.entries.Swap(e.Key, e)
	lock.Unlock()
	if loaded {
		old = prev.(*engine.Entry[K, V])
	} else {
		s.size.Add(1)
	}
	s.listing.change(old, e)
	return old
}

func (s *store[K, V]) Take(key K) (old *engine.Entry[K, V]) {
	lock := s.lock(key)
	lock.Lock()
	prev, loaded := s.entries.LoadAndDelete(key)
	lock.Unlock()
	if !loaded {
		return nil
	}
	old = prev.(*engine.Entry[K, V])
	s.size.Add(-1)
	s.listing.change(old, nil)
	return old
}

func (s *store[K, V]) Remove(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	return slices.DeleteFunc(es, func(e *engine.Entry[K, V]) bool {
		// By identity: since e was seen, another may have taken its place.
		if !s.entries.CompareAndDelete(e.Key, e) {
			return true
		}
		s.size.Add(-1)
		s.listing.change(e, nil)
		return false
	})
}

// Replace needs no lock where there is an old: a Swap or a Take after still has
// answered has unlinked that, and nobody links the same entry twice.
func (s *store[K, V]) Replace(old, e *engine.Entry[K, V], still func() bool) bool {
	switch {
	case old == nil:
		return s.add(e, still)
	case !still():
		return false
	case e == nil:
		return len(s.Remove([]*engine.Entry[K, V]{old})) > 0
	case !s.entries.CompareAndSwap(e.Key, old, e):
		return false
	}
	s.listing.change(old, e)
	return true
}

// add is Replace where nothing is to be linked so far. Without the lock that Swap and
// Take need, too, it could not tell an absence from another:
//
//  1. add: still answers yes
//  2. another: has still answer no from now on
//  3. the same: Take finds nothing, or Swap links an entry, which is evicted at once
//  4. add: finds nothing linked, and links e
//
// With the lock, 3 comes before 1, after 2 in any case, and then 1 is a no; or after
// 4, and unlinks e. Remove needs it not: who calls it has no say in what may be linked.
func (s *store[K, V]) add(e *engine.Entry[K, V], still func() bool) bool {
	lock := s.lock(e.Key)
	lock.Lock()
	defer lock.Unlock()
	if !still() {
		return false
	}
	if _, loaded := s.entries.LoadOrStore(e.Key, e); loaded {
		return false
	}
	s.size.Add(1)
	s.listing.change(nil, e)
	return true
}

// lock returns the lock that the writers of a key share, and some others.
func (s *store[K, V]) lock(key K) *sync.Mutex { return &s.locks[s.hasher.Hash(key)%locks] }

func (s *store[K, V]) Scan(limit int, now int64, due func(*engine.Entry[K, V]) bool) engine.Round {
	return s.listing.scan(limit, now, due)
}

// Sample shows nothing where there is no list.
func (s *store[K, V]) Sample(n int, due func(*engine.Entry[K, V]) bool) {
	if s.listing != nil {
		s.listing.sample(n, due)
	}
}

// Overdue looks at everything where there is no list.
func (s *store[K, V]) Overdue(now int64, show func(*engine.Entry[K, V])) {
	if s.listing != nil {
		s.listing.overdue(now, show)
		return
	}
	for e := range s.Entries() {
		if e.Deadline <= now {
			show(e)
		}
	}
}

func (s *store[K, V]) Entries() iter.Seq[*engine.Entry[K, V]] {
	return func(yield func(*engine.Entry[K, V]) bool) {
		s.entries.Range(func(_, e any) bool { return yield(e.(*engine.Entry[K, V])) })
	}
}

func (s *store[K, V]) Drain() iter.Seq[*engine.Entry[K, V]] {
	return slices.Values(s.Remove(slices.Collect(s.Entries())))
}

// Forget leaves counting to nobody: a closed cache has no length.
func (s *store[K, V]) Forget() {
	s.entries.Clear()
	s.listing.forget()
}

// Len may lag behind the operations in progress, which count after they link
// and unlink.
func (s *store[K, V]) Len() int { return int(max(s.size.Load(), 0)) }
