package cachetest

import (
	"fmt"
	"math"
	"reflect"
	"strings"

	"github.com/larder-go/larder"
)

var keyRules = []rule{
	{"KeysComparedInFull", keysComparedInFull},
	{"IntKeys", intKeys},
	{"StructKeys", structKeys},
	{"FloatKeys", floatKeys},
	{"AnyKeys", anyKeys},
}

// distinct wants n keys to have a value each, however their hashes collide.
func distinct[K comparable](p *probe, new Factory[K, int], keys []K) {
	if new == nil {
		p.skip(fmt.Sprint("the suite has no factory for keys of type ", reflect.TypeFor[K]()))
	}
	c := openAs(p, new)
	for round := range 2 {
		for i, key := range keys {
			if v, ok := c.Get(key); ok && round == 0 {
				p.Fatalf("Get(%.80v) = %d before Set: the value of another key", key, v)
			}
			if err := c.Set(key, i+round, hour); err != nil {
				p.Fatalf("Set(%.80v) = %v", key, err)
			}
		}
		if n := c.Len(); n != len(keys) {
			p.Fatalf("Len() = %d after Set of %d distinct keys", n, len(keys))
		}
		for i, key := range keys {
			if v, ok := c.Get(key); !ok || v != i+round {
				p.Fatalf("Get(%.80v) = %d, %t; want %d, true", key, v, ok, i+round)
			}
		}
	}
	for i, key := range keys {
		if !c.Delete(key) {
			p.Fatalf("Delete(%.80v) = false", key)
		}
		if v, ok := c.Get(key); ok {
			p.Fatalf("Get(%.80v) = %d after Delete", key, v)
		}
		if n := c.Len(); n != len(keys)-i-1 {
			p.Fatalf("Len() = %d after Delete of %d of %d keys", n, i+1, len(keys))
		}
	}
}

// openAs makes a cache with keys of another type.
func openAs[K comparable](p *probe, new Factory[K, int]) larder.Cache[K, int] {
	c, err := new(larder.Options[K, int]{Clock: newClock(start)})
	if err != nil {
		p.Fatalf("the constructor refuses a clock: %v", err)
	}
	p.cleanup(func() { c.Close() })
	return c
}

func keysComparedInFull(p *probe) {
	keys := []string{"", "\x00", "\x00\x00", "a", "a\x00", "A", "ä", "a\u0308"}
	for i := range 1000 {
		keys = append(keys, numbered(i))
	}
	for n := 8; n <= 1<<16; n *= 8 {
		keys = append(keys, strings.Repeat("x", n), strings.Repeat("x", n-1)+"y", "y"+strings.Repeat("x", n-1))
	}
	distinct(p, p.suite.String, keys)

	// The same content elsewhere in memory is the same key.
	s := p.open(options{})
	for _, key := range keys {
		s.set(key, 1, forever)
		s.set(strings.Clone(key), 2, forever)
		s.has(strings.Clone(key), 2, "by a copy of the key")
	}
	s.counts(len(keys), "with each key set twice, by copies")
}

func intKeys(p *probe) {
	keys := []int{math.MinInt, math.MinInt + 1, math.MaxInt, math.MaxInt - 1}
	for i := -300; i < 300; i++ {
		keys = append(keys, i)
	}
	for i := range 100 {
		keys = append(keys, (i+1)<<20) // the low bits alike
	}
	distinct(p, p.suite.Int, keys)
}

func structKeys(p *probe) {
	var keys []StructKey
	for i := range 100 {
		name := fmt.Sprint("name-", i%10)
		keys = append(keys, StructKey{uint8(i), name, 0.5}, StructKey{uint8(i), name, 1.5})
	}
	distinct(p, p.suite.Struct, keys)
	c := openAs(p, p.suite.Struct)
	negativeZero := math.Copysign(0, -1)
	if err := c.Set(StructKey{1, "name", 0}, 1, forever); err != nil {
		p.Fatalf("Set = %v", err)
	}
	if v, ok := c.Get(StructKey{1, strings.Clone("name"), negativeZero}); !ok || v != 1 {
		p.Fatalf("Get by an equal key with a copy of its string and -0 for 0 = %d, %t; want 1, true", v, ok)
	}
}

func floatKeys(p *probe) {
	keys := []float64{0, 1, -1, math.Inf(1), math.Inf(-1), math.MaxFloat64, math.SmallestNonzeroFloat64}
	for i := range 100 {
		keys = append(keys, float64(i)+0.5)
	}
	distinct(p, p.suite.Float, keys)
	c := openAs(p, p.suite.Float)
	if err := c.Set(0, 1, forever); err != nil {
		p.Fatalf("Set(0) = %v", err)
	}
	if v, ok := c.Get(math.Copysign(0, -1)); !ok || v != 1 {
		p.Fatalf("0 == -0, but Get(-0) = %d, %t after Set(0, 1)", v, ok)
	}
	if !c.Delete(math.Copysign(0, -1)) {
		p.Fatalf("0 == -0, but Delete(-0) = false after Set(0, 1)")
	}
}

func anyKeys(p *probe) {
	type named string
	pointed, other := new(int), new(int)
	distinct(p, p.suite.Any, []any{
		nil, 1, int64(1), uint8(1), 1.0, "1", "", named("1"), [1]int{1}, [2]int{1}, true, pointed, other,
		struct{ a int }{1}, struct{ b int }{1}, StructKey{1, "1", 1}, math.Inf(1), complex(1, 0),
	})
}
