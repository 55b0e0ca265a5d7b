package cachetest_test

import (
	"iter"
	"maps"
	"runtime"

	"github.com/larder-go/larder"
)

// half tells in which of two shards a key would be.
func half(key string) int { return int(key[len(key)-1]) % 2 }

func cutBugs() []bug {
	return []bug{
		{"a snapshot taken shard by shard", planted(func(w *wrapper, _ options) {
			w.snapshot = func() larder.Snapshot[string, int] {
				first := w.freeze()
				runtime.Gosched() // what chance brings, more often
				second := w.freeze()
				maps.DeleteFunc(first.entries, func(key string, _ entry[int]) bool { return half(key) == 1 })
				maps.DeleteFunc(second.entries, func(key string, _ entry[int]) bool { return half(key) == 0 })
				maps.Copy(first.entries, second.entries)
				return first
			}
		}), "SnapshotIsOneInstant LinearizableAsAWhole LinearizableAsAWholeWhileItGrows", ""},

		{"an All that reads as it goes", planted(func(w *wrapper, _ options) {
			w.all = func() iter.Seq2[string, int] {
				return func(yield func(string, int) bool) {
					for _, key := range keysOf(w.plain) {
						w.mu.Lock()
						e, there := w.entries[key]
						w.mu.Unlock()
						if there && !yield(key, e.value) {
							return
						}
					}
				}
			}
		}), "AllIsOneInstant", "no one instant"},

		{"a Clear shard by shard", planted(func(w *wrapper, _ options) {
			w.clear = clearing(w, runtime.Gosched) // what chance brings, more often
		}), "ClearIsOneInstant ClearIsOverWhenReported LinearizableAsAWhole LinearizableAsAWholeWhileItGrows", ""},

		{"a Clear that reads the clock between two shards", planted(func(w *wrapper, _ options) {
			w.clear = clearing(w, func() { w.clock.Now() })
		}), "ClearIsOneInstant", "Clear reads the clock"},

		{"a Clear that is reported shard by shard", planted(func(w *wrapper, _ options) {
			w.clear = clearing(w, func() {})
		}), "ClearIsOverWhenReported", "when Clear reports"},
	}
}

// clearing returns a Clear of one half of the keys, and then of the other.
func clearing(w *wrapper, between func()) func() {
	return func() {
		for shard := range 2 {
			var left []removal[string, int]
			w.mu.Lock()
			for key, e := range w.entries {
				if half(key) == shard {
					left = append(left, removal[string, int]{key, e.value, larder.CauseCleared})
					delete(w.entries, key)
				}
			}
			w.unlock(left...)
			if shard == 0 {
				between()
			}
		}
	}
}
