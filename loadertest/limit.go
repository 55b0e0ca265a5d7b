package loadertest

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

var limitRules = []rule{
	{"MaxLoadsBounds", bubbled(maxLoadsBounds)},
	{"MaxLoadsBoundsUnderLoad", maxLoadsBoundsUnderLoad},
	{"MaxLoadsSparesLoadsOfLoads", bubbled(maxLoadsSparesLoadsOfLoads)},
	{"MaxLoadsLeavesRefreshesForLater", timed(maxLoadsLeavesRefreshesForLater)},
	{"WaitForMaxLoadsCanEnd", bubbled(waitForMaxLoadsCanEnd)},
	{"MaxWaitersBounds", bubbled(maxWaitersBounds)},
}

func maxLoadsBounds(p *probe) {
	s := p.open(options{MaxLoads: 3})
	gate := s.hangs()
	callers := make([]*caller, 10)
	for i := range callers {
		callers[i] = s.ask(numbered(i))
	}
	s.loaded(3, "10 keys are asked for, with MaxLoads of 3")
	gate.opens(2)
	for _, c := range callers {
		c.gets(2, "the loads have returned")
	}
	s.loaded(10, "all are loaded")
}

func maxLoadsBoundsUnderLoad(p *probe) {
	const most = 3
	var running atomic.Int64
	c := p.make(options{MaxLoads: most})
	p.crowd(8, func(who int) {
		for i := range searches(2500) {
			_, err := c.GetOrLoad(context.Background(), numbered(8*i+who), func(context.Context, string) (loaded, error) {
				defer running.Add(-1)
				if n := running.Add(1); n > most {
					p.Errorf("%d loads run at a time, with MaxLoads of %d", n, most)
				}
				yield(3)
				return loaded{}, larder.ErrNotFound // nothing is kept
			})
			if !errors.Is(err, larder.ErrNotFound) || p.failed() {
				p.Fatalf("GetOrLoad() fails with %v", err)
			}
		}
	})
}

func maxLoadsSparesLoadsOfLoads(p *probe) {
	s := p.open(options{MaxLoads: 1, LoadTimeout: forever})
	s.needs(map[string][]string{"a": {"b"}, "b": {"c", "d"}, "x": {"b"}})
	a, x := s.ask("a"), s.ask("x")
	a.gets(4, "a load asks for others, with MaxLoads of 1")
	x.gets(4, "a load asks for others, with MaxLoads of 1")
}

func maxLoadsLeavesRefreshesForLater(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleWhileRevalidate: hour, MaxLoads: 1, LoadTimeout: forever})
	s.get("key", 1, "at first")
	s.pass(minute)
	gate := s.hangs()
	other := s.ask("other")
	s.ask("key").gets(1, "it is stale, and another key is being loaded")
	s.loaded(2, "a refresh, with MaxLoads of 1 and a load that hangs")
	gate.opens(2)
	other.gets(2, "the load has returned")
	s.ask("key").gets(1, "it is stale, and nothing is being loaded")
	s.hit("key", 2, "after the load in the background")
}

func waitForMaxLoadsCanEnd(p *probe) {
	s := p.open(options{MaxLoads: 1, LoadTimeout: forever})
	gate := s.hangs()
	first, second := s.ask("a"), s.ask("b")
	second.waits("another load is running")
	second.leaves()
	second.fails(context.Canceled, "its context was cancelled")
	gate.opens(3)
	first.gets(3, "the load has returned")
	if n := s.callsFor("b"); n > 0 {
		p.Fatalf("a key that nobody waits for any more was loaded %d times, when MaxLoads allowed it", n)
	}
	s.ask("b").gets(3, "after all")
}

func maxWaitersBounds(p *probe) {
	s := p.open(options{MaxWaiters: 2})
	gate := s.hangs()
	first, second := s.ask("key"), s.ask("key")
	s.ask("key").fails(loader.ErrTooManyWaiters, "two wait, with MaxWaiters of 2")
	other := s.ask("other")
	other.waits("for another key")
	first.leaves()
	third := s.ask("key")
	third.waits("one of two has left, with MaxWaiters of 2")
	if fourth := s.ask("key"); !errors.Is(fourth.err, loader.ErrTooManyWaiters) {
		p.Fatalf("two wait again, with MaxWaiters of 2: a third got %d, %v", fourth.value, fourth.err)
	}
	gate.opens(4)
	for _, c := range []*caller{second, third, other} {
		c.gets(4, "the load has returned")
	}
}
