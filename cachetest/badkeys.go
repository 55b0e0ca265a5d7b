package cachetest

import (
	"errors"
	"math"
	"runtime"

	"github.com/larder-go/larder"
)

var badKeyRules = []rule{
	{"NaNKeyIsRefused", nanKeyIsRefused},
	{"UnhashableKeyPanics", unhashableKeyPanics},
}

func nanKeyIsRefused(p *probe) {
	if p.suite.Float == nil && p.suite.Any == nil && p.suite.Struct == nil {
		p.skip("the suite has no factory for keys that can hold a NaN")
	}
	nan := math.NaN()
	if p.suite.Float != nil {
		refused(p, p.suite.Float, nan, math.Copysign(nan, -1))
	}
	if p.suite.Struct != nil {
		refused(p, p.suite.Struct, StructKey{1, "name", nan})
	}
	if p.suite.Any != nil {
		refused[any](p, p.suite.Any, nan, float32(nan), complex(0, nan), [2]float64{0, nan}, StructKey{1, "name", nan})
	}
}

func refused[K comparable](p *probe, new Factory[K, int], keys ...K) {
	c := openAs(p, new)
	for _, key := range keys {
		if err := c.Set(key, 1, forever); !errors.Is(err, larder.ErrKey) {
			p.Fatalf("Set(%v) of type %T = %v, want ErrKey", key, key, err)
		}
		if _, ok := c.Get(key); ok {
			p.Fatalf("Get(%v) finds a value", key)
		}
		if c.Delete(key) {
			p.Fatalf("Delete(%v) = true", key)
		}
		if n := c.Len(); n != 0 {
			p.Fatalf("Len() = %d after a refused Set", n)
		}
	}
}

var unhashable = []any{[]int{1}, map[string]int{}, func() {}, struct{ s []int }{}, [1]any{[]int{}}}

func unhashableKeyPanics(p *probe) {
	if p.suite.Any == nil {
		p.skip("the suite has no factory for keys of type any")
	}
	for _, entries := range []int{0, 1, 100} {
		c := openAs(p, p.suite.Any)
		for i := range entries {
			if err := c.Set(i, i, forever); err != nil {
				p.Fatalf("Set(%d) = %v", i, err)
			}
		}
		for _, key := range unhashable {
			for name, f := range map[string]func(){
				"Get":    func() { c.Get(key) },
				"Set":    func() { _ = c.Set(key, 1, forever) },
				"Delete": func() { c.Delete(key) },
			} {
				if _, ok := panics(f).(runtime.Error); !ok {
					p.Fatalf("%s of an unhashable %T among %d entries does not panic as a map does", name, key, entries)
				}
			}
		}
		// A lock left behind would stop one of these.
		if err := c.Set("key", 1, forever); err != nil {
			p.Fatalf("Set after the panics = %v", err)
		}
		if v, ok := c.Get("key"); !ok || v != 1 {
			p.Fatalf("Get after the panics = %d, %t; want 1, true", v, ok)
		}
		if !c.Delete("key") || c.Len() != entries {
			p.Fatalf("after the panics the cache holds %d entries, want %d", c.Len(), entries)
		}
	}
}
