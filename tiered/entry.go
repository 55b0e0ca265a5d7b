package tiered

import (
	"math"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// Entry is what memory holds for a value of type V. Its name is needed to write down a
// Backend; there is nothing in it for anybody else. It never changes.
type Entry[V any] struct {
	value V // it and trust, which every hit looks at, come first

	// trust is the term in which the remote was last asked: see Cache.trust. 0 says that it was
	// marked as expired since.
	trust uint64

	// version is the number that the remote gave it, 0 if it has none: it never came there.
	version uint64

	// Times of Cache.now.
	local int64 // until when memory serves it without asking
	fresh int64 // the end of its TTL
	limit int64 // until when it may be served at all
}

// Backend makes the cache in memory; see Over.
type Backend[V any] func(loader.Options[string, Entry[V]]) (*loader.Cache[string, Entry[V]], error)

// Over returns a Backend over one of larder's, or any other that package loader takes:
//
//	tiered.Options[User]{L1: tiered.Over[User](cow.New)}
func Over[V any, C larder.Cache[string, loader.Item[Entry[V]]]](mk func(larder.Options[string, loader.Item[Entry[V]]]) (C, error)) Backend[V] {
	if mk == nil {
		return nil
	}
	return func(o loader.Options[string, Entry[V]]) (*loader.Cache[string, Entry[V]], error) {
		return loader.New(mk, o)
	}
}

// never is a time that does not come.
const never int64 = math.MaxInt64

// after returns the time that lies d after now, or never.
func after(now int64, d time.Duration) int64 {
	if int64(d) > never-max(now, 0) {
		return never
	}
	return now + int64(d)
}

// sum is a + b of durations that are not negative, or larder.NoExpiry.
func sum(a, b time.Duration) time.Duration { return time.Duration(after(int64(a), b)) }

// until returns the time from now to at, larder.NoExpiry for never.
func until(at, now int64) time.Duration {
	if at == never {
		return larder.NoExpiry
	}
	return time.Duration(at - now)
}
