package loader

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// events hands what happens to who has subscribed. Each subscriber has a queue and a
// goroutine of its own; what does not fit the queue is dropped, so that nobody is
// ever waited for.
type events[K comparable] struct {
	// all is nil while nobody has subscribed, which is one load to find out. Stored
	// under mu; the slice never changes.
	all     atomic.Pointer[[]*subscriber[K]]
	dropped atomic.Uint64

	mu     sync.Mutex
	closed bool // guarded by mu
}

// subscriber is one call of Subscribe.
type subscriber[K comparable] struct {
	queue chan Event[K]
	ended chan struct{} // closed when it is to end
	gone  chan struct{} // closed when its goroutine has ended
	stop  sync.Once
}

// defaultQueue is the length of a queue where Subscribe is given none.
const defaultQueue = 256

// Subscribe calls handle for every event from now on, one after the other, on a
// goroutine of its own. At most queue events wait for it; 0 or less means 256. What comes
// while so many wait is dropped and counted in Stats.EventsDropped: the cache never
// waits for a handler. A panic of handle crashes the program, as on any goroutine. A nil
// handle panics at once.
//
// The function returned ends the subscription; when it returns, handle is not
// running and will not be called again. handle must not call it. Close ends all
// subscriptions after what was queued has been handled; who drops the cache without
// Close, and without a handle that refers to it, loses what is queued.
//
// While somebody has subscribed, a hit costs some tens of nanoseconds more.
func (c *Cache[K, V]) Subscribe(queue int, handle func(Event[K])) (unsubscribe func()) {
	if handle == nil {
		panic("loader: Subscribe: nil handler")
	}
	if queue <= 0 {
		queue = defaultQueue
	}
	s := &subscriber[K]{queue: make(chan Event[K], queue), ended: make(chan struct{}), gone: make(chan struct{})}
	if !c.events.add(s) {
		return func() {}
	}
	go s.run(handle)
	// For a cache that is dropped without Close.
	dropped := runtime.AddCleanup(c, func(s *subscriber[K]) { s.stop.Do(func() { close(s.ended) }) }, s)
	return func() {
		dropped.Stop()
		c.events.remove(s)
		s.end(context.Background())
	}
}

func (s *subscriber[K]) run(handle func(Event[K])) {
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

// end waits until handle is not running, or ctx ends.
func (s *subscriber[K]) end(ctx context.Context) (ended bool) {
	s.stop.Do(func() { close(s.ended) })
	select {
	case <-s.gone:
		return true
	case <-ctx.Done():
		return false
	}
}

func (es *events[K]) add(s *subscriber[K]) bool {
	es.mu.Lock()
	defer es.mu.Unlock()
	if es.closed {
		return false
	}
	all := []*subscriber[K]{s}
	if old := es.all.Load(); old != nil {
		all = append(all, *old...)
	}
	es.all.Store(&all)
	return true
}

func (es *events[K]) remove(s *subscriber[K]) {
	es.mu.Lock()
	defer es.mu.Unlock()
	old := es.all.Load()
	if old == nil {
		return
	}
	var rest []*subscriber[K]
	for _, other := range *old {
		if other != s {
			rest = append(rest, other)
		}
	}
	if rest == nil {
		es.all.Store(nil)
		return
	}
	es.all.Store(&rest)
}

// wanted reports whether anybody has subscribed. It is inlined.
func (es *events[K]) wanted() bool { return es.all.Load() != nil }

// emit queues an event with every subscriber that has room.
func (es *events[K]) emit(e Event[K]) {
	all := es.all.Load()
	if all == nil {
		return
	}
	for _, s := range *all {
		select {
		case s.queue <- e:
		default:
			es.dropped.Add(1)
		}
	}
}

// close ends all subscriptions, and returns how many handlers were still running when ctx
// ended.
func (es *events[K]) close(ctx context.Context) (running int) {
	es.mu.Lock()
	es.closed = true
	all := es.all.Swap(nil)
	es.mu.Unlock()
	if all == nil {
		return 0
	}
	for _, s := range *all {
		s.stop.Do(func() { close(s.ended) }) // all at once
	}
	for _, s := range *all {
		if !s.end(ctx) {
			running++
		}
	}
	return running
}
