package cachetest

import (
	"runtime"
	"strings"
	"sync/atomic"
	"time"
)

// An operation that meets an expired entry removes that entry, not whatever is
// found under its key by the time it gets to it.
//
// The classic bug: a reader sees under the read lock that an entry has
// expired, lets go of it to take the write lock, and deletes the key, under
// which another goroutine has stored a new value in between. The steered rules
// put that other write into the reading of the clock, where a cache holds no
// lock; the last one has goroutines collide.
var lazyRules = []rule{
	{"ExpiredReadIsRemovedByNextWrites", expiredReadIsRemovedByNextWrites},
	{"ExpiredReadTwiceIsRemovedOnce", expiredReadTwiceIsRemovedOnce},
	{"ExpiredReadSparesNewValue", expiredReadSparesNewValue},
	{"ExpiredReadBesideDelete", expiredReadBesideDelete},
	{"DeleteOfExpiredBesideSet", deleteOfExpiredBesideSet},
	{"SweepSparesNewValue", sweepSparesNewValue},
	{"ExpiredReadSparesNewValueUnderLoad", expiredReadSparesNewValueUnderLoad},
}

func get(s *subject) { s.Get("key") }

// Without a sweeper, what was read after its deadline must not stay for long.
// The writes are so many that each of some hundred shards gets one.
func expiredReadIsRemovedByNextWrites(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.fill(20, minute)
	s.clock.jump(minute)
	for i := range 20 {
		s.lacks(numbered(i), "at the deadline")
	}
	for i := range 5000 {
		s.set(numbered(100+i), i, forever)
		s.deletes(numbered(100+i), true, "after Set")
	}
	s.counts(0, "when 20 expired entries were read and other keys written")
	if st := s.Stats(); st.LazyDeletes != 20 {
		p.Fatalf("when 20 expired entries were read and other keys written: Stats() = %+v", st)
	}
}

func expiredReadTwiceIsRemovedOnce(p *probe) {
	meanwhile(p, options{Sweeper: noSweeper}, get, get, func(s *subject) {
		s.deletes("key", false, "after it has expired")
		s.reported("after two reads, one in the other, and Delete", removal{"key", 1, expired})
		s.counts(0, "after two reads, one in the other, and Delete")
		if st := s.Stats(); st.LazyDeletes != 1 || st.ExpiredReads > 2 {
			p.Fatalf("one expired entry, read twice, was counted as %+v", st)
		}
	})
	for range 300 {
		s := p.open(options{Sweeper: noSweeper})
		expire(s)
		p.crowd(4, func(int) { s.lacks("key", "at the deadline") })
		s.deletes("key", false, "after it has expired")
		s.reported("after concurrent reads of one expired entry", removal{"key", 1, expired})
	}
}

func expiredReadSparesNewValue(p *probe) {
	for _, ttl := range []time.Duration{forever, hour} {
		set := func(s *subject) { s.set("key", 2, ttl) }
		meanwhile(p, options{Sweeper: noSweeper}, get, set, func(s *subject) {
			after := "after Set in the middle of Get of the expired entry"
			s.has("key", 2, after)
			s.counts(1, after)
			s.deletes("other", false, after)
			s.has("key", 2, after)
			s.reported(after, removal{"key", 1, expired})
		})
	}
}

func expiredReadBesideDelete(p *probe) {
	del := func(s *subject) { s.deletes("key", false, "after it has expired") }
	for _, acts := range [][2]func(*subject){{get, del}, {del, get}, {del, del}} {
		meanwhile(p, options{Sweeper: noSweeper}, acts[0], acts[1], func(s *subject) {
			s.lacks("key", "after Get and Delete at once")
			s.deletes("key", false, "after Get and Delete at once")
			s.counts(0, "after Get and Delete at once")
			s.shows(nil, "after Get and Delete at once")
			s.reported("after Get and Delete at once", removal{"key", 1, expired})
		})
	}
}

// Delete takes effect before Set or after it: the new value stays or is
// reported as deleted, and the expired one is reported in any case.
func deleteOfExpiredBesideSet(p *probe) {
	for _, ttl := range []time.Duration{forever, hour} {
		set := func(s *subject) { s.set("key", 2, ttl) }
		var live bool
		del := func(s *subject) { live = s.Delete("key") }
		meanwhile(p, options{Sweeper: noSweeper}, del, set, func(s *subject) {
			if live {
				s.lacks("key", "after Set in the middle of Delete, which returned true")
				s.reported("after Set in the middle of Delete", removal{"key", 1, expired}, removal{"key", 2, deleted})
			} else {
				s.has("key", 2, "after Set in the middle of Delete, which returned false")
				s.reported("after Set in the middle of Delete", removal{"key", 1, expired})
			}
		})
	}
}

func sweepSparesNewValue(p *probe) {
	for _, ttl := range []time.Duration{forever, 2 * hour} {
		sweep := func(s *subject) { s.settle() }
		set := func(s *subject) { s.set("key", 2, ttl) }
		meanwhile(p, options{}, sweep, set, func(s *subject) {
			after := "after Set in the middle of a sweep that meets the expired entry"
			s.has("key", 2, after)
			s.counts(1, after)
			s.reported(after, removal{"key", 1, expired})
		})
	}
}

// The worst case: a writer stores a value that expires at once, and then one
// that does not, while readers never stop. The key is so long that looking it
// up takes a part of a millisecond, so that whoever needs a lock is waiting for
// it when another lets go of it, and gets in between if there is a between.
func expiredReadSparesNewValueUnderLoad(p *probe) {
	p.allow(6 * patience)
	const rounds, readers = 60, 3
	s := p.open(options{Sweeper: noSweeper})
	s.clock.restless = true
	s.clock.flowing = true // so that no reading is of a time before the deadline
	keys := [readers + 1]string{}
	for i := range keys { // equal, but each to be compared
		keys[i] = strings.Repeat("long key", 256<<10)
	}
	var reads [readers]atomic.Int64
	var done atomic.Bool
	p.crowd(readers+1, func(worker int) {
		defer done.Store(true)
		if worker < readers {
			for !done.Load() {
				s.Get(keys[worker])
				reads[worker].Add(1)
				runtime.Gosched()
			}
			return
		}
		for i := range rounds {
			s.set(keys[readers], -i, 1)
			s.set(keys[readers], i, forever)
			for r := range reads { // what was under way has ended
				for before := reads[r].Load(); reads[r].Load() < before+2 && !done.Load(); {
					runtime.Gosched()
				}
			}
			s.has(keys[readers], i, "after Set beside Gets that met the expired entry")
		}
	})
}
