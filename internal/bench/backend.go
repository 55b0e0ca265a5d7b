package bench

import (
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/sharded"
)

// Cache is what the driver needs of a cache; every larder.Cache is one. Values
// are not to be changed once they are stored. The driver makes no use of what
// Delete returns, so that caches which cannot tell need not find it out.
type Cache[K comparable] interface {
	Get(key K) ([]byte, bool)
	Set(key K, value []byte, ttl time.Duration) error
	Delete(key K) bool
	Len() int
	Close() error
}

// Waiter is a Cache whose Sets may return before they have taken effect. The
// driver waits often while it fills a cache, so that no queue overflows, and
// once more before it measures; never meanwhile.
type Waiter interface {
	// Wait returns when each Set that has returned is done or refused.
	Wait()
}

// Setup is what a cache is made with. Its zero value is an unbounded cache
// without a time to live, with the default sweeper and with statistics.
type Setup struct {
	Keys    int            // that may be stored, for caches that cannot be unbounded; 0 where it is not known yet
	TTL     time.Duration  // of entries set with larder.DefaultTTL
	Sweeper larder.Sweeper // ignored by caches of others
	NoStats bool           // do not count hits and misses
	Shards  int            // of backends in shards; 0 means their default

	// What an entry takes, key and value together, for caches that are limited in
	// bytes; 0 where it is not known yet.
	EntryBytes   int // on average
	LargestBytes int

	Capacity int           // entries that may be resident; 0 means no limit
	Policy   larder.Policy // of larder's own: what leaves when it is full

	// Of larder's own: the largest sum of weights, where it is not 0, and what a
	// value weighs.
	MaxWeight int64
	Weigh     func(value []byte) int64

	// Ignored by caches of others too; the zero values are those of larder.Options.
	SweepInterval time.Duration
	SweepLimit    int
	SweepBudget   int
	Clock         larder.Clock
}

// Backend is one line in the table of what can be measured. NewString and NewInt
// make a cache for keys of that type; the other fields but Name may be zero.
type Backend struct {
	Name  string // as on the command line
	About string // what it is, in one line

	Default  bool // measured where the user names no backend
	Floor    bool // no cache, but what the measuring itself costs: not ranked, not filled
	Empty    bool // keeps nothing: takes no memory
	ReadOnly bool // not safe for writes beside reads
	Sharded  bool // made of Setup.Shards shards
	MaxKeys  int  // not measured with more keys; 0 means no limit
	Own      bool // one of larder's: made with the Setup's sweeper and clock
	NoTTL    bool // knows no time to live: what has one is stored without, and the results say so

	Unbounded bool // has no capacity: not measured with one
	OneTTL    bool // all entries live for Setup.TTL: not measured where they differ
	Seconds   bool // its times to live are whole seconds: not measured where it matters when entries expire
	Later     bool // finishes Sets after they have returned: its caches are Waiters, which is told
	Copies    bool // keeps and returns copies of keys and values: told, and not counted as overhead
	OffHeap   bool // takes memory beside the heap: how much is not measured

	// Cannot returns what of a Setup is beyond the backend, as a sentence about
	// "it", or "". nil: nothing is.
	Cannot func(Setup) string
	// Note returns what else is to be known of figures with a Setup, as a sentence
	// whose first word is the backend's name, or "". nil: nothing is.
	Note func(Setup) string

	// Module is the path of the module that a cache of others comes from; ""
	// for larder's own. Its version is in the manifest.
	Module string

	NewString func(Setup) (Cache[string], error) // nil: has no string keys
	NewInt    func(Setup) (Cache[int], error)    // nil: has no integer keys
}

// Library returns the module that a cache of others comes from, with the version
// that is linked into the program; "" for larder's own.
func (b Backend) Library() string {
	if b.Module == "" {
		return ""
	}
	return moduleVersion(b.Module)
}

// Snapshots reports whether the caches of the backend have a Snapshot.
func (b Backend) Snapshots() bool {
	return Cell{backend: b}.has(snapshots[int], snapshots[string], b.NewString == nil)
}

// constructor is the New of a larder backend.
type constructor[K comparable, C larder.Cache[K, []byte]] = func(larder.Options[K, []byte]) (C, error)

// plain returns the line of a larder backend.
func plain[S larder.Cache[string, []byte], I larder.Cache[int, []byte]](
	name, about string, newString constructor[string, S], newInt constructor[int, I],
) Backend {
	return Backend{Name: name, About: about, Own: true, NewString: single(newString), NewInt: single(newInt)}
}

// inShards returns the line of a larder backend inside package sharded.
func inShards[S larder.Cache[string, []byte], I larder.Cache[int, []byte]](
	name, about string, newString constructor[string, S], newInt constructor[int, I],
) Backend {
	return Backend{Name: name, About: about, Own: true, Sharded: true, NewString: many(newString), NewInt: many(newInt)}
}

func single[K comparable, C larder.Cache[K, []byte]](mk constructor[K, C]) func(Setup) (Cache[K], error) {
	return func(s Setup) (Cache[K], error) { return mk(options[K](s)) }
}

func many[K comparable, C larder.Cache[K, []byte]](mk constructor[K, C]) func(Setup) (Cache[K], error) {
	return func(s Setup) (Cache[K], error) {
		return sharded.New(mk, sharded.Options[K, []byte]{Options: options[K](s), Shards: s.Shards})
	}
}

func options[K comparable](s Setup) larder.Options[K, []byte] {
	var weigh func(K, []byte) int64
	if s.Weigh != nil {
		weigh = func(_ K, value []byte) int64 { return s.Weigh(value) }
	}
	return larder.Options[K, []byte]{
		TTL: s.TTL, Sweeper: s.Sweeper, SweepInterval: s.SweepInterval, SweepLimit: s.SweepLimit, SweepBudget: s.SweepBudget,
		Clock: s.Clock, NoStats: s.NoStats, Capacity: s.Capacity, Policy: s.Policy,
		MaxWeight: s.MaxWeight, Weigh: weigh,
	}
}
