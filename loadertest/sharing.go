package loadertest

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing/synctest"
)

var sharingRules = []rule{
	{"OneLoadForAll", bubbled(oneLoadForAll)},
	{"OneLoadForAllAtOnce", oneLoadForAllAtOnce},
	{"HitLoadsNothing", timed(hitLoadsNothing)},
	{"KeysLoadBesideEachOther", bubbled(keysLoadBesideEachOther)},
	{"LoadOfTheCallIsUsed", bubbled(loadOfTheCallIsUsed)},
	{"ErrorReachesAll", bubbled(errorReachesAll)},
	{"ErrorsAreNotKept", bubbled(errorsAreNotKept)},
}

const crowdSize = 1000

func oneLoadForAll(p *probe) {
	s := p.open(options{})
	gate := s.hangs()
	all := make([]*caller, crowdSize)
	for i := range all {
		all[i] = s.start("key", nil)
	}
	synctest.Wait()
	s.loaded(1, fmt.Sprintf("%d callers of a key that is not there", crowdSize))
	gate.opens(7)
	for _, c := range all {
		c.gets(7, "the load has returned")
	}
	s.hit("key", 7, "after the load")
}

// The same with goroutines that collide as chance will have it, many times.
func oneLoadForAllAtOnce(p *probe) {
	for round := range searches(20) {
		var loads atomic.Int64
		c := p.make(options{})
		p.crowd(crowdSize, func(int) {
			v, err := c.GetOrLoad(context.Background(), "key", func(context.Context, string) (loaded, error) {
				loads.Add(1)
				runtime.Gosched()
				return loaded{Value: round}, nil
			})
			if v != round || err != nil {
				p.Fatalf("one of %d callers at once got %d, %v; want %d", crowdSize, v, err, round)
			}
		})
		if n := loads.Load(); n != 1 {
			p.Fatalf("%d callers at once had the key loaded %d times", crowdSize, n)
		}
	}
}

func hitLoadsNothing(p *probe) {
	s := p.open(options{Options: base{TTL: hour}})
	s.serves(1)
	s.get("loaded", 1, "at first")
	s.set("set", 2, 0)
	s.loaded(1, "at first")
	for range 100 {
		s.hit("loaded", 1, "after a load")
		s.hit("set", 2, "after Set")
		s.pass(second)
	}
}

func keysLoadBesideEachOther(p *probe) {
	s := p.open(options{})
	gate := s.hangs()
	waiting := make([]*caller, 200)
	for i := range waiting {
		waiting[i] = s.ask(numbered(i))
	}
	s.loaded(len(waiting), "loads of as many keys hang")
	gate.opens(3)
	for _, c := range waiting {
		c.gets(3, "the loads have returned")
	}
}

func loadOfTheCallIsUsed(p *probe) {
	s := p.open(options{})
	other := func(_ context.Context, key string) (loaded, error) {
		if key != "key" {
			return loaded{}, fmt.Errorf("loading %q, want \"key\"", key)
		}
		return loaded{Value: 9}, nil
	}
	s.askIn(s.ctx, "key", other).gets(9, "with a load function of its own")
	s.loaded(0, "with a load function of its own")
	s.hit("key", 9, "after that")
}

func errorReachesAll(p *probe) {
	s := p.open(options{})
	gate := s.hangs()
	all := s.askMany("key", 10)
	gate.lets(loaded{Value: 5}, errOrigin)
	for _, c := range all {
		c.fails(errOrigin, "the load has failed")
		if c.value != 0 {
			p.Fatalf("a caller got the value %d beside an error", c.value)
		}
	}
	s.loaded(1, "10 callers of a load that fails")
}

func errorsAreNotKept(p *probe) {
	s := p.open(options{})
	s.breaks(errOrigin)
	for i := range 3 {
		s.fails("key", errOrigin, "the origin is down")
		s.loaded(i+1, "the origin is down")
	}
	s.serves(4)
	s.get("key", 4, "the origin is back")
	s.hit("key", 4, "after that")
}
