package loadertest

import (
	"context"
	"errors"

	"github.com/larder-go/larder/loader"
)

var recursionRules = []rule{
	{"LoadMayNotAskForItself", bubbled(loadMayNotAskForItself)},
	{"LoadMayNotAskForItselfThroughOthers", bubbled(loadMayNotAskForItselfThroughOthers)},
	{"LoadsMayNotWaitForEachOther", bubbled(loadsMayNotWaitForEachOther)},
	{"LoadMayNotAskForItselfThroughMany", bubbled(loadMayNotAskForItselfThroughMany)},
	{"DiamondIsNoCircle", bubbled(diamondIsNoCircle)},
	{"RefreshFromALoadIsNoCircle", timed(refreshFromALoadIsNoCircle)},
}

// needs has each key loaded from others: the sum of their values and 1.
func (s *subject) needs(of map[string][]string) {
	s.answers(func(ctx context.Context, key string) (loaded, error) {
		sum := 1
		for _, other := range of[key] {
			v, err := s.GetOrLoad(ctx, other, nil)
			if err != nil {
				return loaded{}, err
			}
			sum += v
		}
		return loaded{Value: sum}, nil
	})
}

// recovers wants a circle to be found out and the keys to be free afterwards.
func (s *subject) recovers(when string, callers ...*caller) {
	found := false
	for _, c := range callers {
		if !c.back() {
			s.p.Fatalf("%s: %s waits for ever", when, c.name)
		}
		found = found || errors.Is(c.err, loader.ErrRecursiveLoad)
	}
	if !found {
		s.p.Fatalf("%s: nobody got ErrRecursiveLoad, but %v", when, callers[0].err)
	}
	s.serves(5)
	for _, key := range []string{"a", "b"} {
		s.delete(key) // what did not fail is there
		s.ask(key).gets(5, "after "+when)
	}
}

func loadMayNotAskForItself(p *probe) {
	s := p.open(options{LoadTimeout: forever})
	s.needs(map[string][]string{"a": {"a"}})
	s.recovers("a load that asks for itself", s.ask("a"))
}

func loadMayNotAskForItselfThroughOthers(p *probe) {
	s := p.open(options{LoadTimeout: forever})
	s.needs(map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"a"}})
	s.recovers("a load that asks for itself through others", s.ask("a"), s.ask("b"))
}

// Two callers start the two ends of a circle, neither of which is one by itself.
func loadsMayNotWaitForEachOther(p *probe) {
	s := p.open(options{LoadTimeout: forever})
	gate := s.hangs()
	s.answers(func(ctx context.Context, key string) (loaded, error) {
		_, _ = gate.load(ctx, key)
		v, err := s.GetOrLoad(ctx, map[string]string{"a": "b", "b": "a"}[key], nil)
		return loaded{Value: v + 1}, err
	})
	a, b := s.ask("a"), s.ask("b")
	gate.opens(0)
	s.recovers("loads of two callers that ask for each other's key", a, b)
}

func loadMayNotAskForItselfThroughMany(p *probe) {
	s := p.open(options{LoadTimeout: forever})
	m := optional[ManyLoader[string, int]](s)
	bulk := func(ctx context.Context, keys []string) (map[string]loaded, error) {
		_, err := s.GetOrLoad(ctx, "a", nil)
		return map[string]loaded{}, err
	}
	s.answers(func(ctx context.Context, key string) (loaded, error) { // of a
		_, err := m.LoadMany(ctx, []string{"b", "c"}, bulk)
		return loaded{Value: 1}, err
	})
	s.recovers("a load that asks for itself through a bulk load", s.ask("a"))

	s.answers(func(ctx context.Context, key string) (loaded, error) {
		_, err := m.LoadMany(ctx, []string{"x", "a"}, func(context.Context, []string) (map[string]loaded, error) {
			return map[string]loaded{"x": {Value: 1}}, nil
		})
		return loaded{Value: 1}, err
	})
	s.delete("a")
	s.recovers("a load that asks for itself and another", s.ask("a"))
}

func diamondIsNoCircle(p *probe) {
	s := p.open(options{LoadTimeout: forever})
	s.needs(map[string][]string{"a": {"b", "c", "b"}, "b": {"d"}, "c": {"d"}})
	s.ask("a").gets(1+2+2+2, "a needs b and c, which both need d")
	s.loaded(4, "a needs b and c, which both need d")

	// The same, with the load of d in progress while all the others wait for it.
	s = p.open(options{LoadTimeout: forever})
	gate := s.hangs()
	s.answers(func(ctx context.Context, key string) (loaded, error) {
		if key == "d" {
			return gate.load(ctx, key)
		}
		v, err := s.GetOrLoad(ctx, "d", nil)
		return loaded{Value: v + 1}, err
	})
	waiting := []*caller{s.ask("b"), s.ask("c"), s.ask("d"), s.ask("b")}
	gate.opens(1)
	for i, want := range []int{2, 2, 1, 2} {
		waiting[i].gets(want, "all need d")
	}
	s.loaded(3, "b and c need d")
}

// a needs b, which is stale; so b is served, and loaded in the background. That this
// load needs a is no circle: a does not wait for it.
func refreshFromALoadIsNoCircle(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleWhileRevalidate: hour})
	s.get("b", 1, "at first")
	s.pass(minute)
	s.needs(map[string][]string{"a": {"b"}, "b": {"a"}})
	s.ask("a").gets(2, "a needs b, which is stale")
	s.hit("b", 3, "b needs a, and was loaded in the background")
	s.hit("a", 2, "after all")
}
