package loadertest

import (
	"context"
	"time"
)

var callerRules = []rule{
	{"FirstCallerMayLeave", bubbled(firstCallerMayLeave)},
	{"FollowerLeavesAtItsDeadline", bubbled(followerLeavesAtItsDeadline)},
	{"LastOneLeavingCancels", bubbled(lastOneLeavingCancels)},
	{"KeyIsFreeAfterTheLastHasLeft", bubbled(keyIsFreeAfterTheLastHasLeft)},
	{"DetachedLoadGoesOn", bubbled(detachedLoadGoesOn)},
	{"DeadContextLoadsNothing", bubbled(deadContextLoadsNothing)},
	{"LoadIsNobodys", bubbled(loadIsNobodys)},
}

func firstCallerMayLeave(p *probe) {
	s := p.open(options{})
	gate := s.hangs()
	first, others := s.ask("key"), s.askMany("key", 3)
	first.leaves()
	first.fails(context.Canceled, "its context was cancelled")
	if err := gate.context(0).Err(); err != nil {
		p.Fatalf("the load's context has ended with the first caller's, with %v, and others wait", err)
	}
	for _, c := range others {
		c.waits("the first caller has left")
	}
	gate.opens(2)
	for _, c := range others {
		c.gets(2, "the first caller has left, and the load has returned")
	}
	s.loaded(1, "the first caller has left")
	s.hit("key", 2, "after that")
}

func followerLeavesAtItsDeadline(p *probe) {
	s := p.open(options{})
	gate := s.hangs()
	first := s.ask("key")
	ctx, cancel := context.WithTimeout(s.ctx, 20*time.Millisecond)
	defer cancel()
	follower := s.askIn(ctx, "key", nil)
	s.pass(20*time.Millisecond - 1)
	follower.waits("1ns before its deadline")
	s.pass(1)
	follower.fails(context.DeadlineExceeded, "at its deadline")
	first.waits("a follower has left")
	gate.opens(2)
	first.gets(2, "a follower has left, and the load has returned")
	s.loaded(1, "a follower has left")
}

func lastOneLeavingCancels(p *probe) {
	s := p.open(options{})
	gate := s.hangs()
	all := s.askMany("key", 3)
	for i, c := range all {
		if err := gate.context(0).Err(); err != nil {
			p.Fatalf("the load's context has ended, with %v, while %d callers wait", err, len(all)-i)
		}
		c.leaves()
		c.fails(context.Canceled, "its context was cancelled")
	}
	if gate.context(0).Err() == nil {
		p.Fatalf("the load's context goes on though nobody waits")
	}
}

// Neither that a load was given up nor what it returns late is anything to those who
// come later.
func keyIsFreeAfterTheLastHasLeft(p *probe) {
	s := p.open(options{})
	old := s.hangs()
	s.ask("key").leaves()
	s.serves(5)
	s.ask("key").gets(5, "after the load before was given up")
	s.loaded(2, "after the load before was given up")
	old.opens(4)
	s.hit("key", 5, "after the load that was given up has returned 4")
}

func detachedLoadGoesOn(p *probe) {
	s := p.open(options{Detached: true})
	gate := s.hangs()
	s.ask("key").leaves()
	if err := gate.context(0).Err(); err != nil {
		p.Fatalf("the context of a detached load has ended with its only caller's: %v", err)
	}
	late := s.ask("key")
	s.loaded(1, "a caller who comes to a detached load")
	late.leaves()
	gate.opens(6)
	s.hit("key", 6, "after a detached load that nobody waited for")
}

func deadContextLoadsNothing(p *probe) {
	s := p.open(options{})
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	if v, err := s.GetOrLoad(ctx, "key", nil); v != 0 || err == nil {
		p.Fatalf("GetOrLoad with a dead context = %d, %v", v, err)
	} else {
		p.refuses("with a dead context", err, context.Canceled)
	}
	s.loaded(0, "with a dead context")
	s.get("key", 1, "after a caller with a dead context")
}

// A load has the values of its first caller's context, and not its deadline.
func loadIsNobodys(p *probe) {
	type mark struct{}
	s := p.open(options{LoadTimeout: forever})
	gate := s.hangs()
	ctx, cancel := context.WithTimeout(context.WithValue(s.ctx, mark{}, "seen"), minute)
	defer cancel()
	first, other := s.askIn(ctx, "key", nil), s.ask("key")
	if got := gate.context(0).Value(mark{}); got != "seen" {
		p.Fatalf("a value of the first caller's context is %v to the load", got)
	}
	if at, has := gate.context(0).Deadline(); has {
		p.Fatalf("the load has a deadline, in %v, and its only limit is its first caller's", time.Until(at))
	}
	s.pass(minute)
	first.fails(context.DeadlineExceeded, "at its deadline")
	if err := gate.context(0).Err(); err != nil {
		p.Fatalf("the load's context has ended at its first caller's deadline: %v", err)
	}
	gate.opens(3)
	other.gets(3, "the first caller has left at its deadline")
}
