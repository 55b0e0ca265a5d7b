package cachetest

import (
	"runtime"
	"sync/atomic"

	"github.com/larder-go/larder"
)

var conditionalRaceRules = []rule{
	{"InvalidationIsFinal", invalidationIsFinal},
	{"InvalidationIsFinalThoughEvicted", invalidationIsFinalThoughEvicted},
	{"CompareAndSetLosesNothing", compareAndSetLosesNothing},
	{"DeleteIfSparesWhatIsNew", deleteIfSparesWhatIsNew},
}

// fenced is the value that must not be seen after an invalidation.
const fenced = 7

// invalidationIsFinal: who has raised the fence, and then deleted, overwritten or
// cleared, sees nothing of what was stored with that fence, whatever had been there.
func invalidationIsFinal(p *probe) {
	for name, invalidate := range map[string]func(*subject, string){
		"Delete": func(s *subject, key string) { s.Delete(key) },
		"Set":    func(s *subject, key string) { s.set(key, 8, hour) },
		"Clear": func(s *subject, key string) {
			if !s.tryClear() {
				s.Delete(key)
			}
		},
	} {
		for _, before := range []func(*subject, string){
			func(*subject, string) {},
			func(s *subject, key string) { s.set(key, 1, hour) },
		} {
			invalidated(p, name, options{}, before, invalidate)
		}
	}
}

// invalidationIsFinalThoughEvicted: what overwrites the value is pushed out at once, so
// that the key is absent before as after. A store may not take that for one absence.
func invalidationIsFinalThoughEvicted(p *probe) {
	heavy := func(_ string, value int) int64 { return int64(value) }
	invalidated(p, "Set, and an eviction", options{MaxWeight: 8, Weigh: heavy}, func(*subject, string) {}, func(s *subject, key string) {
		s.set(key, 8, hour)
		s.set("heavy", 8, hour)
	})
}

// invalidated has SetIf collide with an invalidation, many times.
func invalidated(p *probe, name string, o options, before, invalidate func(*subject, string)) {
	const crowd = 16 // keys of a round, so that some collide
	s := p.openRestless(o)
	c := conditional{s, s.conditional()}
	for round := range searches(300) {
		var fences [crowd]larder.Fence
		for i := range crowd {
			before(s, numbered(i))
		}
		var at atomic.Int64 // the key at which the two meet
		p.together(
			func() {
				for i := range crowd {
					for at.Add(1); at.Load() < int64(2*i+2) && !p.failed(); {
						runtime.Gosched()
					}
					if _, err := c.SetIf(numbered(i), fenced, hour, &fences[i], func(int, bool) bool {
						if (round+i)%3 == 0 {
							runtime.Gosched()
						}
						return true
					}); err != nil {
						p.Fatalf("SetIf beside %s = %v", name, err)
					}
				}
			},
			func() {
				for i := range crowd {
					for at.Add(1); at.Load() < int64(2*i+2) && !p.failed(); {
						runtime.Gosched()
					}
					for range (round + i) % 8 * 10 { // sooner, later
						at.Load()
					}
					fences[i].Raise()
					invalidate(s, numbered(i))
					if v, ok := s.Get(numbered(i)); ok && v == fenced {
						p.Fatalf("%s has returned, and Get finds what was stored with a fence that it had raised before (round %d)", name, round)
					}
				}
			},
		)
		for i := range crowd { // nor does it come back
			if v, ok := s.Get(numbered(i)); ok && v == fenced {
				p.Fatalf("%s has returned, and later Get finds what was stored with a fence that it had raised before (round %d)", name, round)
			}
			s.Delete(numbered(i))
		}
	}
}

// compareAndSetLosesNothing: many count up one key, each of them from what it has
// read, and no count is lost; nor is one reported twice.
func compareAndSetLosesNothing(p *probe) {
	const workers, each = 4, 500
	s := p.openRestless(options{})
	c := conditional{s, s.conditional()}
	p.crowd(workers, func(int) {
		for range each {
			for {
				seen, there := c.Get("key")
				stored, err := c.SetIf("key", seen+1, hour, nil, func(old int, live bool) bool {
					allowed := old == seen && live == there
					if seen%4 == 0 {
						runtime.Gosched() // others go on meanwhile
					}
					return allowed
				})
				if err != nil {
					p.Fatalf("SetIf beside others = %v", err)
				}
				if stored {
					break
				}
			}
		}
	})
	c.has("key", workers*each, "after it was counted up by several")
	gone := c.removed.take()
	for i, r := range gone {
		if r != (removal{"key", i + 1, replaced}) {
			p.Fatalf("of a key that was counted up, OnRemove was called with %v in the place of %d", r, i+1)
		}
	}
	if len(gone) != workers*each-1 {
		p.Fatalf("of a key that was counted up %d times, OnRemove was called for %d values", workers*each, len(gone))
	}
	if n := c.Stats().Sets; n != workers*each {
		p.Fatalf("%d values were stored, and %d Sets are counted", workers*each, n)
	}
}

// deleteIfSparesWhatIsNew: some take old values away, beside one who counts up. No even
// value is ever missed.
func deleteIfSparesWhatIsNew(p *probe) {
	const last = 4000
	s := p.openRestless(options{})
	c := conditional{s, s.conditional()}
	var done atomic.Bool
	odd := func(old int) bool { return old%2 == 1 }
	remove := func() {
		for !done.Load() {
			c.DeleteIf("key", nil, odd)
		}
	}
	p.together(remove, remove, func() {
		defer done.Store(true)
		for i := range last {
			s.set("key", i, hour)
			if i%2 == 0 {
				s.has("key", i, "beside DeleteIf of others")
			}
		}
	})
}
