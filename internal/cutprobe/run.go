package cutprobe

import (
	"iter"
	"sync"
	"sync/atomic"
)

// Report is what came of Run.
type Report struct {
	Views  int    // taken
	Beside int    // those beside which a write ended: only they prove anything
	Torn   int    // those that were not of one instant
	First  string // what was wrong with the first of these
}

// Run takes so many views, one after another, of a map with so many keys while
// a goroutine of its own writes, and reports how many were not of one instant.
// set and view are called by one goroutine each, and concurrently; view may show
// keys that are not the probe's. The writer has ended when Run returns. The
// keys stay in the map.
func Run(keys, views int, set func(key, value int), view func() iter.Seq2[int, int]) Report {
	p := New(keys)
	p.Fill(set)
	var writer sync.WaitGroup
	var over atomic.Bool
	defer writer.Wait()
	defer over.Store(true)
	writer.Go(func() { p.Write(set, func() bool { return !over.Load() }) })

	var r Report
	for range views {
		v := p.Judge(view)
		r.Views++
		if v.Beside > 0 {
			r.Beside++
		}
		if v.Breach != "" {
			if r.Torn == 0 {
				r.First = v.Breach
			}
			r.Torn++
		}
	}
	return r
}
