package loadertest

import (
	"context"

	"github.com/larder-go/larder/loader"
)

var loadedRules = []rule{
	{"LoadedTTLIsTheValues", timed(loadedTTLIsTheValues)},
	{"LoadedRefreshAfterIsTheValues", timed(loadedRefreshAfterIsTheValues)},
	{"LoadedWeightCounts", bubbled(loadedWeightCounts)},
	{"NotModifiedKeepsTheValue", timed(notModifiedKeepsTheValue)},
	{"NotModifiedNeedsAValue", bubbled(notModifiedNeedsAValue)},
	{"PreviousIsWhatWasThere", timed(previousIsWhatWasThere)},
}

func loadedTTLIsTheValues(p *probe) {
	s := p.open(options{Options: base{TTL: minute}})
	s.brings(loaded{Value: 1, TTL: 2 * minute})
	s.get("longer", 1, "at first")
	s.brings(loaded{Value: 1, TTL: second})
	s.get("shorter", 1, "at first")
	s.brings(loaded{Value: 1, TTL: forever})
	s.get("forever", 1, "at first")
	s.serves(2)
	s.pass(second - 1)
	s.hit("shorter", 1, "1ns before the end of its own TTL")
	s.pass(1)
	s.get("shorter", 2, "at the end of its own TTL")
	s.pass(2*minute - second - 1)
	s.hit("longer", 1, "1ns before the end of its own TTL")
	s.pass(1)
	s.get("longer", 2, "at the end of its own TTL")
	s.pass(10_000 * hour)
	s.hit("forever", 1, "its TTL has no end")
}

func loadedRefreshAfterIsTheValues(p *probe) {
	for _, o := range []options{{Options: base{TTL: minute}}, {Options: base{TTL: minute}, RefreshAfter: 0.5}} {
		s := p.open(o)
		s.brings(loaded{Value: 1, RefreshAfter: 10 * second})
		s.get("key", 1, "at first")
		s.brings(loaded{Value: 1, RefreshAfter: 2 * minute})
		s.get("never", 1, "at first")
		s.serves(2)
		s.pass(10*second - 1)
		s.hit("key", 1, "1ns before its own RefreshAfter")
		s.pass(1)
		s.ask("key").gets(1, "at its own RefreshAfter")
		s.hit("key", 2, "after the load in the background")
		s.pass(49 * second)
		s.hit("never", 1, "its own RefreshAfter is not below its TTL")
	}
}

// Three values of weight 4 do not fit where 10 may be.
func loadedWeightCounts(p *probe) {
	s := p.open(options{Options: base{MaxWeight: 10, Weigh: func(string, int) int64 { return 1 }}})
	s.brings(loaded{Value: 1, Weight: 4})
	for i := range 3 {
		s.get(numbered(i), 1, "at first")
	}
	peek := optional[Peeker[string, int]](s)
	there := 0
	for i := range 3 {
		if _, found, _ := peek.Peek(s.ctx, numbered(i)); found {
			there++
		}
	}
	if there == 0 || there > 2 {
		p.Fatalf("%d of 3 values of weight 4 are there, in a cache that may weigh 10", there)
	}
}

func notModifiedKeepsTheValue(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleIfError: hour})
	s.brings(loaded{Value: 1, Tags: []string{"tag"}})
	s.get("key", 1, "at first")
	s.brings(loaded{Value: 99, NotModified: true})
	for range 3 {
		s.pass(minute)
		before := s.calls()
		s.ask("key").gets(1, "the load says NotModified")
		s.loaded(before+1, "at the end of the TTL")
		s.pass(minute - 1)
		s.hit("key", 1, "1ns before the end of the TTL after NotModified")
		s.pass(1)
	}
	s.ask("key").gets(1, "the load says NotModified")
	if tagger, ok := s.Cache.(Tagger); ok {
		if err := tagger.InvalidateTag(s.ctx, "tag"); err != nil {
			p.Fatalf("InvalidateTag() = %v", err)
		}
		s.serves(2)
		s.get("key", 2, "the tag that it had before NotModified was invalidated")
	}
}

func notModifiedNeedsAValue(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleIfError: hour})
	s.brings(loaded{Value: 99, NotModified: true})
	s.fails("key", loader.ErrNotModified, "NotModified where there was nothing")
	s.serves(1)
	s.get("key", 1, "after that")
	s.delete("key")
	s.brings(loaded{Value: 99, NotModified: true})
	s.fails("key", loader.ErrNotModified, "NotModified of what was deleted")
}

func previousIsWhatWasThere(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleIfError: hour})
	var (
		previous loaded
		found    bool
	)
	s.answers(func(ctx context.Context, key string) (loaded, error) {
		previous, found = loader.Previous[int](ctx, key)
		return loaded{Value: 7, Version: 3, Tags: []string{"tag"}}, nil
	})
	s.get("key", 7, "at first")
	if found {
		p.Fatalf("Previous of a key that was not there is %+v", previous)
	}
	s.pass(minute)
	s.ask("key").gets(7, "at the end of its TTL")
	if !found || previous.Value != 7 || previous.Version != 3 || len(previous.Tags) != 1 || previous.Tags[0] != "tag" {
		p.Fatalf("Previous is %+v, %t", previous, found)
	}
	s.delete("key")
	s.get("key", 7, "after Delete")
	if found {
		p.Fatalf("Previous of a key that was deleted is %+v", previous)
	}
}
