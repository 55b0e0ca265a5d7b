package cachetest

import (
	"fmt"
	"runtime"
)

var readRules = []rule{
	{"ReadYourWrites", readYourWrites},
	{"ReadYourWritesBesideOthers", readYourWritesBesideOthers},
	{"LastSetWins", lastSetWins},
	{"DeleteRemoves", deleteRemoves},
	{"LenCountsResidents", lenCountsResidents},
}

func readYourWrites(p *probe) {
	s := p.open(options{})
	for i := range 500 {
		key := numbered(i)
		s.lacks(key, "before any Set")
		s.set(key, i, forever)
		s.has(key, i, "after Set")
		if i%3 == 0 {
			s.deletes(key, true, "after Set")
			s.lacks(key, "after Delete")
			s.set(key, -i, hour)
			s.has(key, -i, "after Delete and Set")
		}
	}
	for i := range 500 {
		want := i
		if i%3 == 0 {
			want = -i
		}
		s.has(numbered(i), want, "at the end")
	}
}

// Each goroutine has keys that nobody else touches, so that what it reads is
// certain, while the others keep locks, tables and neighbours moving.
func readYourWritesBesideOthers(p *probe) {
	const rounds, keys = 500, 8
	s := p.openRestless(options{})
	p.crowd(4, func(worker int) {
		key := func(i int) string { return fmt.Sprintf("worker-%d-%d", worker, i%(5*keys)) }
		for round := range rounds {
			from := round * keys
			for i := from; i < from+keys; i++ {
				s.set(key(i), i, hour)
				s.has(key(i), i, "after Set")
			}
			runtime.Gosched()
			for i := from; i < from+keys; i++ {
				s.has(key(i), i, "a while after Set")
				if i%3 == 0 {
					s.deletes(key(i), true, "after Set")
					s.lacks(key(i), "after Delete")
				}
			}
		}
	})
}

func lastSetWins(p *probe) {
	s := p.open(options{})
	for i := range 100 {
		s.set("key", i, forever)
		s.set("other", -i, hour)
		s.has("key", i, "after overwriting")
		s.has("other", -i, "after overwriting")
	}
	s.counts(2, "after overwriting")
}

func deleteRemoves(p *probe) {
	s := p.open(options{})
	s.deletes("key", false, "in an empty cache")
	s.fill(50, forever)
	s.deletes("absent", false, "of an absent key")
	for i := range 50 {
		s.deletes(numbered(i), true, "of a live key")
		s.deletes(numbered(i), false, "for the second time")
		s.lacks(numbered(i), "after Delete")
		if i < 49 {
			s.has(numbered(i+1), i+1, "after Delete of another key")
		}
	}
	s.counts(0, "after Delete of every key")
}

func lenCountsResidents(p *probe) {
	s := p.open(options{})
	s.counts(0, "in a new cache")
	for round := range 3 {
		for i := range 200 {
			s.set(numbered(i), round, hour)
			s.counts(i+1, "after Set")
		}
		s.set(numbered(0), -1, forever)
		s.counts(200, "after overwriting")
		s.deletes("absent", false, "of an absent key")
		s.counts(200, "after Delete of an absent key")
		for i := range 200 {
			s.deletes(numbered(i), true, "of a live key")
			s.counts(199-i, "after Delete")
		}
	}
	if size := s.Stats().Size; size != 0 {
		p.Fatalf("Stats().Size = %d in an empty cache", size)
	}
}
