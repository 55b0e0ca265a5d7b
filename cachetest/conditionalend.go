package cachetest

import (
	"errors"
	"math"
	"runtime"
	"time"

	"github.com/larder-go/larder"
)

var conditionalEndRules = []rule{
	{"SetIfRefusesBadInput", setIfRefusesBadInput},
	{"SetIfOfAClosedCache", setIfOfAClosedCache},
	{"AllowMayDoAnything", allowMayDoAnything},
}

func setIfRefusesBadInput(p *probe) {
	c := p.openConditional(options{})
	live(c.subject)
	c.asBefore("SetIf with a negative TTL", func() {
		c.setIfFails("key", 2, -1, larder.ErrTTL)
	})
	if p.suite.Any == nil {
		return
	}
	other, ok := openAs(p, p.suite.Any).(larder.Conditional[any, int])
	if !ok {
		p.Fatalf("the cache is a larder.Conditional with some keys only")
	}
	if stored, err := other.SetIf(math.NaN(), 1, forever, nil, nil); stored || !errors.Is(err, larder.ErrKey) {
		p.Fatalf("SetIf(NaN) = %t, %v; want ErrKey", stored, err)
	}
	if other.DeleteIf(math.NaN(), nil, nil) {
		p.Fatalf("DeleteIf(NaN) = true")
	}
	for _, key := range unhashable {
		for name, f := range map[string]func(){
			"SetIf":    func() { _, _ = other.SetIf(key, 1, forever, nil, nil) },
			"DeleteIf": func() { other.DeleteIf(key, nil, nil) },
		} {
			if _, ok := panics(f).(runtime.Error); !ok {
				p.Fatalf("%s of an unhashable %T does not panic as a map does", name, key)
			}
		}
	}
	if stored, err := other.SetIf("key", 1, forever, nil, nil); !stored || err != nil {
		p.Fatalf("SetIf after the panics = %t, %v", stored, err)
	}
}

// setIfFails wants SetIf to return an error that is target.
func (c conditional) setIfFails(key string, value int, ttl time.Duration, target error) {
	if stored, err := c.SetIf(key, value, ttl, nil, nil); stored || !errors.Is(err, target) {
		c.p.Fatalf("SetIf(%s, %d, %d) = %t, %v; want false, %v", brief(key), value, ttl, stored, err, target)
	}
}

func setIfOfAClosedCache(p *probe) {
	for _, name := range []string{"before", "by allow"} {
		for _, agrees := range []bool{false, true} {
			c := p.openConditional(options{})
			live(c.subject)
			if name == "before" {
				c.closes(name)
			}
			stored, err := c.SetIf("key", 2, hour, nil, func(int, bool) bool {
				c.closes(name)
				return agrees
			})
			if stored || !errors.Is(err, larder.ErrClosed) {
				p.Fatalf("SetIf of a cache closed %s = %t, %v; want ErrClosed", name, stored, err)
			}
			c.deletesIf(false, "key", nil, nil, "of a closed cache")
			c.emptied("SetIf of a cache closed " + name)
			c.quiet("SetIf of a cache closed " + name)
		}
	}
}

// allowMayDoAnything: it is called without a lock.
func allowMayDoAnything(p *probe) {
	for _, at := range there {
		c := p.openConditional(options{})
		at.prepare(c.subject)
		first := true
		once := func() bool {
			if first {
				first = false
				c.useAll()
				c.tryClear()
			}
			return true
		}
		p.during("SetIf whose allow calls the cache", func() {
			c.setsIf(true, "key", 7, nil, func(int, bool) bool { return once() }, "with an allow that calls the cache")
		})
		first = true
		p.during("DeleteIf whose allow calls the cache", func() {
			c.deletesIf(false, "key", nil, func(int) bool { return once() }, "with an allow that removes the entry")
		})
		c.set("key", 8, hour)
		before := c.Stats().Sets
		for name, f := range map[string]func(){
			"SetIf":    func() { _, _ = c.SetIf("key", 9, hour, nil, func(int, bool) bool { panic(thrown) }) },
			"DeleteIf": func() { c.DeleteIf("key", nil, func(int) bool { panic(thrown) }) },
		} {
			if got := panics(f); got != thrown {
				p.Fatalf("%s: the panic of allow reaches the caller as %v", name, got)
			}
			p.during("the cache, after a panic of allow in "+name, func() {
				c.has("key", 8, "after a panic of allow in "+name)
				c.setsIf(true, "other", 1, nil, nil, "after a panic of allow in "+name)
			})
		}
		if n := c.Stats().Sets - before; n != 2 {
			p.Fatalf("two Sets, and one whose allow panicked, count as %d", n)
		}
	}
}
