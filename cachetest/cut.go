package cachetest

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder/internal/cutprobe"
)

var cutRules = []rule{
	{"SnapshotIsOneInstant", snapshotIsOneInstant},
	{"AllIsOneInstant", allIsOneInstant},
}

// counted is the number of keys that the writer who counts goes through, and
// cuts how many views of them are to prove something.
const (
	counted = 4096
	cuts    = 120
)

func snapshotIsOneInstant(p *probe) {
	s := p.openRestless(options{})
	snapshotter := s.snapshotter()
	s.showOneInstant("a snapshot", func() iter.Seq2[string, int] { return snapshotter.Snapshot().All() })
}

func allIsOneInstant(p *probe) {
	if !p.suite.PointInTime {
		p.skip("Suite.PointInTime is not set: All may be weakly consistent")
	}
	s := p.openRestless(options{})
	s.showOneInstant("an All", s.All)
}

// showOneInstant wants views to be of one instant while one goroutine counts
// through many keys and another has the cache grow and shrink. Two goroutines
// take views at once.
func (s *subject) showOneInstant(what string, all func() iter.Seq2[string, int]) {
	s.p.allow(time.Duration(searches(1)) * patience)
	probe := cutprobe.New(counted)
	var keys [counted]string
	for i := range keys {
		keys[i] = numbered(i)
	}
	set := func(key, value int) { s.set(keys[key], value, forever) } // reads no clock, and so is not held up
	s.set("finite", 0, hour)
	probe.Fill(set)
	view := func() iter.Seq2[int, int] { return countedOf(all()) }
	var proofs, over atomic.Int64
	judge := func() {
		defer over.Add(1)
		for views := 0; proofs.Load() < int64(searches(cuts)) && views < searches(5*cuts) && !s.p.failed(); views++ {
			v := probe.Judge(view)
			if v.Breach != "" {
				s.p.Fatalf("%s beside a writer is of no one instant: %s", what, v.Breach)
			}
			if v.Beside > 0 {
				proofs.Add(1)
			}
		}
	}
	on := func() bool { return over.Load() < 2 }
	s.p.together(judge, judge,
		func() { probe.Write(set, on) },
		func() {
			for i := 0; on(); i++ {
				key, others := fmt.Sprint("other-", i%4000), i/4000%2 == 0
				if others {
					s.set(key, i, hour)
				} else {
					s.Delete(key)
				}
			}
		})
}

// countedOf passes the keys that are counted through, as their numbers.
func countedOf(all iter.Seq2[string, int]) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for key, value := range all {
			number, ok := strings.CutPrefix(key, "key-")
			if i, err := strconv.Atoi(number); ok && err == nil && !yield(i, value) {
				return
			}
		}
	}
}
