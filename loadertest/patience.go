package loadertest

import (
	"github.com/larder-go/larder/loader"
)

var patienceRules = []rule{
	{"HardTimeoutEndsAWait", timed(hardTimeoutEndsAWait)},
	{"SoftTimeoutServesTheOldValue", timed(softTimeoutServesTheOldValue)},
	{"SoftTimeoutNeedsAnOldValue", timed(softTimeoutNeedsAnOldValue)},
}

// Each caller has a limit of its own, and the load none of them.
func hardTimeoutEndsAWait(p *probe) {
	s := p.open(options{HardTimeout: second})
	gate := s.hangs()
	first := s.ask("key")
	s.pass(second / 2)
	other := s.ask("key")
	s.pass(second/2 - 1)
	first.waits("1ns before HardTimeout")
	s.pass(1)
	first.fails(loader.ErrTimeout, "at HardTimeout")
	other.waits("at HardTimeout of the first caller")
	s.pass(second/2 - 1)
	other.waits("1ns before its own HardTimeout")
	s.pass(1)
	other.fails(loader.ErrTimeout, "at its own HardTimeout")
	if err := gate.context(0).Err(); err != nil {
		p.Fatalf("after HardTimeout of all callers the load's context has ended: %v", err)
	}
	late := s.ask("key")
	s.loaded(1, "a caller after HardTimeout of others")
	gate.opens(4)
	late.gets(4, "the load has returned")
	s.hit("key", 4, "after a load that took longer than HardTimeout")
}

func softTimeoutServesTheOldValue(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleIfError: hour, SoftTimeout: second, HardTimeout: 5 * second})
	s.get("key", 1, "at first")
	s.pass(minute)
	gate := s.hangs()
	c := s.ask("key")
	s.pass(second - 1)
	c.waits("1ns before SoftTimeout")
	s.pass(1)
	c.gets(1, "at SoftTimeout")
	if err := gate.context(0).Err(); err != nil {
		p.Fatalf("at SoftTimeout of the only caller the load's context has ended: %v", err)
	}
	gate.opens(2)
	s.hit("key", 2, "after a load that took longer than SoftTimeout")
}

func softTimeoutNeedsAnOldValue(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleIfError: hour, SoftTimeout: second, HardTimeout: 5 * second})
	s.hangs()
	c := s.ask("key")
	s.pass(second)
	c.waits("at SoftTimeout, where there is no old value")
	s.pass(4*second - 1)
	c.waits("1ns before HardTimeout")
	s.pass(1)
	c.fails(loader.ErrTimeout, "at HardTimeout")

	s = p.open(options{Options: base{TTL: minute}, StaleIfError: hour, SoftTimeout: second, HardTimeout: 5 * second})
	s.get("key", 1, "at first")
	s.pass(minute)
	s.hangs()
	c = s.ask("key")
	s.delete("key")
	s.pass(second)
	if c.back() && c.err == nil {
		p.Fatalf("at SoftTimeout: the caller got %d, which was deleted while it waited", c.value)
	}
}
