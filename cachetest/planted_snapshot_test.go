package cachetest_test

import (
	"iter"
	"sync"
	"sync/atomic"

	"github.com/larder-go/larder"
)

// snapshotOf is a snapshot put together of functions; those that are nil are
// the other snapshot's.
type snapshotOf struct {
	larder.Snapshot[string, int]
	get    func(string) (int, bool)
	length func() int
	all    func() iter.Seq2[string, int]
}

func (s snapshotOf) Get(key string) (int, bool) {
	if s.get != nil {
		return s.get(key)
	}
	return s.Snapshot.Get(key)
}

func (s snapshotOf) Len() int {
	if s.length != nil {
		return s.length()
	}
	return s.Snapshot.Len()
}

func (s snapshotOf) All() iter.Seq2[string, int] {
	if s.all != nil {
		return s.all()
	}
	return s.Snapshot.All()
}

func snapshotBugs() []bug {
	return []bug{
		{"a snapshot that shares the live map", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] { return w }
		}), "SnapshotNeverChanges SnapshotBesideWriters SnapshotLetsItsLoopCallTheCache SnapshotJudgesLivenessAtTheCut " +
			"SnapshotLenCountsResidents SnapshotsAreIndependent SnapshotIsNoRead SnapshotOfNothingIsEmpty", "snapshot"},

		{"a snapshot whose Get asks the cache", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				return snapshotOf{Snapshot: w.freeze(), get: w.get}
			}
		}), "SnapshotNeverChanges SnapshotBesideWriters SnapshotIsNoRead LinearizableAsAWhole LinearizableAsAWholeWhileItGrows", "snapshot"},

		{"a snapshot whose Len asks the cache", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				return snapshotOf{Snapshot: w.freeze(), length: w.length}
			}
		}), "SnapshotNeverChanges SnapshotLenCountsResidents SnapshotOfNothingIsEmpty", "Len()"},

		{"a snapshot that is one write behind", planted(func(w *wrapper, _ options) {
			var last atomic.Pointer[frozen[string, int]]
			last.Store(w.freeze())
			w.snapshot = func() larder.Snapshot[string, int] { return last.Swap(w.freeze()) }
		}), "SnapshotHoldsTheCut SnapshotIsOneInstant LinearizableAsAWhole LinearizableAsAWholeWhileItGrows", ""},

		{"a snapshot of a closed cache that shows what was", planted(func(w *wrapper, _ options) {
			var last atomic.Pointer[frozen[string, int]]
			end := w.close
			w.close = func() error { last.CompareAndSwap(nil, w.freeze()); return end() }
			w.snapshot = func() larder.Snapshot[string, int] {
				if f := last.Load(); f != nil {
					return f
				}
				return w.freeze()
			}
		}), "SnapshotOfNothingIsEmpty", "of a closed cache"},

		{"a snapshot whose All goes on after the end", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				f := w.freeze()
				return snapshotOf{Snapshot: f, all: func() iter.Seq2[string, int] {
					return func(yield func(string, int) bool) {
						for key, value := range f.All() {
							yield(key, value)
						}
					}
				}}
			}
		}), "SnapshotLetsItsLoopCallTheCache", "panic"},

		{"a snapshot that can be ranged over once", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				f := w.freeze()
				var once sync.Once
				return snapshotOf{Snapshot: f, all: func() iter.Seq2[string, int] {
					return func(yield func(string, int) bool) { once.Do(func() { f.All()(yield) }) }
				}}
			}
		}), "SnapshotHoldsTheCut SnapshotNeverChanges SnapshotLetsItsLoopCallTheCache", "visits 0"},
	}
}
