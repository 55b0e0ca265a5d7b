package cachetest

import (
	"math"
	"runtime"
)

var snapshotKeyRules = []rule{
	{"SnapshotMissesNaN", snapshotMissesNaN},
	{"SnapshotUnhashableKeyPanics", snapshotUnhashableKeyPanics},
}

func snapshotMissesNaN(p *probe) {
	if p.suite.Float == nil {
		p.skip("the suite has no factory for keys of type float64")
	}
	c := openAs(p, p.suite.Float)
	snapshotter := snapshotterOf(p, c)
	for _, entries := range []int{0, 1, 100} {
		for i := range entries {
			if err := c.Set(float64(i), i, forever); err != nil {
				p.Fatalf("Set(%d) = %v", i, err)
			}
		}
		v := snapshotter.Snapshot()
		if got, ok := v.Get(math.NaN()); ok || got != 0 {
			p.Fatalf("Get(NaN) of a snapshot of %d entries = %d, %t; want 0, false", entries, got, ok)
		}
		if _, ok := v.Get(math.Copysign(0, -1)); ok != (entries > 0) {
			p.Fatalf("0 == -0, but Get(-0) of a snapshot of %d entries finds %t", entries, ok)
		}
	}
}

func snapshotUnhashableKeyPanics(p *probe) {
	if p.suite.Any == nil {
		p.skip("the suite has no factory for keys of type any")
	}
	for _, entries := range []int{0, 1, 100} {
		c := openAs(p, p.suite.Any)
		snapshotter := snapshotterOf(p, c)
		for i := range entries {
			if err := c.Set(i, i, forever); err != nil {
				p.Fatalf("Set(%d) = %v", i, err)
			}
		}
		v := snapshotter.Snapshot()
		for _, key := range unhashable {
			if _, ok := panics(func() { v.Get(key) }).(runtime.Error); !ok {
				p.Fatalf("Get of an unhashable %T from a snapshot of %d entries does not panic as a map does", key, entries)
			}
		}
		// A lock left behind would stop one of these.
		if got, ok := v.Get(0); ok != (entries > 0) || got != 0 {
			p.Fatalf("Get(0) after the panics from a snapshot of %d entries = %d, %t", entries, got, ok)
		}
		if n := v.Len(); n != entries {
			p.Fatalf("Len() of a snapshot of %d entries after the panics = %d", entries, n)
		}
		if err := c.Set("key", 1, forever); err != nil {
			p.Fatalf("Set after the panics = %v", err)
		}
		if n := snapshotter.Snapshot().Len(); n != entries+1 {
			p.Fatalf("Len() of a snapshot taken after the panics = %d, want %d", n, entries+1)
		}
	}
}
