package cachetest

import (
	"fmt"
	"maps"
	"runtime"
	"strings"
	"unsafe"
	"weak"

	"go.uber.org/goleak"
)

// Snapshots beside each other, dropped snapshots, and what must not come of
// taking one.
var snapshotDropRules = []rule{
	{"SnapshotsAreIndependent", snapshotsAreIndependent},
	{"SnapshotOutlivesItsCache", snapshotOutlivesItsCache},
	{"SnapshotHoldsNothingOnceDropped", snapshotHoldsNothingOnceDropped},
	{"SnapshotIsNoRead", snapshotIsNoRead},
	{"SnapshotStartsNothing", snapshotStartsNothing},
}

// collect has the garbage collector run and waits for the clean-ups of what was
// dropped.
func collect() {
	for range 2 { // what a clean-up let go of goes with the second
		cleaned := make(chan struct{})
		runtime.AddCleanup(new([4]*int), func(c chan struct{}) { close(c) }, cleaned)
		runtime.GC()
		<-cleaned
	}
}

// Some keys change between one snapshot and the next, and others only when some
// of the snapshots were dropped.
func snapshotsAreIndependent(p *probe) {
	for _, order := range [][]int{{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {2, 0, 4, 1, 3}} {
		s := p.open(options{})
		s.snapshotter()
		now := make(map[string]int)
		set := func(key string, value int) {
			s.set(key, value, hour)
			now[key] = value
		}
		var views []*view
		var wants []map[string]int
		take := func() {
			v := s.snapshot()
			views, wants = append(views, &v), append(wants, maps.Clone(now))
		}
		look := func(when string) {
			for i, v := range views {
				if v != nil {
					v.holds(wants[i], len(wants[i]), fmt.Sprintf("that is number %d, %s", i, when))
				}
			}
		}
		for i := range 150 {
			set(fmt.Sprint("steady-", i), i)
		}
		for i := range 5 {
			take()
			for j := range 20 * (i + 1) {
				set(numbered(j), 1000*i+j)
			}
			s.deletes(numbered(i), true, "after Set")
			delete(now, numbered(i))
		}
		look("when 5 were taken")
		for n, drop := range order {
			views[drop] = nil
			collect()
			when := fmt.Sprintf("when those at %v were dropped", order[:n+1])
			look(when)
			for i := range 40 {
				set(fmt.Sprint("steady-", 30*n+i), -n)
			}
			look(when + " and the cache was written")
			take()
		}
		look("when 5 others were taken")
	}
}

func snapshotOutlivesItsCache(p *probe) {
	const n = 100
	s := p.open(options{})
	s.snapshotter()
	var v view
	apart(p, func() {
		c, err := p.suite.String(options{})
		if err != nil {
			p.Fatalf("the constructor refuses the zero Options: %v", err)
		}
		for i := range n {
			if err := c.Set(numbered(i), i, hour); err != nil {
				p.Fatalf("Set = %v", err)
			}
		}
		v = view{snapshotterOf(p, c).Snapshot(), p}
	})
	collect()
	v.holds(firstNumbers(n), n, "of a cache that was dropped")
}

// An entry that was deleted from the cache goes with the last snapshot that has
// it, while those from before and after it, and the cache, stay.
func snapshotHoldsNothingOnceDropped(p *probe) {
	s := p.open(options{})
	s.snapshotter()
	s.fill(50, forever)
	var held []weak.Pointer[byte]
	var others []view
	for i := range 20 {
		others = append(others, s.snapshot())
		apart(p, func() {
			key := fmt.Sprint(strings.Repeat("x", 100), i)
			held = append(held, weak.Make(unsafe.StringData(key)))
			s.set(key, i, forever)
			v := s.snapshot()
			s.deletes(key, true, "after Set")
			s.removed.take() // the ledger has the key as well
			if got, ok := v.Get(key); !ok || got != i {
				p.Fatalf("in a snapshot taken before Delete: Get = %d, %t; want %d, true", got, ok, i)
			}
		})
	}
	others = append(others, s.snapshot())
	for i, key := range held {
		if !collected(key) {
			p.Fatalf("the key of entry %d, which was deleted, is not collected although the snapshot that had it was dropped", i)
		}
	}
	for _, v := range others {
		v.holds(firstNumbers(50), 50, "beside others that were dropped")
	}
}

func snapshotIsNoRead(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.fill(40, minute)
	s.set("kept", 1, forever)
	s.clock.jump(minute)
	s.removed.take()
	before := s.Stats()
	for range 3 {
		v := s.snapshot()
		v.holds(map[string]int{"kept": 1}, 41, "when the others have expired")
		v.lacks(numbered(0), "at its deadline")
		v.lacks("absent", "of a cache that never had the key")
	}
	if after := s.Stats(); after != before {
		p.Fatalf("reads of a snapshot are counted: Stats() = %+v, and before them %+v", after, before)
	}
	s.counts(41, "after reads of a snapshot, which remove nothing")
	s.reported("after reads of a snapshot, which remove nothing")
}

// Neither a goroutine nor a timer.
func snapshotStartsNothing(p *probe) {
	s := p.open(options{})
	s.snapshotter()
	s.fill(100, forever)
	others := goleak.IgnoreCurrent()
	var views []view
	for i := range 20 {
		views = append(views, s.snapshot())
		s.set(numbered(i), i, forever)
	}
	if n := s.clock.asked.Load(); n > 0 {
		p.Fatalf("AfterFunc was called %d times by snapshots of a cache without deadlines", n)
	}
	if err := goleak.Find(others); err != nil {
		p.Fatalf("with %d snapshots: %v", len(views), err)
	}
	for _, v := range views {
		v.holds(firstNumbers(100), 100, "beside others")
	}
}
