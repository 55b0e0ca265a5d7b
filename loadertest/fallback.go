package loadertest

import "github.com/larder-go/larder"

var fallbackRules = []rule{
	{"RetryAfterThrottlesFallbacks", timed(retryAfterThrottlesFallbacks)},
	{"RetryAfterThrottlesRefreshes", timed(retryAfterThrottlesRefreshes)},
	{"NotFoundDropsTheOldValue", timed(notFoundDropsTheOldValue)},
	{"NeverBeyondTheMaximumAge", timed(neverBeyondTheMaximumAge)},
}

func retryAfterThrottlesFallbacks(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleIfError: hour, RetryAfter: 10 * second})
	s.get("key", 1, "at first")
	s.breaks(errOrigin)
	s.pass(minute)
	for tries := 2; tries < 6; tries++ {
		s.ask("key").gets(1, "the origin is down")
		s.loaded(tries, "the origin is down")
		s.pass(10*second - 1)
		for range 10 {
			s.ask("key").gets(1, "within RetryAfter of a failed load")
		}
		s.loaded(tries, "within RetryAfter of a failed load")
		s.pass(1)
	}
	s.serves(2)
	s.ask("key").gets(2, "the origin is back, RetryAfter after a failed load")
	s.hit("key", 2, "after that")
	s.pass(minute)
	s.serves(3)
	s.ask("key").gets(3, "what failed before has been forgotten")
}

func retryAfterThrottlesRefreshes(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleWhileRevalidate: hour, RetryAfter: 10 * second})
	s.get("key", 1, "at first")
	s.breaks(errOrigin)
	s.pass(minute)
	for tries := 2; tries < 6; tries++ {
		s.ask("key").gets(1, "the origin is down")
		s.loaded(tries, "the origin is down")
		s.pass(10*second - 1)
		for range 10 {
			s.ask("key").gets(1, "within RetryAfter of a failed load")
		}
		s.loaded(tries, "within RetryAfter of a failed load")
		s.pass(1)
	}
	s.serves(2)
	s.ask("key").gets(1, "the origin is back, RetryAfter after a failed load")
	s.hit("key", 2, "after that")
}

// That there is no value is no failure, in whatever window the old value is.
func notFoundDropsTheOldValue(p *probe) {
	windows := options{Options: base{TTL: minute}, RefreshAfter: 0.5, StaleWhileRevalidate: hour, StaleIfError: 2 * hour}
	for _, age := range []struct {
		name string
		s    *subject
		pass int // half minutes
	}{{"due", p.open(windows), 1}, {"stale", p.open(windows), 2}, {"fallback", p.open(windows), 2*61 + 1}} {
		s := age.s
		s.get("key", 1, "at first")
		for range age.pass {
			s.pass(minute / 2)
		}
		s.breaks(larder.ErrNotFound)
		first := s.ask("key") // in the background, perhaps
		if !first.back() || age.name == "fallback" && first.err == nil {
			p.Fatalf("an old value, %s, of a key that is not there any more: %d, %v", age.name, first.value, first.err)
		}
		s.fails("key", larder.ErrNotFound, "an old value, "+age.name+", of a key that was found not to be there")
		s.breaks(errOrigin)
		s.fails("key", errOrigin, "and the origin is down since")
	}
}

func neverBeyondTheMaximumAge(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleWhileRevalidate: minute, StaleIfError: 5 * minute, RetryAfter: 24 * hour})
	s.get("key", 1, "at first")
	s.breaks(errOrigin)
	s.pass(6*minute - 1)
	s.ask("key").gets(1, "1ns before the maximum age")
	s.pass(1)
	s.fails("key", errOrigin, "at the maximum age, within RetryAfter")
	gate := s.hangs()
	s.pass(minute)
	c := s.ask("key")
	gate.lets(loaded{}, errOrigin)
	c.fails(errOrigin, "beyond the maximum age")

	// It is reached while the caller waits.
	s = p.open(options{Options: base{TTL: minute}, StaleIfError: minute})
	s.get("key", 1, "at first")
	s.pass(2*minute - second)
	gate = s.hangs()
	c = s.ask("key")
	c.waits("a second before the maximum age")
	s.pass(second)
	gate.lets(loaded{}, errOrigin)
	c.fails(errOrigin, "the maximum age was reached while the caller waited")
}
