package tiered

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/larder-go/larder"
)

// MemoryOptions configure NewMemory. The zero value works.
type MemoryOptions struct {
	// Clock is that of the store; nil means the system's.
	Clock larder.Clock

	// Tombstone is for how long the number of a key is remembered that is gone, from its last
	// change on; 0 means 15 minutes. A change that comes later than that is not known to be
	// outdated.
	Tombstone time.Duration

	// MaxEntries is the largest number of keys; where it is reached, some others are forgotten,
	// those that are gone first. 0 means no limit.
	MaxEntries int
}

// Memory is a Remote, and a Backplane, in this process: for tests, for programs that have no
// server yet, and as a second tier between caches of one process and a database. Its
// caches share nothing but bytes, as if it were far away. Make one with NewMemory. It is
// safe for concurrent use, starts a goroutine for each subscriber, and must not be copied.
type Memory struct {
	o     MemoryOptions // with defaults
	clock larder.Clock

	mu      sync.Mutex
	entries map[string]*memoryEntry // guarded by mu
	closed  bool                    // guarded by mu
	writes  int                     // since something was pruned; guarded by mu

	// counter is the number of the last invalidation of a tag or of all. Guarded by mu, as
	// are those below.
	counter uint64
	tags    map[string]uint64 // of each the number of its last invalidation
	floor   uint64            // what has tags and was stored before is gone: for tags that were forgotten
	removed uint64            // what was stored before is gone
	expired uint64            // what was stored before is expired

	subscribers map[*memorySubscriber]struct{} // guarded by mu
}

var _ interface {
	Announcer
	Backplane
} = (*Memory)(nil)

const (
	defaultTombstone = 15 * time.Minute
	mostMemoryTags   = 100_000
)

// NewMemory returns a store that is empty. The error is an *larder.OptionError.
func NewMemory(o MemoryOptions) (*Memory, error) {
	switch {
	case o.Tombstone < 0:
		return nil, optionError("Tombstone", "%v is negative", o.Tombstone)
	case o.MaxEntries < 0:
		return nil, optionError("MaxEntries", "%d is negative", o.MaxEntries)
	}
	o.Tombstone = orDefault(o.Tombstone, defaultTombstone)
	m := &Memory{
		o: o, clock: o.Clock, entries: make(map[string]*memoryEntry), tags: make(map[string]uint64),
		subscribers: make(map[*memorySubscriber]struct{}),
	}
	if m.clock == nil {
		m.clock = larder.SystemClock{}
	}
	return m, nil
}

// Name returns "memory".
func (m *Memory) Name() string { return "memory" }

// Limits are none.
func (m *Memory) Limits() Limits { return Limits{} }

// Len returns the number of keys of which it remembers anything.
func (m *Memory) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.entries)
}

// Close ends what is stored. Calls that follow fail with ErrRemoteDown; subscribers get
// nothing more. Further calls do nothing.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	clear(m.entries)
	return nil
}

// begin takes the lock for a call, or returns why nothing can be done.
func (m *Memory) begin(ctx context.Context) (now time.Time, err error) {
	if err := ctx.Err(); err != nil {
		return now, fmt.Errorf("%w: %w", ErrRemoteDown, err)
	}
	now = m.clock.Now()
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		return now, fmt.Errorf("%w: it is closed", ErrRemoteDown)
	}
	return now, nil
}

// number returns the next one after last.
func number(now time.Time, last uint64) uint64 { return max(uint64(now.UnixMicro()), last+1) }
