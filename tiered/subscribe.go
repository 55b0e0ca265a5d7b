package tiered

import (
	"sync"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// bridge carries the events of memory to who has subscribed here, while somebody has.
type bridge struct {
	mu          sync.Mutex
	subscribers int    // guarded by mu
	end         func() // of the subscription to memory; guarded by mu
}

// Subscribe calls handle for every event from now on, one after the other, on a goroutine of
// its own. At most queue events wait for it; 0 or less means 256. What comes while so many
// wait is dropped and counted in Stats.EventsDropped: the cache never waits for a handler. A
// panic of handle crashes the program, as on any goroutine. A nil handle panics at once.
//
// The function returned ends the subscription; when it has returned, handle is not running
// and will not be called again. handle must not call it. Close ends all subscriptions after
// what was queued has been handled.
//
// While somebody has subscribed, a hit costs some tens of nanoseconds more.
func (c *Cache[V]) Subscribe(queue int, handle func(Event)) (unsubscribe func()) {
	if handle == nil {
		panic("tiered: Subscribe: nil handler")
	}
	s := c.events.Add(queue, handle)
	if s == nil { // closed
		return func() {}
	}
	c.bridge.mu.Lock()
	defer c.bridge.mu.Unlock()
	if c.bridge.subscribers++; c.bridge.subscribers == 1 {
		c.bridge.end = c.l1.Subscribe(queue, func(e loader.Event[string]) { c.emit(ofMemory(e)) })
	}
	return sync.OnceFunc(func() {
		c.bridge.mu.Lock()
		if c.bridge.subscribers--; c.bridge.subscribers == 0 {
			c.bridge.end()
		}
		c.bridge.mu.Unlock()
		c.events.Remove(s)
	})
}

// ofMemory is an event of the loader's, whose kinds come first among those here.
func ofMemory(e loader.Event[string]) Event {
	return Event{Kind: EventKind(e.Kind), Key: e.Key, Took: e.Took, Err: e.Err}
}

// emit tells who has subscribed.
func (c *Cache[V]) emit(e Event) {
	if c.events.Wanted() {
		c.events.Emit(e)
	}
}

// listen has what leaves memory reported to the user's listener, and as events.
func (c *Cache[V]) listen(o *loader.Options[string, Entry[V]]) {
	user := c.o.OnRemove
	if user == nil && !c.o.Removals {
		return
	}
	o.OnRemove = func(key string, e Entry[V], cause larder.Cause) {
		switch {
		case !c.o.Removals:
		case cause == larder.CauseEvicted || cause == larder.CauseRejected:
			c.emit(Event{Kind: EventEvicted, Key: key})
		case cause == larder.CauseExpired:
			c.emit(Event{Kind: EventExpired, Key: key})
		}
		if user != nil {
			user(key, e.value, cause)
		}
	}
}
