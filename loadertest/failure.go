package loadertest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

var failureRules = []rule{
	{"PanicIsAnError", bubbled(panicIsAnError)},
	{"GoexitIsAnError", bubbled(goexitIsAnError)},
	{"NilLoadIsAnError", bubbled(nilLoadIsAnError)},
	{"NilContextIsAnError", bubbled(nilContextIsAnError)},
	{"NaNKeysAreRefused", nanKeysAreRefused},
	{"NegativeTTLIsAnError", bubbled(negativeTTLIsAnError)},
}

// fault is a way in which a load fails that is not an error.
type fault struct {
	name string
	do   func()
	want func(err error) bool
}

// everyone has two callers wait for a load that ends with the fault, and the key
// loaded once more.
func (s *subject) everyone(f fault) {
	gate := s.hangs()
	s.answers(func(ctx context.Context, key string) (loaded, error) {
		_, _ = gate.load(ctx, key)
		f.do()
		return loaded{Value: 99}, nil
	})
	first, second := s.ask(f.name), s.ask(f.name)
	gate.opens(0)
	for _, c := range []*caller{first, second} {
		if !c.back() {
			s.p.Fatalf("%s: a caller waits for a load that has ended", f.name)
		}
		if c.value != 0 || !f.want(c.err) {
			s.p.Fatalf("%s: a caller got %d, %v", f.name, c.value, c.err)
		}
	}
	s.serves(3)
	s.ask(f.name).gets(3, "the load after "+f.name)
}

// custom is what nobody but a user's load panics with.
type custom struct{ why string }

func panicIsAnError(p *probe) {
	s := p.open(options{})
	panicked := func(want func(value any) bool) func(error) bool {
		return func(err error) bool {
			var e *loader.PanicError
			return errors.As(err, &e) && want(e.Value) && len(e.Stack) > 0
		}
	}
	for _, f := range []fault{
		{"panic with a string", func() { panic("why") }, panicked(func(v any) bool { return v == "why" })},
		{"panic with an error", func() { panic(errOrigin) }, func(err error) bool {
			return panicked(func(v any) bool { return v == errOrigin })(err) && errors.Is(err, errOrigin)
		}},
		{"panic with nil", func() { panic(nil) }, panicked(func(v any) bool { _, ok := v.(*runtime.PanicNilError); return ok })},
		{"panic with a type of the user's", func() { panic(custom{"why"}) }, panicked(func(v any) bool { return v == custom{"why"} })},
	} {
		s.everyone(f)
	}
}

func goexitIsAnError(p *probe) {
	s := p.open(options{})
	s.everyone(fault{"runtime.Goexit", runtime.Goexit, func(err error) bool { return errors.Is(err, loader.ErrExited) }})
}

func nilLoadIsAnError(p *probe) {
	c := p.make(options{})
	v, err := c.GetOrLoad(context.Background(), "key", nil)
	if v != 0 {
		p.Fatalf("without a load function: the value is %d", v)
	}
	p.refuses("without a load function", err, loader.ErrNoLoader)
	if r, ok := c.(Refresher[string, int]); ok {
		_, err := r.Refresh(context.Background(), "key")
		p.refuses("Refresh without a load function", err, loader.ErrNoLoader)
	}
	if m, ok := c.(ManyLoader[string, int]); ok {
		_, err := m.LoadMany(context.Background(), []string{"key"}, nil)
		p.refuses("LoadMany without a load function", err, loader.ErrNoLoader)
	}
}

func nilContextIsAnError(p *probe) {
	s := p.open(options{})
	var none context.Context
	_, err := s.GetOrLoad(none, "key", nil)
	p.refuses("GetOrLoad with a nil context", err, loader.ErrNilContext)
	p.refuses("Close with a nil context", s.Close(none), loader.ErrNilContext)
	if r, ok := s.Cache.(Refresher[string, int]); ok {
		_, err := r.Refresh(none, "key")
		p.refuses("Refresh with a nil context", err, loader.ErrNilContext)
	}
	if m, ok := s.Cache.(ManyLoader[string, int]); ok {
		_, err := m.LoadMany(none, []string{"key"}, nil)
		p.refuses("LoadMany with a nil context", err, loader.ErrNilContext)
	}
	s.loaded(0, "with a nil context")
	s.get("key", 1, "after calls with a nil context")
}

func nanKeysAreRefused(p *probe) {
	if p.suite.Float == nil {
		p.skip("Suite.Float is nil")
	}
	c, err := p.suite.Float(loader.Options[float64, int]{Load: func(context.Context, float64) (loader.Loaded[int], error) {
		p.Errorf("a NaN is loaded")
		return loader.Loaded[int]{}, nil
	}})
	if err != nil {
		p.Fatalf("the constructor refuses a load function alone: %v", err)
	}
	ctx, nan := context.Background(), math.NaN()
	p.cleanup(func() { _ = c.Close(ctx) })
	_, err = c.GetOrLoad(ctx, nan, nil)
	p.refuses("GetOrLoad of a NaN", err, larder.ErrKey)
	p.refuses("Set of a NaN", c.Set(ctx, nan, 1, 0), larder.ErrKey)
	_ = c.Delete(ctx, nan) // is not to panic, nor to hang
	if m, ok := c.(ManyLoader[float64, int]); ok {
		values, err := m.LoadMany(ctx, []float64{nan}, nil)
		p.refuses("LoadMany of a NaN", err, larder.ErrKey)
		if len(values) > 0 {
			p.Fatalf("LoadMany of a NaN returned %v", values)
		}
	}
}

func negativeTTLIsAnError(p *probe) {
	s := p.open(options{})
	for _, l := range []loaded{{Value: 5, TTL: -1}, {Value: 5, RefreshAfter: -second}} {
		s.brings(l)
		s.fails("key", larder.ErrTTL, fmt.Sprintf("a load returned %+v", l))
	}
	p.refuses("Set for a negative time", s.Set(s.ctx, "key", 1, -1), larder.ErrTTL)
	s.serves(2)
	s.get("key", 2, "after that")
}
