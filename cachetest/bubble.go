package cachetest

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/larder-go/larder"
)

// With no clock injected, time is that of a bubble of testing/synctest, in
// which the system's clock is a fake one.
var bubbleRules = []rule{
	{"BubbleDeadlinesAreExact", bubbleDeadlinesAreExact},
	{"BubbleShortTTLAfterLong", bubbleShortTTLAfterLong},
	{"BubbleSweeps", bubbleSweeps},
	{"BubbleOutlivesARest", bubbleOutlivesARest},
	{"BubbleEndsAfterClose", bubbleEndsAfterClose},
}

// bubble plays a script in a bubble, with a probe of its own whose failures p
// takes over. What the script leaves running makes the bubble panic, which is
// a failure.
func (p *probe) bubble(script func(*probe)) {
	inner := &probe{t: p.t, suite: p.suite}
	func() {
		defer p.catch()
		synctest.Test(p.t, func(*testing.T) {
			ended := make(chan struct{})
			go func() { // FailNow ends this goroutine, not the test
				defer close(ended)
				inner.play(script)
			}()
			<-ended
		})
	}()
	for _, f := range inner.verdict().failures {
		p.Errorf("in a bubble: %s", f)
	}
	if p.failed() {
		p.FailNow()
	}
}

// pass lets d go by in a bubble.
func pass(d time.Duration) { <-time.After(d) }

func bubbleDeadlinesAreExact(p *probe) {
	for _, sweeper := range []larder.Sweeper{larder.SweepCursor, larder.SweepNone} {
		for _, ttl := range []time.Duration{
			1, time.Microsecond, time.Millisecond - 1, time.Millisecond, 777 * time.Millisecond,
			time.Second, minute + 1, hour, 26 * hour,
		} {
			p.bubble(func(p *probe) {
				pass(ttl / 7) // so that nothing is aligned
				s := p.openUnclocked(options{Sweeper: sweeper})
				pass(ttl / 11)
				s.set("key", 1, ttl)
				s.has("key", 1, "at once")
				pass(ttl / 2)
				s.has("key", 1, "at half of its TTL, "+ttl.String())
				pass(ttl - ttl/2 - 1)
				s.has("key", 1, "1ns before its deadline, TTL "+ttl.String())
				pass(1)
				s.lacks("key", "at its deadline, TTL "+ttl.String())
				s.set("key", 2, ttl)
				pass(ttl - 1)
				s.has("key", 2, "1ns before its deadline, TTL "+ttl.String())
				pass(1)
				s.lacks("key", "at its deadline, TTL "+ttl.String())
			})
		}
	}
}

// Whatever the cache has arranged for a long TTL must do for a short one.
func bubbleShortTTLAfterLong(p *probe) {
	for _, short := range []time.Duration{1, time.Millisecond, 3 * time.Second} {
		p.bubble(func(p *probe) {
			s := p.openUnclocked(options{})
			s.set("long", 1, 24*hour)
			pass(hour + 12345)
			s.set("short", 2, short)
			pass(short - 1)
			s.has("short", 2, "1ns before its deadline, TTL "+short.String())
			pass(1)
			s.lacks("short", "at its deadline, TTL "+short.String())
			s.has("long", 1, "long before its deadline")
			s.deletes("long", true, "long before its deadline")
			pass(hour) // the timers rest by now
			s.set("again", 3, short)
			pass(short - 1)
			s.has("again", 3, "1ns before its deadline, after a rest")
			pass(1)
			s.lacks("again", "at its deadline, after a rest")
		})
	}
}

func bubbleSweeps(p *probe) {
	for _, sweeper := range ticking {
		p.bubble(func(p *probe) {
			s := p.openUnclocked(options{Sweeper: sweeper})
			s.fill(20, minute)
			s.set("kept", -1, forever)
			pass(minute - 1)
			s.counts(21, "1ns before the deadline")
			pass(20 * time.Second)
			s.counts(1, "20s after the deadline")
			if n := s.removed.len(); n != 20 {
				p.Fatalf("%d removals were reported for 20 entries that were swept", n)
			}
		})
	}
}

// Nothing runs while nothing can expire (a century of ticks would take for
// ever), and what has rested must not work with an old time.
func bubbleOutlivesARest(p *probe) {
	p.bubble(func(p *probe) {
		s := p.openUnclocked(options{})
		s.set("key", 1, forever)
		pass(100 * year)
		s.has("key", 1, "after a century")
		s.set("short", 2, minute)
		pass(minute - 1)
		s.has("short", 2, "1ns before its deadline, after a century")
		pass(1)
		s.lacks("short", "at its deadline, after a century")
		pass(100 * year)
		s.has("key", 1, "after two centuries")
	})
}

// A goroutine that is left when the script has closed the cache is a deadlock
// to the bubble.
func bubbleEndsAfterClose(p *probe) {
	for _, sweeper := range forAnyTTL(larder.Sweepers()) {
		for _, wait := range []time.Duration{0, 1, minute, 3 * hour} {
			p.bubble(func(p *probe) {
				s := p.openUnclocked(options{Sweeper: sweeper})
				s.fill(20, hour)
				s.set("short", -1, minute)
				pass(wait)
				s.Get("short")
				s.closes("in a bubble")
			})
			p.bubble(func(p *probe) {
				s := p.open(options{Sweeper: sweeper})
				s.fill(20, hour)
				s.clock.Advance(wait)
				s.closes("in a bubble, with a clock of its own")
			})
		}
	}
}
