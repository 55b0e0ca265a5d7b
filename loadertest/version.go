package loadertest

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/larder-go/larder/loader"
)

var versionRules = []rule{
	{"OlderVersionIsRefused", bubbled(olderVersionIsRefused)},
	{"LoadOfAnOlderVersionGivesTheNewer", timed(loadOfAnOlderVersionGivesTheNewer)},
	{"VersionOfTheInvalidatedIsNothing", bubbled(versionOfTheInvalidatedIsNothing)},
	{"VersionsNeverGoBack", versionsNeverGoBack},
}

func olderVersionIsRefused(p *probe) {
	s := p.open(options{})
	put := optional[Putter[string, int]](s)
	s.put("key", loaded{Value: 5, Version: 5})
	p.refuses("Put of version 4 over 5", put.Put(s.ctx, "key", loaded{Value: 4, Version: 4}), loader.ErrVersion)
	s.hit("key", 5, "after Put of an older version")
	s.put("key", loaded{Value: 6, Version: 5})
	s.hit("key", 6, "after Put of the same version")
	s.put("key", loaded{Value: 7, Version: 1 << 63})
	s.hit("key", 7, "after Put of a newer version")
	s.set("key", 8, 0)
	s.hit("key", 8, "after Set, which has no version")
	s.put("key", loaded{Value: 9, Version: 1})
	s.hit("key", 9, "after Put over what has no version")
}

// A replica that lags behind may be what the load asks.
func loadOfAnOlderVersionGivesTheNewer(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleIfError: hour})
	s.put("key", loaded{Value: 5, Version: 5})
	s.pass(minute)
	s.brings(loaded{Value: 4, Version: 4})
	s.ask("key").gets(5, "the load returned version 4, and version 5 is there")
	s.breaks(errOrigin)
	s.ask("key").gets(5, "once more, and the origin is down")
	s.brings(loaded{Value: 6, Version: 6})
	s.pass(minute)
	s.ask("key").gets(6, "the load returned version 6, and version 5 is there")
	s.hit("key", 6, "after that")
	if r, ok := s.Cache.(Refresher[string, int]); ok {
		s.brings(loaded{Value: 4, Version: 4})
		if v, err := r.Refresh(s.ctx, "key"); err != nil || v != 6 {
			p.Fatalf("Refresh loaded version 4, and version 6 is there: %d, %v", v, err)
		}
		s.hit("key", 6, "after a Refresh that loaded version 4")
	}
}

func versionOfTheInvalidatedIsNothing(p *probe) {
	for _, v := range []invalidation{deleting, clearing, untagging} {
		s := p.open(options{})
		if !v.offered(s) {
			continue
		}
		s.put("key", loaded{Value: 5, Version: 5, Tags: []string{"key"}})
		v.do(s, "key", 0)
		s.brings(loaded{Value: 4, Version: 4})
		s.get("key", 4, "version 4, after "+v.name+" of version 5")
		s.hit("key", 4, "after that")
	}
}

// Two goroutines put versions that are each newer than all that were drawn before, and
// may come late; a third has the key loaded from a replica that lags behind. Readers
// find none that is older than what they have seen.
func versionsNeverGoBack(p *probe) {
	const lag = 3
	var drawn atomic.Uint64
	s := p.open(options{Load: func(context.Context, string) (loaded, error) {
		v := max(drawn.Load(), lag+1) - lag
		yield(3)
		return loaded{Value: int(v), Version: v}, nil
	}})
	s.put("key", loaded{Value: 1, Version: 1})
	put, refresh := optional[Putter[string, int]](s), optional[Refresher[string, int]](s)
	n := searches(100_000)
	var done atomic.Int64
	writer := func() {
		defer done.Add(1)
		for range n {
			v := drawn.Add(1)
			yield(2)
			if err := put.Put(s.ctx, "key", loaded{Value: int(v), Version: v}); err != nil && !errors.Is(err, loader.ErrVersion) {
				p.Fatalf("Put() = %v", err)
			}
		}
	}
	p.together(writer, writer, func() {
		for done.Load() < 2 {
			if _, err := refresh.Refresh(s.ctx, "key"); err != nil {
				p.Fatalf("Refresh() = %v", err)
			}
		}
	}, func() {
		for seen := 0; done.Load() < 2; yield(1) {
			v, err := s.GetOrLoad(s.ctx, "key", nil)
			if err != nil || v < seen {
				p.Fatalf("version %d was there, and is %d now, %v", seen, v, err)
			}
			seen = v
		}
	})
}
