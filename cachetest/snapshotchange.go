package cachetest

import (
	"errors"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

var snapshotChangeRules = []rule{
	{"SnapshotNeverChanges", snapshotNeverChanges},
	{"SnapshotBesideWriters", snapshotBesideWriters},
}

// changes are what a snapshot must not show. Each is made to a cache of 200
// entries, of which the odd ones expire after a minute.
var changes = []struct {
	name string
	make func(*subject)
}{
	{"Set over its keys", func(s *subject) {
		for i := range 200 {
			s.set(numbered(i), -1, hour)
		}
	}},
	{"Set of thousands of others", func(s *subject) {
		for i := range 3000 {
			s.set(numbered(1000+i), -1, forever)
		}
	}},
	{"Delete", func(s *subject) {
		for i := range 200 {
			s.deletes(numbered(i), true, "after Set")
		}
	}},
	{"Set of thousands, and Delete of all", func(s *subject) {
		for i := range 2000 {
			s.set(numbered(1000+i), -1, hour)
		}
		for i := range 3000 {
			s.Delete(numbered(i))
		}
		s.counts(0, "after Delete of all")
	}},
	{"expiry, and Gets of what has expired", func(s *subject) {
		s.clock.jump(minute)
		for i := range 200 {
			s.Get(numbered(i))
		}
	}},
	{"a sweep", func(s *subject) {
		s.settle()
		s.counts(100, "after a sweep")
	}},
	{"Clear", func(s *subject) { s.tryClear() }},
	{"Close", func(s *subject) { s.closes("with a snapshot") }},
	{"Delete, and Set anew", func(s *subject) {
		for i := range 200 {
			s.deletes(numbered(199-i), true, "after Set")
		}
		for i := range 200 {
			s.set(numbered(i), i+1, forever)
		}
	}},
}

func snapshotNeverChanges(p *probe) {
	for _, change := range changes {
		s := p.open(options{})
		for i := range 200 {
			s.set(numbered(i), i, []time.Duration{forever, minute}[i%2])
		}
		v, want := s.snapshot(), firstNumbers(200)
		holds := func(then string) {
			v.holds(want, 200, "taken before "+change.name+then)
			v.lacks(numbered(1000), "taken before "+change.name+then)
		}
		change.make(s)
		holds("")
		s.snapshot()
		for i := range 300 {
			if err := s.Set(numbered(i), -2, hour); err != nil && !errors.Is(err, larder.ErrClosed) {
				p.Fatalf("Set = %v", err)
			}
		}
		holds(", another snapshot and Sets")
		s.closes("with a snapshot")
		holds(" and Close")
	}
}

// A snapshot is read while its cache is written, now and then by many at once.
// Get asks for the very key that is being written: what a snapshot shares with
// its cache changes hands at the first write.
func snapshotBesideWriters(p *probe) {
	const n = 60
	p.allow(time.Duration(searches(1)) * patience)
	s := p.openRestless(options{})
	s.snapshotter()
	want := firstNumbers(n)
	var keys [n]string
	for i := range keys {
		keys[i] = numbered(i)
	}
	for round := range searches(100) {
		s.fill(n, forever)
		v := s.snapshot()
		var written atomic.Bool
		var writing atomic.Int64 // which key
		get := func() {
			for gets := 0; !written.Load(); gets++ {
				i := int(writing.Load())
				if got, ok := v.Get(keys[i]); !ok || got != i {
					p.Fatalf("in a snapshot beside writers: Get(%s) = %d, %t; want %d, true", keys[i], got, ok, i)
				}
				if gets%1000 == 0 {
					runtime.Gosched()
				}
			}
		}
		all := func() {
			for !written.Load() {
				v.holds(want, n, "beside writers")
				runtime.Gosched()
			}
		}
		write := func() {
			defer written.Store(true)
			for i := range n {
				writing.Store(int64(i))
				if (i+round)%3 == 0 {
					s.deletes(keys[i], true, "after Set")
				} else {
					s.set(keys[i], -1, forever)
				}
			}
			switch round % 8 {
			case 0:
				s.tryClear()
			case 4: // the table grows
				for i := range 3 * n {
					s.set(numbered(n+i), -1, hour)
				}
			}
		}
		switch round % 5 {
		case 0:
			p.together(write, get, all, get, all)
		case 1:
			p.together(write, all)
		default: // two, lest one of them waits for a processor
			p.together(write, get)
		}
		v.holds(want, n, "after writers")
		for key := range s.All() {
			s.Delete(key)
		}
	}
}
