package loadertest

import (
	"context"

	"github.com/larder-go/larder/loader"
)

var hangRules = []rule{
	{"LoadTimeoutFreesTheKey", timed(loadTimeoutFreesTheKey)},
	{"LateResultIsKept", timed(lateResultIsKept)},
	{"LateResultGivesWay", timed(lateResultGivesWay)},
	{"LoadTimeoutHasADefault", timed(loadTimeoutHasADefault)},
	{"LoadWithoutLimitHoldsItsKey", timed(loadWithoutLimitHoldsItsKey)},
}

func loadTimeoutFreesTheKey(p *probe) {
	s := p.open(options{LoadTimeout: second})
	gate := s.hangs()
	first, other := s.ask("key"), s.ask("key")
	s.pass(second - 1)
	first.waits("1ns before LoadTimeout")
	s.pass(1)
	first.fails(loader.ErrTimeout, "at LoadTimeout")
	other.fails(loader.ErrTimeout, "at LoadTimeout")
	if gate.context(0).Err() == nil {
		p.Fatalf("at LoadTimeout: the load's context has not ended")
	}
	s.serves(2)
	s.ask("key").gets(2, "after a load that hangs")
	s.loaded(2, "after a load that hangs")
}

// What a load returns after its time, or with its context dead, is kept if nothing
// newer has come.
func lateResultIsKept(p *probe) {
	s := p.open(options{LoadTimeout: second})
	gate := s.hangs()
	c := s.ask("key")
	s.pass(second)
	c.fails(loader.ErrTimeout, "at LoadTimeout")
	gate.opens(3)
	s.hit("key", 3, "a load has returned late")
}

// Once anything newer has begun, it is dropped.
func lateResultGivesWay(p *probe) {
	for _, c := range []struct {
		name  string
		newer func(s *subject)
		want  int
	}{
		{"a newer load has returned", func(s *subject) { s.serves(2); s.get("key", 2, "the newer load") }, 2},
		{"the key was set", func(s *subject) { s.set("key", 2, 0) }, 2},
		{"the key was deleted", func(s *subject) { s.delete("key"); s.serves(5) }, 5},
	} {
		s := p.open(options{LoadTimeout: second})
		old := s.hangs()
		s.ask("key")
		s.pass(second)
		c.newer(s)
		old.opens(1)
		s.get("key", c.want, "after a load has returned 1 late, and "+c.name)
		s.hit("key", c.want, "once more, after a load has returned 1 late, and "+c.name)
	}

	s := p.open(options{LoadTimeout: second})
	old := s.hangs()
	s.ask("key")
	s.pass(second)
	newer := s.hangs()
	caller := s.ask("key")
	old.opens(1)
	caller.waits("the load before has returned 1 late, and a newer one is in progress")
	newer.opens(2)
	caller.gets(2, "the newer load has returned")
	s.hit("key", 2, "after both have returned")
}

func loadTimeoutHasADefault(p *probe) {
	s := p.open(options{})
	s.hangs()
	c := s.ask("key")
	s.pass(30*second - 1)
	c.waits("before 30 seconds")
	s.pass(1)
	c.fails(loader.ErrTimeout, "after 30 seconds")
}

func loadWithoutLimitHoldsItsKey(p *probe) {
	s := p.open(options{LoadTimeout: forever})
	gate := s.hangs()
	first := s.ask("key")
	s.pass(1000 * hour)
	second := s.ask("key")
	first.waits("LoadTimeout is NoExpiry")
	s.loaded(1, "LoadTimeout is NoExpiry")
	second.leaves()
	second.fails(context.Canceled, "its context was cancelled")
	gate.opens(4)
	first.gets(4, "after 1000 hours")
}
