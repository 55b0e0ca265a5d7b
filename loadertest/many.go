package loadertest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing/synctest"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

var manyRules = []rule{
	{"ManyLoadsTheMissesAtOnce", bubbled(manyLoadsTheMissesAtOnce)},
	{"ManyWaitsForLoadsInProgress", bubbled(manyWaitsForLoadsInProgress)},
	{"ManyIsWaitedFor", bubbled(manyIsWaitedFor)},
	{"ManyOneByOne", bubbled(manyOneByOne)},
	{"ManyWithADeadContextLoadsNothing", bubbled(manyWithADeadContextLoadsNothing)},
}

// bulk is a load function for many keys whose calls are counted.
type bulk struct {
	mu    sync.Mutex
	calls [][]string // guarded by mu: the keys of each, sorted
	do    loader.BulkFunc[string, int]
}

func (b *bulk) load(ctx context.Context, keys []string) (map[string]loaded, error) {
	b.mu.Lock()
	b.calls = append(b.calls, slices.Sorted(slices.Values(keys)))
	b.mu.Unlock()
	return b.do(ctx, keys)
}

// each returns one with a value for every key.
func each(value int) *bulk {
	return &bulk{do: func(_ context.Context, keys []string) (map[string]loaded, error) { return all(keys, value), nil }}
}

func all(keys []string, value int) map[string]loaded {
	values := make(map[string]loaded)
	for _, key := range keys {
		values[key] = loaded{Value: value}
	}
	return values
}

// called wants the calls to have been for these keys.
func (b *bulk) called(p *probe, when string, want ...[]string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.EqualFunc(b.calls, want, slices.Equal) {
		p.Fatalf("%s: the bulk loads were of %v, want %v", when, b.calls, want)
	}
}

// many wants LoadMany to return values, and an error that is target.
func (s *subject) many(keys []string, load loader.BulkFunc[string, int], want map[string]int, target error, when string) {
	got, err := optional[ManyLoader[string, int]](s).LoadMany(s.ctx, keys, load)
	if !maps.Equal(got, want) || !errors.Is(err, target) || target == nil && err != nil {
		s.p.Fatalf("%s: LoadMany(%v) = %v, %v; want %v, %v", when, keys, got, err, want, target)
	}
}

func manyLoadsTheMissesAtOnce(p *probe) {
	s := p.open(options{NegativeTTL: hour})
	s.set("there", 1, 0)
	s.breaks(larder.ErrNotFound)
	s.fails("absent", larder.ErrNotFound, "at first")
	b := each(2)
	s.many([]string{"a", "there", "b", "absent", "a", "b", "a"}, b.load, map[string]int{"a": 2, "b": 2, "there": 1}, nil, "at first")
	b.called(p, "two keys of four are to be loaded, one thrice", []string{"a", "b"})
	s.many([]string{"a", "b", "there"}, b.load, map[string]int{"a": 2, "b": 2, "there": 1}, nil, "once more")
	s.many(nil, b.load, map[string]int{}, nil, "of no keys")
	b.called(p, "all are there", []string{"a", "b"})
	s.loaded(1, "with a bulk load")
	s.hit("a", 2, "after a bulk load")
}

// start runs f on a goroutine of its own, and waits until it has ended or waits.
func (p *probe) begin(f func()) (ended func() bool) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer p.catch()
		f()
	}()
	synctest.Wait()
	return func() bool {
		synctest.Wait()
		select {
		case <-done:
			return true
		default:
			return false
		}
	}
}

func manyWaitsForLoadsInProgress(p *probe) {
	s := p.open(options{})
	optional[ManyLoader[string, int]](s)
	gate := s.hangs()
	single := s.ask("b")
	b := each(2)
	ended := p.begin(func() {
		s.many([]string{"a", "b", "c"}, b.load, map[string]int{"a": 2, "b": 1, "c": 2}, nil, "b is being loaded")
	})
	b.called(p, "b is being loaded", []string{"a", "c"})
	if ended() {
		p.Fatalf("LoadMany is back while one of its keys is being loaded by others")
	}
	s.hit("a", 2, "the bulk load has returned, and another load of LoadMany's hangs")
	gate.opens(1)
	single.gets(1, "its load has returned")
	if !ended() {
		p.Fatalf("LoadMany waits though all loads have returned")
	}
	s.loaded(1, "one key alone, and with others")
}

func manyIsWaitedFor(p *probe) {
	s := p.open(options{})
	optional[ManyLoader[string, int]](s)
	gate := s.hangs()
	b := &bulk{do: func(ctx context.Context, keys []string) (map[string]loaded, error) {
		l, err := gate.load(ctx, "")
		return all(keys, l.Value), err
	}}
	keys := []string{"a", "b"}
	first := p.begin(func() { s.many(keys, b.load, map[string]int{"a": 3, "b": 3}, nil, "the first") })
	second := p.begin(func() { s.many([]string{"b", "a"}, b.load, map[string]int{"a": 3, "b": 3}, nil, "the second") })
	c := s.ask("a")
	gate.opens(3)
	c.gets(3, "its key is loaded with others")
	if !first() || !second() {
		p.Fatalf("LoadMany waits though its load has returned")
	}
	b.called(p, "two calls for the same keys", keys)
	s.loaded(0, "its key is loaded with others")
}

// Where there is no bulk load, each key has one of its own, all at the same time.
func manyOneByOne(p *probe) {
	s := p.open(options{})
	optional[ManyLoader[string, int]](s)
	gate := s.hangs()
	ended := p.begin(func() {
		s.many([]string{"a", "b", "c"}, nil, map[string]int{"a": 4, "b": 4, "c": 4}, nil, "one by one")
	})
	s.loaded(3, "LoadMany of three keys, without a bulk load")
	gate.opens(4)
	if !ended() {
		p.Fatalf("LoadMany waits though its loads have returned")
	}
}

func manyWithADeadContextLoadsNothing(p *probe) {
	s := p.open(options{})
	m := optional[ManyLoader[string, int]](s)
	s.set("there", 1, 0)
	ctx, cancel := context.WithCancel(s.ctx)
	cancel()
	b := each(2)
	_, err := m.LoadMany(ctx, []string{"there", "a"}, b.load)
	p.refuses("LoadMany with a dead context", err, context.Canceled)
	b.called(p, "with a dead context")
	s.many([]string{"there", "a"}, b.load, map[string]int{"there": 1, "a": 2}, nil, "after that")
}
