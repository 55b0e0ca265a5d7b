package writebehind

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/larder-go/larder"
)

// Write is one write to the store.
type Write[K comparable, V any] struct {
	Key     K    // whose value it is; the key of at most one write of a batch
	Value   V    // the zero value with Deleted
	Deleted bool // the key is to be removed
}

// Queue holds writes until they are in the store. Make one with New, and Close it. All
// methods may be called from any number of goroutines at once. It must not be copied. It
// has goroutines only while batches are in flight, and a timer only while writes wait for
// Options.Delay: a queue that is dropped while it is empty leaves nothing behind.
type Queue[K comparable, V any] struct {
	write   func(context.Context, []Write[K, V]) error
	options Options[K, V] // with defaults

	// base is the context of all attempts; giveUp ends it, with the cause.
	base   context.Context
	giveUp context.CancelCauseFunc
	// away is closed by leave, when Close waits no longer for attempts to return.
	away  chan struct{}
	leave func()
	// idle is closed when the queue is closed, empty, and its last batch is over.
	idle chan struct{}

	mu      sync.Mutex    // guards all below; no function of the user's is called under it
	pending pending[K, V] // what is not in the store
	running int           // goroutines of batches: at most options.Parallel
	closed  bool          // Close was called: no more writes come in
	ended   bool          // idle is closed
	flushes []*flush      // the Flushes that wait
	room    chan struct{} // closed when a key has left or the queue is closed; nil if nobody waits for that
	timer   timer         // calls tick when the first write that is ready has waited for options.Delay
	counts  Stats         // without what is pending
	lastWhy error         // why the last lost write was lost
}

// New returns a queue that hands batches to write.
//
// The writes of a batch are of different keys, in no order that means anything; the slice
// is write's own. An error means that the whole batch failed, unless it is or wraps a
// *PartialError. A panic or runtime.Goexit in write is an error of that attempt. What
// failed is tried again, so a write must do no harm when it is done twice. When its
// context ends, write should return soon: nothing is done behind its back, so until it
// returns, its keys wait and Flush and Close with them. After it has returned, it must
// not go on to change the store. It must not call Flush or Close, nor PutWait.
//
// A write that the store will never take has a batch that is one transaction fail as a
// whole, and in the end all of it is lost: do the others without it, and name it in a
// *PartialError, with an error that is Permanent, so that it is not tried again.
//
// A bad option is a *larder.OptionError that names the field.
func New[K comparable, V any](write func(ctx context.Context, batch []Write[K, V]) error, o Options[K, V]) (*Queue[K, V], error) {
	if write == nil {
		return nil, errNoWrite
	}
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	q := &Queue[K, V]{
		write:   write,
		options: o,
		away:    make(chan struct{}),
		idle:    make(chan struct{}),
		pending: pending[K, V]{keys: map[K]*entry[K, V]{}},
	}
	q.base, q.giveUp = context.WithCancelCause(context.Background())
	q.leave = sync.OnceFunc(func() { close(q.away) })
	return q, nil
}

// Put enqueues a value for the store, in the place of a write of the same key that
// waits. It never waits for the store. With an error nothing was enqueued: ErrFull;
// larder.ErrClosed; larder.ErrKey for a key with a NaN. O(1).
func (q *Queue[K, V]) Put(key K, value V) error {
	_, err := q.enqueue(Write[K, V]{Key: key, Value: value}, false)
	return err
}

// Delete enqueues the removal of a key from the store; else it is as Put.
func (q *Queue[K, V]) Delete(key K) error {
	_, err := q.enqueue(Write[K, V]{Key: key, Deleted: true}, false)
	return err
}

// PutWait is Put, but where the queue is full it waits for room. If ctx ends first it
// returns an error that wraps ErrFull and the cause of that; ctx is not asked if there is
// room, but a nil one is always ErrNilContext. Who waits has no turn: a Put may come first.
func (q *Queue[K, V]) PutWait(ctx context.Context, key K, value V) error {
	return q.enqueueWait(ctx, Write[K, V]{Key: key, Value: value})
}

// DeleteWait is Delete that waits for room like PutWait.
func (q *Queue[K, V]) DeleteWait(ctx context.Context, key K) error {
	return q.enqueueWait(ctx, Write[K, V]{Key: key, Deleted: true})
}

// Get returns the newest pending write of key: its value, or deleted if it is a
// removal. It reports false where no write of key is pending: then the store has
// what was put last, or it was lost. A write that is given up is not shown from before
// OnLost is told of it. O(1).
func (q *Queue[K, V]) Get(key K) (value V, deleted, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	newest := q.pending.keys[key].newest()
	if newest == nil {
		return value, false, false
	}
	return newest.write.Value, newest.write.Deleted, true
}

// Pending returns the number of keys with writes that are not in the store. O(1).
func (q *Queue[K, V]) Pending() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.pending.keys)
}

func (q *Queue[K, V]) enqueueWait(ctx context.Context, w Write[K, V]) error {
	if ctx == nil {
		return ErrNilContext
	}
	for {
		room, err := q.enqueue(w, true)
		if room == nil {
			return err
		}
		select {
		case <-room:
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ErrFull, context.Cause(ctx))
		}
	}
}

// enqueue adds a write. Where there is no room it returns ErrFull, and if asked to, a
// channel that is closed when it is worth another try.
func (q *Queue[K, V]) enqueue(w Write[K, V], wait bool) (room <-chan struct{}, err error) {
	if w.Key != w.Key {
		return nil, larder.ErrKey
	}
	q.change(func(now time.Time) {
		known := q.pending.keys[w.Key] != nil
		switch {
		case q.closed:
			err = larder.ErrClosed
		case !known && len(q.pending.keys) >= q.options.Limit:
			err = ErrFull
			if wait {
				if q.room == nil {
					q.room = make(chan struct{})
				}
				room = q.room
			}
		default:
			q.counts.Puts++
			if q.pending.put(w, now) {
				q.counts.Coalesced++
			}
		}
	})
	return room, err
}

// signalRoomLocked wakes those who wait for room.
func (q *Queue[K, V]) signalRoomLocked() {
	if q.room != nil {
		close(q.room)
		q.room = nil
	}
}
