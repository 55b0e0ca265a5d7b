package loadertest

import (
	"errors"
	"slices"
	"sync"
	"testing/synctest"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

var eventRules = []rule{
	{"EventsComeInOrder", timed(eventsComeInOrder)},
	{"SlowHandlerIsWaitedForByNobody", bubbled(slowHandlerIsWaitedForByNobody)},
	{"WhoUnsubscribesHearsNoMore", bubbled(whoUnsubscribesHearsNoMore)},
	{"CloseEndsSubscriptions", bubbled(closeEndsSubscriptions)},
}

// ear is a handler of events that remembers them.
type ear struct {
	mu    sync.Mutex
	heard []loader.Event[string] // guarded by mu
}

func (e *ear) handle(event loader.Event[string]) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard = append(e.heard, event)
}

// takes returns what was heard since the last time.
func (e *ear) takes() []loader.Event[string] {
	synctest.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	heard := e.heard
	e.heard = nil
	return heard
}

// hears wants these events to have come, of one key.
func (e *ear) hears(p *probe, when string, want ...loader.EventKind) []loader.Event[string] {
	heard := e.takes()
	var kinds []loader.EventKind
	for _, event := range heard {
		kinds = append(kinds, event.Kind)
		if event.Key != "key" {
			p.Fatalf("%s: an event of %q", when, event.Key)
		}
	}
	if !slices.Equal(kinds, want) {
		p.Fatalf("%s: the events are %v, want %v", when, kinds, want)
	}
	return heard
}

func eventsComeInOrder(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleWhileRevalidate: minute, LoadTimeout: 10 * second})
	var e ear
	defer optional[Notifier[string]](s).Subscribe(0, e.handle)()
	gate := s.hangs()
	first, other := s.ask("key"), s.ask("key")
	s.pass(3 * second)
	gate.opens(1)
	first.gets(1, "the load has returned")
	other.gets(1, "the load has returned")
	heard := e.hears(p, "two callers and a load", loader.EventMiss, loader.EventLoadStarted, loader.EventMiss, loader.EventSharedWait, loader.EventLoadSucceeded)
	if took := heard[4].Took; took != 3*second {
		p.Fatalf("a load of 3s took %v, say the events", took)
	}
	s.get("key", 1, "after the load")
	e.hears(p, "a call that finds the value", loader.EventHit)
	s.pass(minute)
	s.serves(2)
	s.ask("key").gets(1, "it is stale")
	e.hears(p, "a call that finds the value stale", loader.EventStaleServed, loader.EventLoadStarted, loader.EventRefreshed, loader.EventLoadSucceeded)
	for _, failure := range []error{errOrigin, larder.ErrNotFound} {
		s.delete("key")
		s.breaks(failure)
		s.fails("key", failure, "the load fails")
		heard = e.hears(p, "a load that fails", loader.EventMiss, loader.EventLoadStarted, loader.EventLoadFailed)
		if !errors.Is(heard[2].Err, failure) {
			p.Fatalf("a load that failed with %v did with %v, say the events", failure, heard[2].Err)
		}
	}
	s.hangs()
	c := s.ask("key")
	s.pass(10 * second)
	c.fails(loader.ErrTimeout, "at LoadTimeout")
	e.hears(p, "a load that hangs", loader.EventMiss, loader.EventLoadStarted, loader.EventLoadTimedOut)
}

func slowHandlerIsWaitedForByNobody(p *probe) {
	const queue, calls = 4, 100
	s := p.open(options{})
	s.set("key", 1, 0)
	n := optional[Notifier[string]](s)
	var e, slow ear
	block := make(chan struct{})
	stopSlow := n.Subscribe(queue, func(event loader.Event[string]) { <-block; slow.handle(event) })
	defer stopSlow()
	defer close(block)
	stop := n.Subscribe(calls, e.handle)
	defer stop()
	ended := p.begin(func() {
		for range calls {
			s.get("key", 1, "a handler hangs")
		}
	})
	if !ended() {
		p.Fatalf("calls wait for a handler that hangs")
	}
	if n := len(e.takes()); n != calls {
		p.Fatalf("while another handler hangs, one hears %d of %d events", n, calls)
	}
	if c, ok := s.Cache.(Counter); ok {
		// One is in the handler, if it came to that before the queue was full.
		if n := c.Stats().EventsDropped; n != calls-queue && n != calls-queue-1 {
			p.Fatalf("Stats().EventsDropped = %d of %d, with a queue of %d", n, calls, queue)
		}
	}
}

func whoUnsubscribesHearsNoMore(p *probe) {
	s := p.open(options{})
	s.set("key", 1, 0)
	n := optional[Notifier[string]](s)
	var first, other ear
	stop := n.Subscribe(0, first.handle)
	defer n.Subscribe(0, other.handle)()
	s.get("key", 1, "two have subscribed")
	stop()
	first.hears(p, "until it unsubscribed", loader.EventHit)
	s.get("key", 1, "one has subscribed")
	first.hears(p, "after it unsubscribed")
	other.hears(p, "all the time", loader.EventHit, loader.EventHit)
	stop() // again
}

// What was queued is handled before Close returns.
func closeEndsSubscriptions(p *probe) {
	s := p.open(options{})
	s.set("key", 1, 0)
	n := optional[Notifier[string]](s)
	var e ear
	stop := n.Subscribe(0, e.handle)
	for range 10 {
		s.get("key", 1, "before Close")
	}
	if err := s.Close(s.ctx); err != nil {
		p.Fatalf("Close() = %v", err)
	}
	e.mu.Lock()
	if len(e.heard) != 10 {
		p.Fatalf("Close has returned, and %d of 10 events were handled", len(e.heard))
	}
	e.mu.Unlock()
	stop()
	n.Subscribe(0, e.handle)() // is not to hang
}
