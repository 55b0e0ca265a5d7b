package loadertest

import (
	"bytes"
	"context"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/snapshot"
)

var restoreRules = []rule{
	{"SavedIsRestored", timed(savedIsRestored)},
	{"RestoreReplacesNothing", bubbled(restoreReplacesNothing)},
	{"WriteDuringRestoreWins", bubbled(writeDuringRestoreWins)},
	{"RestoreEndsWithItsContext", bubbled(restoreEndsWithItsContext)},
	{"DeleteDuringRestoreIsFinal", deleteDuringRestoreIsFinal},
}

type saved = snapshot.Entry[string, int]

func (s *subject) now() time.Time {
	if s.clock != nil {
		return s.clock.Now()
	}
	return time.Now()
}

// restores wants WarmFrom to store so many.
func (s *subject) restores(entries iter.Seq[saved], want int, when string) {
	n, err := optional[Restorer[string, int]](s).WarmFrom(s.ctx, entries, loader.Warming{})
	if n != want || err != nil {
		s.p.Fatalf("%s: WarmFrom() = %d, %v; want %d", when, n, err, want)
	}
}

// Through the saved form, into another cache: with what is left of their TTL.
func savedIsRestored(p *probe) {
	o := options{Options: base{TTL: hour}, StaleIfError: hour}
	s := p.open(o)
	r := optional[Restorer[string, int]](s)
	s.set("hour", 1, 0)
	s.set("minute", 2, minute)
	s.set("forever", 3, forever)
	s.set("second", 4, second)
	s.brings(loaded{Value: 5})
	s.get("loaded", 5, "at first")
	s.pass(second)
	entries, err := r.Entries()
	if err != nil {
		p.Fatalf("Entries: %v", err)
	}
	var file bytes.Buffer
	if n, err := snapshot.Write(&file, snapshot.Format[string, int]{}, entries); n != 4 || err != nil {
		p.Fatalf("of 5 values, one of which is past its TTL, %d are saved, with %v", n, err)
	}
	s.pass(10 * second)

	o.Clock = nil
	if s.clock != nil {
		o.Clock = s.clock
	}
	other := p.open(o)
	other.clock = s.clock
	contents, err := snapshot.Read(&file, snapshot.Format[string, int]{}, s.now())
	if err != nil {
		p.Fatalf("what was saved cannot be read: %v", err)
	}
	other.restores(contents.All(), 4, "from what was saved")
	other.serves(9)
	for key, want := range map[string]int{"hour": 1, "minute": 2, "forever": 3, "loaded": 5} {
		other.hit(key, want, "after WarmFrom")
	}
	other.pass(49*second - 1)
	other.hit("minute", 2, "1ns before its end, in another cache")
	other.pass(1)
	other.get("minute", 9, "at its end, in another cache")
	other.pass(59 * minute)
	other.get("hour", 9, "at its end, in another cache")
	other.hit("forever", 3, "it has no end, in another cache")
	other.get("second", 9, "it was past its TTL when it was saved")
}

func restoreReplacesNothing(p *probe) {
	s := p.open(options{})
	s.set("set", 1, 0)
	gate := s.hangs()
	loading := s.ask("loading")
	now := time.Now()
	s.restores(slices.Values([]saved{
		{Key: "set", Value: 5}, {Key: "loading", Value: 5}, {Key: "expired", Value: 5, Deadline: now},
		{Key: "new", Value: 5, Deadline: now.Add(1)}, {Key: "new", Value: 6},
	}), 1, "one is there, one is being loaded, one has expired, one is there twice")
	s.hit("set", 1, "after WarmFrom")
	s.hit("new", 5, "after WarmFrom")
	gate.opens(2)
	loading.gets(2, "its load has returned after WarmFrom")
	s.hit("loading", 2, "after WarmFrom")
	s.serves(3)
	s.get("expired", 3, "after WarmFrom")
}

func writeDuringRestoreWins(p *probe) {
	for _, v := range []invalidation{deleting, setting, clearing} {
		for _, there := range []bool{false, true} { // before WarmFrom is called
			s := p.open(options{})
			if !v.offered(s) {
				continue
			}
			if there {
				s.set("key", 8, 0)
			}
			stored := 1
			entries := func(yield func(saved) bool) {
				if yield(saved{Key: "first", Value: 5}) {
					v.do(s, "key", 2)
					yield(saved{Key: "key", Value: 5})
				}
			}
			s.restores(entries, stored, v.name+" of a key before WarmFrom has come to it")
			s.serves(2)
			s.get("key", 2, v.name+" during WarmFrom")
		}
	}
	s := p.open(options{})
	s.serves(7)
	s.restores(func(yield func(saved) bool) {
		s.get("key", 7, "during WarmFrom")
		yield(saved{Key: "key", Value: 5})
	}, 0, "a load of a key before WarmFrom has come to it")
	s.hit("key", 7, "it was loaded during WarmFrom")
	s.delete("key")
	s.restores(slices.Values([]saved{{Key: "key", Value: 5}}), 1, "a Delete before WarmFrom is nothing to it")
}

func restoreEndsWithItsContext(p *probe) {
	s := p.open(options{})
	r := optional[Restorer[string, int]](s)
	ctx, cancel := context.WithCancel(s.ctx)
	n, err := r.WarmFrom(ctx, func(yield func(saved) bool) {
		for i := 0; yield(saved{Key: numbered(i), Value: i}); i++ {
			if i == 10 {
				cancel()
			}
		}
	}, loader.Warming{})
	p.refuses("WarmFrom whose context is cancelled", err, context.Canceled)
	if n < 10 || n > 11 {
		p.Fatalf("WarmFrom whose context is cancelled at the 11th entry stored %d", n)
	}
	s.hit(numbered(5), 5, "it was stored before the context was cancelled")
}

// The same as WriteDuringRestoreWins, with a Delete that comes when chance will have it.
func deleteDuringRestoreIsFinal(p *probe) {
	s := p.open(options{})
	r, peek := optional[Restorer[string, int]](s), optional[Peeker[string, int]](s)
	var begun, deleted atomic.Int64 // rounds
	rounds := int64(searches(20_000))
	p.together(func() {
		for round := int64(1); round <= rounds; round++ {
			_, err := r.WarmFrom(s.ctx, func(yielded func(saved) bool) {
				begun.Store(round)
				yield(3)
				yielded(saved{Key: "key", Value: int(round)})
			}, loader.Warming{})
			if err != nil {
				p.Errorf("WarmFrom() = %v", err)
			}
			for deleted.Load() < round {
				runtime.Gosched()
			}
			if v, found, err := peek.Peek(s.ctx, "key"); found || err != nil {
				p.Fatalf("after a Delete during WarmFrom: Peek() = %d, %t, %v", v, found, err)
			}
		}
	}, func() {
		for round := int64(1); round <= rounds && !p.failed(); round++ {
			for begun.Load() < round && !p.failed() {
				runtime.Gosched()
			}
			yield(3)
			if err := s.Delete(s.ctx, "key"); err != nil {
				p.Errorf("Delete() = %v", err)
			}
			deleted.Store(round)
		}
	})
}
