package loadertest

import (
	"context"
	"iter"
	"slices"
	"sync/atomic"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

var warmRules = []rule{
	{"WarmLoadsWhatIsMissing", bubbled(warmLoadsWhatIsMissing)},
	{"WarmIsBounded", bubbled(warmIsBounded)},
	{"WarmLoadsInBatches", bubbled(warmLoadsInBatches)},
	{"WarmGoesOnAfterFailures", bubbled(warmGoesOnAfterFailures)},
	{"WarmEndsWithItsContext", bubbled(warmEndsWithItsContext)},
}

// keys are n numbered keys.
func keys(n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			if !yield(numbered(i)) {
				return
			}
		}
	}
}

func warmLoadsWhatIsMissing(p *probe) {
	s := p.open(options{})
	w := optional[Warmer[string, int]](s)
	s.set(numbered(0), 7, 0)
	lastDone := 0
	n, err := w.Warm(s.ctx, keys(50), loader.Warming{Progress: func(done, failed int) {
		if done < lastDone || failed != 0 {
			p.Errorf("Progress(%d, %d) after Progress(%d, 0)", done, failed, lastDone)
		}
		lastDone = done
	}})
	if err != nil || n != 50 || lastDone != 50 {
		p.Fatalf("Warm of 50 keys = %d, %v; the last progress told of %d", n, err, lastDone)
	}
	s.loaded(49, "Warm of 50 keys, one of which is there")
	s.hit(numbered(0), 7, "it was there before Warm")
	s.hit(numbered(49), 1, "after Warm")
}

func warmIsBounded(p *probe) {
	s := p.open(options{})
	w := optional[Warmer[string, int]](s)
	gate := s.hangs()
	ended := p.begin(func() {
		if n, err := w.Warm(s.ctx, keys(40), loader.Warming{Parallel: 3}); n != 40 || err != nil {
			p.Errorf("Warm of 40 keys = %d, %v", n, err)
		}
	})
	s.loaded(3, "Warm, with Parallel of 3")
	gate.opens(1)
	if !ended() {
		p.Fatalf("Warm goes on though the loads have returned")
	}
	s.loaded(40, "Warm of 40 keys")
}

func warmLoadsInBatches(p *probe) {
	var most atomic.Int64
	b := &bulk{do: func(_ context.Context, keys []string) (map[string]loaded, error) {
		for n := most.Load(); int64(len(keys)) > n && !most.CompareAndSwap(n, int64(len(keys))); n = most.Load() {
		}
		return all(keys, 2), nil
	}}
	s := p.open(options{LoadMany: b.load})
	w := optional[Warmer[string, int]](s)
	if n, err := w.Warm(s.ctx, keys(95), loader.Warming{Batch: 10}); n != 95 || err != nil {
		p.Fatalf("Warm of 95 keys = %d, %v", n, err)
	}
	if len(b.calls) != 10 || most.Load() != 10 {
		p.Fatalf("Warm of 95 keys with Batch of 10 made %d calls, of up to %d keys", len(b.calls), most.Load())
	}
}

func warmGoesOnAfterFailures(p *probe) {
	s := p.open(options{})
	w := optional[Warmer[string, int]](s)
	s.answers(func(_ context.Context, key string) (loaded, error) {
		switch key {
		case numbered(3):
			return loaded{}, errOrigin
		case numbered(4):
			return loaded{}, larder.ErrNotFound
		}
		return loaded{Value: 1}, nil
	})
	n, err := w.Warm(s.ctx, keys(20), loader.Warming{})
	if n != 18 {
		p.Fatalf("Warm of 20 keys, one of which is not there and one of which fails = %d, %v", n, err)
	}
	p.refuses("Warm of a key that fails", err, errOrigin)
	n, err = w.Warm(s.ctx, slices.Values([]string{numbered(4), numbered(5)}), loader.Warming{})
	if n != 1 || err != nil {
		p.Fatalf("Warm of a key that is not there and one that is = %d, %v", n, err)
	}
}

func warmEndsWithItsContext(p *probe) {
	s := p.open(options{})
	w := optional[Warmer[string, int]](s)
	s.hangs()
	ctx, cancel := context.WithCancel(s.ctx)
	ended := p.begin(func() {
		_, err := w.Warm(ctx, keys(1000), loader.Warming{Parallel: 2})
		p.refuses("Warm whose context is cancelled", err, context.Canceled)
	})
	cancel()
	if !ended() {
		p.Fatalf("Warm goes on though its context was cancelled")
	}
	if n := s.calls(); n > 4 {
		p.Fatalf("Warm with Parallel of 2, cancelled at the first loads, began %d", n)
	}
}
