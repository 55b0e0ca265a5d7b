package events

import (
	"context"
	"sync"
	"sync/atomic"
)

// Bus hands events to subscribers. The zero value is ready. It is safe for concurrent use and
// must not be copied.
type Bus[E any] struct {
	// all is nil while nobody has subscribed, which is one load to find out. Stored
	// under mu; the slice never changes.
	all     atomic.Pointer[[]*Subscriber[E]]
	dropped atomic.Uint64

	mu     sync.Mutex
	closed bool // guarded by mu
}

// Subscriber is one subscription.
type Subscriber[E any] struct {
	queue chan E
	ended chan struct{} // closed when it is to end
	gone  chan struct{} // closed when its goroutine has ended
	stop  sync.Once
}

// defaultQueue is the length of a queue where Subscribe is given none.
const defaultQueue = 256

// Add calls handle for every event from now on, one after the other, on a goroutine of its
// own. At most queue events wait for it; 0 or less means 256. What comes while so many wait is
// dropped and counted. It returns nil after Close.
func (b *Bus[E]) Add(queue int, handle func(E)) *Subscriber[E] {
	if queue <= 0 {
		queue = defaultQueue
	}
	s := &Subscriber[E]{queue: make(chan E, queue), ended: make(chan struct{}), gone: make(chan struct{})}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return nil
	}
	all := []*Subscriber[E]{s}
	if old := b.all.Load(); old != nil {
		all = append(all, *old...)
	}
	b.all.Store(&all)
	go s.run(handle)
	return s
}

func (s *Subscriber[E]) run(handle func(E)) {
	defer close(s.gone)
	for {
		select {
		case e := <-s.queue:
			handle(e)
		case <-s.ended:
			for len(s.queue) > 0 {
				handle(<-s.queue)
			}
			return
		}
	}
}

// End has a subscription end when what is queued has been handled, and does not wait for
// that. It leaves the Bus alone, so that it may outlive that: for a Bus that is dropped.
func (s *Subscriber[E]) End() { s.stop.Do(func() { close(s.ended) }) }

// await waits until the handler is not running and will not be called again, or ctx ends.
func (s *Subscriber[E]) await(ctx context.Context) (ended bool) {
	s.End()
	select {
	case <-s.gone:
		return true
	case <-ctx.Done():
		return false
	}
}

// Remove ends a subscription after what is queued has been handled. When it returns, the handler
// is not running and will not be called again. The handler must not call it.
func (b *Bus[E]) Remove(s *Subscriber[E]) {
	b.unlink(s)
	s.await(context.Background())
}

func (b *Bus[E]) unlink(s *Subscriber[E]) {
	b.mu.Lock()
	defer b.mu.Unlock()
	old := b.all.Load()
	if old == nil {
		return
	}
	var rest []*Subscriber[E]
	for _, other := range *old {
		if other != s {
			rest = append(rest, other)
		}
	}
	if rest == nil {
		b.all.Store(nil)
		return
	}
	b.all.Store(&rest)
}

// Wanted reports whether anybody has subscribed. It is inlined.
func (b *Bus[E]) Wanted() bool { return b.all.Load() != nil }

// Emit queues an event with every subscriber that has room. It never blocks.
func (b *Bus[E]) Emit(e E) {
	all := b.all.Load()
	if all == nil {
		return
	}
	for _, s := range *all {
		select {
		case s.queue <- e:
		default:
			b.dropped.Add(1)
		}
	}
}

// Dropped returns how many events a subscriber had no room for.
func (b *Bus[E]) Dropped() uint64 { return b.dropped.Load() }

// Close ends all subscriptions, and returns how many handlers were still running when ctx
// ended.
func (b *Bus[E]) Close(ctx context.Context) (running int) {
	b.mu.Lock()
	b.closed = true
	all := b.all.Swap(nil)
	b.mu.Unlock()
	if all == nil {
		return 0
	}
	for _, s := range *all {
		s.End() // all at once
	}
	for _, s := range *all {
		if !s.await(ctx) {
			running++
		}
	}
	return running
}
