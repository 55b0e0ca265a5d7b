package cachetest_test

import (
	"iter"
	"runtime"
	"sync"
	"time"
	"weak"

	"github.com/larder-go/larder"
)

func snapshotDropBugs() []bug {
	return []bug{
		{"one snapshot for all who ask", planted(func(w *wrapper, _ options) {
			shared := &sharing{}
			w.snapshot = func() larder.Snapshot[string, int] {
				shared.set(w.freeze())
				return shared
			}
		}), "SnapshotsAreIndependent SnapshotNeverChanges", "snapshot"},

		{"a snapshot that takes the one before it along", planted(func(w *wrapper, _ options) {
			var mu sync.Mutex // guards last
			var last weak.Pointer[sharing]
			w.snapshot = func() larder.Snapshot[string, int] {
				mu.Lock()
				defer mu.Unlock()
				s := &sharing{frozen: w.freeze()}
				runtime.AddCleanup(s, func(before weak.Pointer[sharing]) {
					if b := before.Value(); b != nil {
						b.set(&frozen[string, int]{})
					}
				}, last)
				last = weak.Make(s)
				return s
			}
		}), "SnapshotsAreIndependent", "were dropped"},

		{"a snapshot that is kept by its cache", planted(func(w *wrapper, _ options) {
			var mu sync.Mutex // guards all
			var all []*frozen[string, int]
			w.snapshot = func() larder.Snapshot[string, int] {
				mu.Lock()
				defer mu.Unlock()
				f := w.freeze()
				all = append(all, f)
				return f
			}
		}), "SnapshotHoldsNothingOnceDropped", "is not collected"},

		{"a snapshot that leans on its cache", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				f := w.freeze()
				cache := weak.Make(w)
				return snapshotOf{Snapshot: f, all: func() iter.Seq2[string, int] {
					if cache.Value() == nil {
						return (&frozen[string, int]{}).All()
					}
					return f.All()
				}}
			}
		}), "SnapshotOutlivesItsCache", "of a cache that was dropped"},

		{"a goroutine for each snapshot", planted(func(w *wrapper, _ options) {
			done, end := make(chan struct{}), w.close
			w.snapshot = func() larder.Snapshot[string, int] {
				go func() { <-done }()
				return w.freeze()
			}
			var once sync.Once
			w.close = func() error { once.Do(func() { close(done) }); return end() }
		}), "SnapshotStartsNothing", "goroutine"},

		{"a timer for each snapshot", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				w.clock.AfterFunc(time.Minute, func() {})
				return w.freeze()
			}
		}), "SnapshotStartsNothing", "AfterFunc"},
	}
}

// sharing is a snapshot that can be replaced.
type sharing struct {
	mu     sync.Mutex // guards frozen
	frozen *frozen[string, int]
}

func (s *sharing) set(f *frozen[string, int]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.frozen = f
}

func (s *sharing) now() *frozen[string, int] {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.frozen
}

func (s *sharing) Get(key string) (int, bool)  { return s.now().Get(key) }
func (s *sharing) Len() int                    { return s.now().Len() }
func (s *sharing) All() iter.Seq2[string, int] { return s.now().All() }
