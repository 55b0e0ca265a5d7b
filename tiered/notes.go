package tiered

import (
	"hash/maphash"
	"sync"
)

// notes order what is put into memory after a change of the remote with what is learnt of
// later changes meanwhile, without a lock that is held for either.
//
// A writer begins a note, changes the remote, which gives it number n, puts its value into
// memory, takes it out again if the note says more than n, and ends the note. Who
// learns of number m of the key says so first, and then takes out of memory what is older
// than m. Whichever way they meet, what stays is not older than the highest number:
//
//	writer: begin    change (n)                  put            ask    end
//	other:                        1 say (m > n)       2 look and take out
//
// If 1 comes before the writer asks, it takes out what it has put. If it comes after that, 2
// comes after the put, and finds it. Two writers here are each the other's other.
type notes struct {
	seed    maphash.Seed
	once    sync.Once
	stripes [64]struct {
		mu   sync.Mutex
		keys map[string]*note // guarded by mu; those that somebody writes
	}
}

// note is of one key. Guarded by its stripe's mu.
type note struct {
	writers int
	highest uint64
}

func (ns *notes) stripe(key string) int {
	ns.once.Do(func() { ns.seed = maphash.MakeSeed() })
	return int(maphash.String(ns.seed, key) % uint64(len(ns.stripes)))
}

func (ns *notes) begin(key string) {
	s := &ns.stripes[ns.stripe(key)]
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys == nil {
		s.keys = make(map[string]*note)
	}
	n := s.keys[key]
	if n == nil {
		n = &note{}
		s.keys[key] = n
	}
	n.writers++
}

// say takes note of a number of key.
func (ns *notes) say(key string, number uint64) {
	s := &ns.stripes[ns.stripe(key)]
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.keys[key]; n != nil {
		n.highest = max(n.highest, number)
	}
}

// highest returns the highest number that was said of key since its note began.
func (ns *notes) highest(key string) uint64 {
	s := &ns.stripes[ns.stripe(key)]
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := s.keys[key]; n != nil {
		return n.highest
	}
	return 0
}

func (ns *notes) end(key string) {
	s := &ns.stripes[ns.stripe(key)]
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.keys[key]
	if n.writers--; n.writers == 0 {
		delete(s.keys, key)
	}
}

// sayAll takes note of something that concerns all keys that are being written.
func (ns *notes) sayAll(number uint64) {
	for i := range ns.stripes {
		s := &ns.stripes[i]
		s.mu.Lock()
		for _, n := range s.keys {
			n.highest = max(n.highest, number)
		}
		s.mu.Unlock()
	}
}
