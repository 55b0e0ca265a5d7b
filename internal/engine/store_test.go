package engine

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/larder-go/larder"
	"github.com/stretchr/testify/require"
)

// lockedMap is the simplest store, with a hook into the middle of a Set.
type lockedMap struct {
	mu     sync.Mutex
	m      map[string]*Entry[string, int]
	linked func() // called by Swap when the entry is linked and the lock released

	replacing func() // called by Replace before it takes the lock
	scanned   func() // called by Scan before it returns
	removing  func() // called by Remove before it takes the lock
}

func (s *lockedMap) Find(key string) *Entry[string, int] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[key]
}

func (s *lockedMap) Swap(e *Entry[string, int]) *Entry[string, int] {
	s.mu.Lock()
	old := s.m[e.Key]
	s.m[e.Key] = e
	s.mu.Unlock()
	if s.linked != nil {
		s.linked()
	}
	return old
}

func (s *lockedMap) Take(key string) *Entry[string, int] {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.m[key]
	delete(s.m, key)
	return old
}

func (s *lockedMap) Remove(es []*Entry[string, int]) []*Entry[string, int] {
	if s.removing != nil {
		s.removing()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(es, func(e *Entry[string, int]) bool {
		if s.m[e.Key] != e {
			return true
		}
		delete(s.m, e.Key)
		return false
	})
}

func (s *lockedMap) Replace(old, e *Entry[string, int], still func() bool) bool {
	if s.replacing != nil {
		s.replacing()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := cmp.Or(e, old).Key
	if s.m[key] != old || !still() {
		return false
	}
	if s.m[key] = e; e == nil {
		delete(s.m, key)
	}
	return true
}

// Scan shows everything whatever the limit, in one round.
func (s *lockedMap) Scan(_ int, _ int64, due func(*Entry[string, int]) bool) Round {
	round := Round{Done: true, Next: Never}
	for e := range s.Entries() {
		if round.Used++; !due(e) {
			round.Next = min(round.Next, e.Deadline)
		}
	}
	if s.scanned != nil {
		s.scanned()
	}
	return round
}

func (s *lockedMap) Sample(n int, due func(*Entry[string, int]) bool) {
	for e := range s.Entries() {
		if n--; n >= 0 {
			due(e)
		}
	}
}

func (s *lockedMap) Entries() iter.Seq[*Entry[string, int]] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Values(slices.Collect(maps.Values(s.m)))
}

func (s *lockedMap) Drain() iter.Seq[*Entry[string, int]] {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Collect(maps.Values(s.m))
	clear(s.m)
	return slices.Values(all)
}

func (s *lockedMap) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.m)
}

// cache is a backend over it.
type cache struct {
	Engine[string, int]
	s lockedMap
}

func newCache(t testing.TB, o larder.Options[string, int]) *cache {
	c := &cache{s: lockedMap{m: map[string]*Entry[string, int]{}}}
	require.NoError(t, c.Init(&c.s, o))
	t.Cleanup(func() { c.Close() })
	return c
}

func (c *cache) Get(key string) (int, bool) {
	e := c.s.Find(key)
	if e == nil || !c.Live(e) {
		return c.Miss(e)
	}
	if c.Watched() {
		c.Hit()
		if c.Attends(e) {
			c.Touch(e)
		}
	}
	return e.Value, true
}
