package cachetest

import (
	"time"

	"github.com/larder-go/larder"
)

// What has left, however it left, makes room: what a full cache held fits again
// without an eviction. (Other entries need not: they may belong in other shards.)
var roomRules = []rule{
	{"DeleteMakesRoom", makesRoom(forever, func(s *subject, entries map[string]int) {
		for key := range entries {
			s.deletes(key, true, "of an entry of a full cache")
		}
	})},
	{"ClearMakesRoom", makesRoom(forever, func(s *subject, _ map[string]int) { s.clearer().Clear() })},
	{"SweepMakesRoom", makesRoom(minute, func(s *subject, _ map[string]int) { s.settle() })},
	{"ExpiredMakesRoom", expiredMakesRoom},
	{"EvictedIsNotExpired", evictedIsNotExpired},
}

// makesRoom has a full cache emptied, thrice; with a listener and without, as Clear
// may go another way then.
func makesRoom(ttl time.Duration, empty func(s *subject, entries map[string]int)) func(*probe) {
	return func(p *probe) {
		for _, deaf := range []bool{false, true} {
			perPolicy(100, func(o options) {
				o.TTL, o.Weigh = ttl, func(string, int) int64 { return 3 }
				s := p.openDeaf(o, deaf)
				s.overfill(100, o)
				entries, before := s.resident(), s.Stats()
				s.removed.take()
				for range 3 {
					empty(s, entries)
					s.counts(0, "a full cache was emptied")
					if w := s.Stats().Weight; w != 0 {
						p.Fatalf("%v: an empty cache weighs %d", o.Policy, w)
					}
					s.removed.take()
					for key, value := range entries {
						s.set(key, value, o.TTL)
					}
					s.reported("after as many Sets as an emptied cache held before")
					s.shows(entries, "after as many Sets as an emptied cache held before")
				}
				if st := s.Stats(); st.Evictions != before.Evictions || st.Rejections != before.Rejections {
					p.Fatalf("%v: %d evictions and %d rejections when as much was set as an emptied cache held before",
						o.Policy, st.Evictions-before.Evictions, st.Rejections-before.Rejections)
				}
			})
		}
	}
}

// However hot it was, what has expired is no reason to turn away what is new.
func expiredMakesRoom(p *probe) {
	for _, weigh := range []func(string, int) int64{nil, func(string, int) int64 { return 0 }} {
		perPolicy(1, func(o options) {
			o.Sweeper, o.Weigh = noSweeper, weigh
			s := p.open(o)
			for i := range 10 {
				s.set(numbered(i), i, minute)
				if i > 0 {
					s.reported("after Set where what is there has expired", removal{numbered(i - 1), i - 1, expired})
				}
				for range 20 {
					s.has(numbered(i), i, "set where what was there had expired, "+o.Policy.String())
				}
				s.clock.jump(minute)
			}
			if st := s.Stats(); st.Evictions+st.Rejections > 0 || st.LazyDeletes+st.SweepDeletes != 9 {
				p.Fatalf("%v: Stats() = %+v, and 9 entries have left, all of which had expired", o.Policy, st)
			}
		})
	}
}

func evictedIsNotExpired(p *probe) {
	for _, capacity := range []int{1, 10, 100} {
		perPolicy(capacity, func(o options) {
			var s *subject
			late := false // all that was set up to half has expired
			half := 20*capacity + 20
			o.Sweeper, o.OnRemove = noSweeper, func(key string, value int, cause larder.Cause) {
				if dead := late && value < half; dead != (cause == expired) {
					p.Errorf("%v: %s=%d, which has expired: %t, was reported as %v", o.Policy, key, value, dead, cause)
				}
			}
			s = p.open(o)
			s.fill(half, minute)
			s.clock.jump(minute)
			late = true
			for i := half; i < 2*half; i++ {
				s.set(numbered(i), i, forever)
			}
			for i := range half { // those that are there still, if any
				s.Delete(numbered(i))
			}
			s.divided(2*half, o.Policy.String()+", after Sets where all had expired", evicted, rejected, expired)
		})
	}
}
