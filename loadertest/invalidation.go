package loadertest

import (
	"context"
	"sync/atomic"
	"time"
)

var invalidationRules = []rule{
	{"LoadBeforeDeleteIsNotKept", bubbled(during(deleting))},
	{"LoadBeforeSetIsNotKept", bubbled(during(setting))},
	{"LoadBeforeClearIsNotKept", bubbled(during(clearing))},
	{"LoadBeforeInvalidateTagIsNotKept", bubbled(during(untagging))},
	{"InvalidatedIsNotServedStale", timed(invalidatedIsNotServedStale)},
	{"TagsInvalidateTheirs", timed(tagsInvalidateTheirs)},
	{"ClearLeavesNothing", bubbled(clearLeavesNothing)},
}

// invalidation is one way to make an end of the value of key, which has the tag key.
// What is there afterwards is what the origin serves, or with Set what that stored.
type invalidation struct {
	name string
	do   func(s *subject, key string, value int) // value is what Set stores
	sets bool
	late bool // a load in progress may be joined: only what it returns tells that it is invalid
}

var (
	deleting = invalidation{name: "Delete", do: func(s *subject, key string, _ int) { s.delete(key) }}
	setting  = invalidation{name: "Set", do: func(s *subject, key string, value int) { s.set(key, value, 0) }, sets: true}
	clearing = invalidation{name: "Clear", do: func(s *subject, _ string, _ int) {
		if err := optional[Clearer](s).Clear(s.ctx); err != nil {
			s.p.Fatalf("Clear() = %v", err)
		}
	}}
	untagging = invalidation{name: "InvalidateTag", do: func(s *subject, key string, _ int) {
		if err := optional[Tagger](s).InvalidateTag(s.ctx, key); err != nil {
			s.p.Fatalf("InvalidateTag(%s) = %v", key, err)
		}
	}, late: true}
)

// offered reports whether the cache can be invalidated like that.
func (v invalidation) offered(s *subject) (ok bool) {
	switch v.name {
	case clearing.name:
		_, ok = s.Cache.(Clearer)
	case untagging.name:
		_, ok = s.Cache.(Tagger)
	default:
		ok = true
	}
	return ok
}

// needed ends the rule where it cannot.
func (v invalidation) needed(s *subject) {
	if !v.offered(s) {
		s.p.skip("the cache has no " + v.name)
	}
}

// during has a key invalidated while it is loaded, and the old load return before and
// after the new one.
func during(v invalidation) func(*probe) {
	return func(p *probe) {
		for _, oldFirst := range []bool{true, false} {
			if !oldFirst && (v.sets || v.late) {
				continue // there is no new load, or none before the old one returns
			}
			s := p.open(options{})
			v.needed(s)
			old := s.hangs()
			waiter := s.ask("key")
			newer := s.hangs() // before the invalidation, as the origin changes first
			v.do(s, "key", 2)
			s.peeks("key", v, "while the load before "+v.name+" hangs")
			after := s.ask("key")
			if v.late {
				v.do(s, "key", 2) // again, which is no reason to forget the first
			}
			switch {
			case v.sets:
				after.gets(2, "after Set(2), while a load hangs")
			case oldFirst:
				after.waits("after " + v.name)
				old.lets(loaded{Value: 1, Tags: []string{"key"}}, nil)
				after.waits("after " + v.name + ", and the load before that has returned 1")
				newer.lets(loaded{Value: 2, Tags: []string{"key"}}, nil)
			default:
				newer.opens(2)
				after.gets(2, "after "+v.name+", while the load before that hangs")
			}
			old.lets(loaded{Value: 1, Tags: []string{"key"}}, nil)
			after.gets(2, "after "+v.name+", all loads have returned")
			waiter.gets(1, "it waited before "+v.name)
			s.hit("key", 2, "after "+v.name+", all loads have returned")
		}
	}
}

// peeks wants nothing old to be there.
func (s *subject) peeks(key string, v invalidation, when string) {
	c, ok := s.Cache.(Peeker[string, int])
	if !ok {
		return
	}
	got, found, err := c.Peek(s.ctx, key)
	if err != nil || found != v.sets || found && got != 2 {
		s.p.Fatalf("%s: Peek(%s) = %d, %t, %v", when, key, got, found, err)
	}
}

func invalidatedIsNotServedStale(p *probe) {
	windows := options{Options: base{TTL: minute}, StaleWhileRevalidate: hour, StaleIfError: 2 * hour}
	for _, v := range []invalidation{deleting, clearing, untagging} {
		for _, age := range []time.Duration{minute / 2, minute + hour/2, minute + hour + hour/2} { // fresh, stale, fallback
			s := p.open(windows)
			if !v.offered(s) {
				continue
			}
			s.brings(loaded{Value: 1, Tags: []string{"key"}})
			s.get("key", 1, "at first")
			s.breaks(errOrigin)
			s.pass(age)
			v.do(s, "key", 0)
			s.fails("key", errOrigin, v.name+", and the origin is down")
		}
	}
}

func tagsInvalidateTheirs(p *probe) {
	s := p.open(options{Options: base{TTL: hour}})
	optional[Tagger](s)
	for key, tags := range map[string][]string{"none": nil, "a": {"x"}, "b": {"y"}, "ab": {"x", "y"}} {
		s.brings(loaded{Value: 1, Tags: tags})
		s.get(key, 1, "at first")
	}
	untagging.do(s, "unknown", 0)
	untagging.do(s, "x", 0)
	s.serves(2)
	s.hit("none", 1, "it has no tag")
	s.hit("b", 1, "another tag was invalidated")
	s.get("a", 2, "its tag was invalidated")
	s.get("ab", 2, "one of its tags was invalidated")
	s.hit("a", 2, "it was loaded after its tag was invalidated")
	s.brings(loaded{Value: 3, Tags: []string{"x"}})
	s.get("late", 3, "loaded after its tag was invalidated")
	s.hit("late", 3, "after that")
	if put, ok := s.Cache.(Putter[string, int]); ok {
		if err := put.Put(s.ctx, "put", loaded{Value: 4, Tags: []string{"z"}}); err != nil {
			p.Fatalf("Put with a tag: %v", err)
		}
		s.hit("put", 4, "after Put")
		untagging.do(s, "z", 0)
		s.get("put", 3, "its tag was invalidated")
	}
}

func clearLeavesNothing(p *probe) {
	s := p.open(options{})
	clearing.needed(s)
	var value atomic.Int64
	s.answers(func(context.Context, string) (loaded, error) { return loaded{Value: int(value.Load())}, nil })
	for i := range 100 {
		s.get(numbered(i), 0, "at first")
	}
	clearing.do(s, "", 0)
	value.Store(1)
	for i := range 100 {
		s.get(numbered(i), 1, "after Clear")
		s.hit(numbered(i), 1, "after Clear and a load")
	}
}
