package loadertest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing/synctest"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/loader"
)

type (
	options  = loader.Options[string, int]
	base     = larder.Options[string, int]
	loaded   = loader.Loaded[int]
	loadFunc = loader.Func[string, int]
)

const (
	forever = larder.NoExpiry
	second  = time.Second
	minute  = time.Minute
	hour    = time.Hour
)

// start is what fake clocks show at first.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// errOrigin is how loads fail.
var errOrigin = errors.New("the origin is down")

// subject is a cache under test, its clock, the origin that it loads from, and what a
// rule says about it. Its checks end the script when they fail.
type subject struct {
	Cache[string, int]
	*origin
	p     *probe
	ctx   context.Context // of callers that never give up
	clock *fakeclock.Clock
}

// open makes a cache that loads from an origin of its own, which serves 1, unless o
// brings a load function.
func (p *probe) open(o options) *subject {
	s := &subject{p: p, ctx: context.Background(), origin: newOrigin()}
	if p.injected && o.Clock == nil {
		s.clock = fakeclock.New(start)
		o.Clock = s.clock
	}
	if o.Load == nil && o.LoadMany == nil {
		o.Load = s.origin.load
	}
	s.Cache = p.make(o)
	p.cleanup(s.origin.end) // before the cache is closed
	return s
}

// make makes a cache that is closed in the end.
func (p *probe) make(o options) Cache[string, int] {
	c, err := p.suite.String(o)
	if err != nil {
		p.Fatalf("the constructor refuses %+v: %v", o, err)
	}
	if c == nil {
		p.Fatalf("the constructor returned neither a cache nor an error")
	}
	p.cleanup(func() {
		// Loads that hang have ended: see origin.end.
		if err := c.Close(context.Background()); err != nil && !p.failed() {
			p.Errorf("Close() = %v", err)
		}
	})
	return c
}

// optional returns the cache as something that it need not be, or ends the rule.
func optional[T any](s *subject) T {
	c, ok := s.Cache.(T)
	if !ok {
		s.p.skip("the cache is no " + reflect.TypeFor[T]().String())
	}
	return c
}

// get wants key to have a value, loaded perhaps.
func (s *subject) get(key string, want int, when string) {
	if got, err := s.GetOrLoad(s.ctx, key, nil); err != nil || got != want {
		s.p.Fatalf("%s: GetOrLoad(%s) = %d, %v; want %d", when, key, got, err, want)
	}
}

// hit wants key to have a value that nothing is loaded for while the caller waits, nor
// in the background.
func (s *subject) hit(key string, want int, when string) {
	before := s.calls()
	s.get(key, want, when)
	synctest.Wait()
	s.loaded(before, when)
}

// fails wants an error that is target.
func (s *subject) fails(key string, target error, when string) {
	if got, err := s.GetOrLoad(s.ctx, key, nil); !errors.Is(err, target) || got != 0 {
		s.p.Fatalf("%s: GetOrLoad(%s) = %d, %v; want the error %v", when, key, got, err, target)
	}
}

// loaded wants the origin to have been called so many times.
func (s *subject) loaded(want int, when string) {
	if got := s.calls(); got != want {
		s.p.Fatalf("%s: the origin was called %d times, want %d", when, got, want)
	}
}

// set stores, which must work.
func (s *subject) set(key string, value int, ttl time.Duration) {
	if err := s.Set(s.ctx, key, value, ttl); err != nil {
		s.p.Fatalf("Set(%s, %d, %v) = %v", key, value, ttl, err)
	}
}

// put stores with all that can be said.
func (s *subject) put(key string, l loaded) {
	if err := optional[Putter[string, int]](s).Put(s.ctx, key, l); err != nil {
		s.p.Fatalf("Put(%s, %+v) = %v", key, l, err)
	}
}

// delete deletes, which must work.
func (s *subject) delete(key string) {
	if err := s.Delete(s.ctx, key); err != nil {
		s.p.Fatalf("Delete(%s) = %v", key, err)
	}
}

// refuses wants err to be target.
func (p *probe) refuses(when string, err, target error) {
	if !errors.Is(err, target) {
		p.Fatalf("%s: the error is %v, want %v", when, err, target)
	}
}

func numbered(i int) string { return fmt.Sprintf("key-%d", i) }
