package loadertest

import (
	"context"
	"math/rand/v2"
	"runtime"
	"sync/atomic"
)

// The same as the rules about loads before an invalidation, with goroutines that
// collide as chance will have it.
var finalRules = []rule{
	{"DeleteIsFinal", final(deleting)},
	{"SetIsFinal", final(setting)},
	{"ClearIsFinal", final(clearing)},
	{"InvalidateTagIsFinal", final(untagging)},
}

// interleavings is how many invalidations each of them makes beside loads: 100,000 all
// together.
const interleavings = 25_000

// final has one goroutine invalidate a key again and again while two others get it,
// and loads take a random time between the look at the origin and the return. Each
// change of the origin has an even number, and nobody who asks after an invalidation
// has returned may be given an older one than was there before it was called. What Set
// stores is odd, and to be seen until the next change.
func final(v invalidation) func(*probe) {
	return func(p *probe) {
		p.allow(60 * second)
		var (
			origin  atomic.Int64 // number of its last change
			final   atomic.Int64 // what it was at the last invalidation that has returned
			crossed atomic.Int64 // loads that an invalidation came into
			done    atomic.Bool
			key     = "key"
			tags    = []string{key}
		)
		load := func(context.Context, string) (loaded, error) {
			n, before := origin.Load(), final.Load()
			yield(4)
			if final.Load() != before {
				crossed.Add(1)
			}
			return loaded{Value: int(n), Tags: tags}, nil
		}
		s := p.open(options{Load: load})
		v.needed(s)
		ask := func(who string) int {
			floor := final.Load()
			got, err := s.GetOrLoad(s.ctx, key, nil)
			if err != nil || int64(got) < floor {
				p.Fatalf("%s asked after %s of %d had returned, and got %d, %v", who, v.name, floor, got, err)
			}
			return got
		}
		peeker, _ := s.Cache.(Peeker[string, int])
		reader := func() {
			defer done.Store(true) // it has failed
			for !done.Load() {
				ask("another goroutine")
				if floor := final.Load(); peeker != nil {
					if got, found, err := peeker.Peek(s.ctx, key); err != nil || found && int64(got) < floor {
						p.Fatalf("Peek after %s of %d had returned: %d, %t, %v", v.name, floor, got, found, err)
					}
				}
				yield(2)
			}
		}
		p.together(reader, reader, func() {
			defer done.Store(true)
			for range searches(interleavings) {
				if done.Load() {
					return
				}
				var n int64
				if v.sets {
					n = origin.Add(2) + 1 // which the origin never shows
				}
				s.delete(key) // so that it is loaded
				yield(4)
				if !v.sets {
					n = origin.Add(2)
					yield(2)
				}
				v.do(s, key, int(n))
				final.Store(n)
				if got := ask("who invalidates"); int64(got) != n {
					p.Fatalf("after %s of %d: %d, which nobody has written", v.name, n, got)
				}
				yield(2)
				ask("who invalidates")
			}
		})
		if crossed.Load() == 0 {
			p.Fatalf("no invalidation came into a load: the rule has shown nothing")
		}
	}
}

// yield lets others run up to so many times.
func yield(most int) {
	for range rand.IntN(most + 1) {
		runtime.Gosched()
	}
}
