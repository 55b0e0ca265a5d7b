package cachetest_test

import (
	"iter"
	"maps"
	"time"

	"github.com/larder-go/larder"
)

// shown is what the clock of a cache shows.
func shown(w *wrapper) time.Duration { return w.clock.Now().Sub(w.epoch) }

func snapshotTimeBugs() []bug {
	return []bug{
		{"a snapshot that judges when it is read", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				f := w.freeze()
				now := func() *frozen[string, int] { return &frozen[string, int]{f.entries, shown(w)} }
				return snapshotOf{
					Snapshot: f,
					get:      func(key string) (int, bool) { return now().Get(key) },
					all:      func() iter.Seq2[string, int] { return now().All() },
				}
			}
		}), "SnapshotJudgesLivenessAtTheCut SnapshotNeverChanges", ""},

		{"a snapshot that reads the clock for each entry", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				f := w.freeze()
				maps.DeleteFunc(f.entries, func(_ string, e entry[int]) bool { return !e.alive(shown(w)) })
				return f
			}
		}), "SnapshotIsOfOneTime", "one reading of the clock"},

		{"a snapshot whose Len counts the live", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				f := w.freeze()
				return snapshotOf{Snapshot: f, length: func() (n int) {
					for range f.All() {
						n++
					}
					return n
				}}
			}
		}), "SnapshotLenCountsResidents SnapshotJudgesLivenessAtTheCut SnapshotIsNoRead", "Len()"},

		{"a snapshot that removes what has expired", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				for _, key := range keysOf(w.plain) {
					w.get(key)
				}
				return w.freeze()
			}
		}), "SnapshotIsNoRead SnapshotLenCountsResidents", "snapshot"},

		{"a snapshot that goes by a clock that steps back", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				return &frozen[string, int]{w.freeze().entries, shown(w)}
			}
		}), "SnapshotStepBackResurrectsNothing", "that All had seen pass"},

		{"a snapshot that does not tell the cache what time it was", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				now := shown(w)
				w.mu.Lock()
				defer w.mu.Unlock()
				return &frozen[string, int]{maps.Clone(w.entries), max(now, w.latest)}
			}
		}), "SnapshotStepBackResurrectsNothing", "that a snapshot had seen pass"},
	}
}
