package loadertest

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"

	"github.com/larder-go/larder"
	"go.uber.org/goleak"
)

var closeRules = []rule{
	{"ClosedCacheLoadsNothing", bubbled(closedCacheLoadsNothing)},
	{"CloseWaitsForLoads", bubbled(closeWaitsForLoads)},
	{"CloseGivesUpWithItsContext", bubbled(closeGivesUpWithItsContext)},
	{"CloseDuringLoads", closeDuringLoads},
	{"CloseEndsTimers", timed(closeEndsTimers)},
}

func closedCacheLoadsNothing(p *probe) {
	s := p.open(options{})
	s.set("there", 1, 0)
	for range 3 {
		if err := s.Close(s.ctx); err != nil {
			p.Fatalf("Close() = %v", err)
		}
		s.fails("there", larder.ErrClosed, "after Close")
		s.fails("key", larder.ErrClosed, "after Close")
		p.refuses("Set after Close", s.Set(s.ctx, "key", 1, 0), larder.ErrClosed)
		_ = s.Delete(s.ctx, "key") // is not to panic, nor to hang
		if r, ok := s.Cache.(Refresher[string, int]); ok {
			_, err := r.Refresh(s.ctx, "key")
			p.refuses("Refresh after Close", err, larder.ErrClosed)
		}
		if m, ok := s.Cache.(ManyLoader[string, int]); ok {
			values, err := m.LoadMany(s.ctx, []string{"key", "there"}, nil)
			p.refuses("LoadMany after Close", err, larder.ErrClosed)
			if len(values) > 0 {
				p.Fatalf("LoadMany after Close returned %v", values)
			}
		}
	}
	s.loaded(0, "after Close")
}

func closeWaitsForLoads(p *probe) {
	s := p.open(options{})
	gate := s.hangs()
	waiting := s.ask("key")
	closed := p.begin(func() {
		if err := s.Close(s.ctx); err != nil {
			p.Errorf("Close() = %v", err)
		}
	})
	again := p.begin(func() {
		if err := s.Close(s.ctx); err != nil {
			p.Errorf("Close() = %v, the second time", err)
		}
	})
	if closed() || again() {
		p.Fatalf("Close is back while a load is in progress")
	}
	if err := gate.context(0).Err(); err != nil {
		p.Fatalf("Close waits for a load, and has ended its context: %v", err)
	}
	s.ask("other").fails(larder.ErrClosed, "while Close waits")
	s.ask("key").fails(larder.ErrClosed, "while Close waits for the load of the same key")
	gate.opens(2)
	waiting.gets(2, "its load has returned while Close waited")
	if !closed() || !again() {
		p.Fatalf("Close waits though all loads have returned")
	}
}

func closeGivesUpWithItsContext(p *probe) {
	s := p.open(options{LoadTimeout: forever})
	gate := s.hangs()
	a, b := s.ask("a"), s.ask("b")
	ctx, cancel := context.WithTimeout(s.ctx, second)
	defer cancel()
	var err error
	closed := p.begin(func() { err = s.Close(ctx) })
	s.pass(second - 1)
	if a.waits("1ns before the deadline of Close"); closed() {
		p.Fatalf("Close is back with %v before its deadline, while loads hang", err)
	}
	s.pass(1)
	if !closed() {
		p.Fatalf("Close waits beyond its deadline for loads that hang")
	}
	p.refuses("Close while loads hang", err, context.DeadlineExceeded)
	a.fails(larder.ErrClosed, "Close has given up")
	b.fails(larder.ErrClosed, "Close has given up")
	for i := range 2 {
		if gate.context(i).Err() == nil {
			p.Fatalf("Close has given up, and the context of a load goes on")
		}
	}
	p.refuses("Close once more, while loads hang", s.Close(ctx), context.DeadlineExceeded)
	gate.opens(3)
	s.pass(second)
	if err := s.Close(s.ctx); err != nil {
		p.Fatalf("Close after the loads that hung have returned: %v", err)
	}
	s.fails("a", larder.ErrClosed, "its load has returned after Close")
}

// A hundred goroutines, and Close in the middle of what they do: each has its values
// until it gets ErrClosed, and nothing is left running.
func closeDuringLoads(p *probe) {
	for range max(searches(20), 5) {
		others := goleak.IgnoreCurrent()
		c, err := p.suite.String(options{Options: base{TTL: minute}, RefreshAfter: 0.5})
		if err != nil {
			p.Fatalf("the constructor refuses RefreshAfter: %v", err)
		}
		var calls atomic.Int64
		ask := func(who int) {
			for i := 0; ; i++ {
				n := calls.Add(1)
				v, err := c.GetOrLoad(context.Background(), numbered(i+who%7), func(context.Context, string) (loaded, error) {
					yield(3)
					return loaded{Value: 4}, nil
				})
				switch {
				case errors.Is(err, larder.ErrClosed):
					return
				case err != nil || v != 4:
					p.Fatalf("beside Close: GetOrLoad() = %d, %v", v, err)
				case n > 1_000_000:
					p.Fatalf("after Close: a million calls, and none got ErrClosed")
				}
			}
		}
		p.crowd(101, func(who int) {
			if who > 0 {
				ask(who)
				return
			}
			for calls.Load() < 300 {
				runtime.Gosched()
			}
			if err := c.Close(context.Background()); err != nil {
				p.Fatalf("Close() = %v", err)
			}
		})
		if err := goleak.Find(others); err != nil {
			p.Fatalf("after Close: %v", err)
		}
	}
}

func closeEndsTimers(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, RefreshAfter: 0.5, LoadTimeout: hour, HardTimeout: hour})
	s.get("key", 1, "at first")
	s.set("set", 1, minute)
	s.pass(second)
	if err := s.Close(s.ctx); err != nil {
		p.Fatalf("Close() = %v", err)
	}
	if s.clock != nil {
		if n := s.clock.Pending(); n > 0 {
			p.Fatalf("after Close %d timers are left", n)
		}
	}
}
