package loadertest

import (
	"context"
	"errors"
	"maps"

	"github.com/larder-go/larder/loader"
)

var bulkRules = []rule{
	{"BulkMayFindLess", bubbled(bulkMayFindLess)},
	{"BulkMayNotBringMore", bubbled(bulkMayNotBringMore)},
	{"BulkErrorIsThatOfItsKeys", bubbled(bulkErrorIsThatOfItsKeys)},
	{"BulkPanicIsAnError", bubbled(bulkPanicIsAnError)},
	{"BulkIsKeptKeyByKey", bubbled(bulkIsKeptKeyByKey)},
	{"BulkLoadsForSingleCalls", bubbled(bulkLoadsForSingleCalls)},
}

func bulkMayFindLess(p *probe) {
	s := p.open(options{NegativeTTL: hour})
	b := &bulk{do: func(context.Context, []string) (map[string]loaded, error) {
		return map[string]loaded{"a": {Value: 1}}, nil
	}}
	for range 2 {
		s.many([]string{"a", "absent"}, b.load, map[string]int{"a": 1}, nil, "one of two keys is there")
	}
	b.called(p, "with NegativeTTL, one of two keys is there", []string{"a", "absent"})
}

func bulkMayNotBringMore(p *probe) {
	s := p.open(options{})
	b := &bulk{do: func(context.Context, []string) (map[string]loaded, error) {
		return all([]string{"a", "b", "more"}, 2), nil
	}}
	s.many([]string{"a", "b"}, b.load, map[string]int{"a": 2, "b": 2}, nil, "a bulk load brings more than was asked for")
	s.get("more", 1, "a bulk load brought it without having been asked")
	if c, ok := s.Cache.(Counter); ok {
		s.pass(0) // until the load has been counted
		if n := c.Stats().Unasked; n != 1 {
			p.Fatalf("Stats().Unasked = %d, want 1", n)
		}
	}
}

func bulkErrorIsThatOfItsKeys(p *probe) {
	s := p.open(options{})
	s.set("there", 1, 0)
	b := &bulk{do: func(_ context.Context, keys []string) (map[string]loaded, error) { return nil, errOrigin }}
	s.many([]string{"a", "there", "b"}, b.load, map[string]int{"there": 1}, errOrigin, "a bulk load fails")
	s.answers(func(_ context.Context, key string) (loaded, error) {
		if key == "bad" {
			return loaded{}, errOrigin
		}
		return loaded{Value: 2}, nil
	})
	s.many([]string{"a", "bad", "b"}, nil, map[string]int{"a": 2, "b": 2}, errOrigin, "one load of three fails")
	s.hit("a", 2, "another load of the same LoadMany failed")
}

func bulkPanicIsAnError(p *probe) {
	s := p.open(options{})
	m := optional[ManyLoader[string, int]](s)
	values, err := m.LoadMany(s.ctx, []string{"a", "b"}, func(context.Context, []string) (map[string]loaded, error) { panic("why") })
	var panicked *loader.PanicError
	if !errors.As(err, &panicked) || len(values) > 0 {
		p.Fatalf("a bulk load panics: LoadMany() = %v, %v", values, err)
	}
	s.ask("a").gets(1, "after a bulk load that panicked")
	s.ask("b").gets(1, "after a bulk load that panicked")
}

// What was invalidated meanwhile is not kept, and the rest is.
func bulkIsKeptKeyByKey(p *probe) {
	s := p.open(options{})
	optional[ManyLoader[string, int]](s)
	gate := s.hangs()
	b := &bulk{do: func(ctx context.Context, keys []string) (map[string]loaded, error) {
		_, _ = gate.load(ctx, "")
		return all(keys, 2), nil
	}}
	ended := p.begin(func() {
		s.many([]string{"a", "b", "c"}, b.load, map[string]int{"a": 2, "b": 2, "c": 2}, nil, "keys are changed meanwhile")
	})
	s.delete("a")
	s.set("b", 7, 0)
	gate.opens(0)
	if !ended() {
		p.Fatalf("LoadMany waits though its load has returned")
	}
	s.serves(9)
	s.get("a", 9, "it was deleted during a bulk load")
	s.hit("b", 7, "it was set during a bulk load")
	s.hit("c", 2, "other keys were changed during a bulk load")
}

// Without Load, Options.LoadMany loads single keys, too.
func bulkLoadsForSingleCalls(p *probe) {
	b := each(6)
	s := p.open(options{LoadMany: b.load})
	s.get("a", 6, "with Options.LoadMany alone")
	b.called(p, "a single call", []string{"a"})
	got, err := optional[ManyLoader[string, int]](s).LoadMany(s.ctx, []string{"a", "b", "c"}, nil)
	if want := (map[string]int{"a": 6, "b": 6, "c": 6}); err != nil || !maps.Equal(got, want) {
		p.Fatalf("LoadMany with Options.LoadMany = %v, %v", got, err)
	}
	b.called(p, "a call for many", []string{"a"}, []string{"b", "c"})
}
