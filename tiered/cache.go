package tiered

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder/internal/events"
	"github.com/larder-go/larder/internal/inside"
	"github.com/larder-go/larder/loader"
)

// Cache is a cache of two tiers. Make one with New, and Close it. It is safe for
// concurrent use and must not be copied.
type Cache[V any] struct {
	o      Options[V] // with defaults filled in; never changes
	l1     *loader.Cache[string, Entry[V]]
	shows  bool       // l1 shows where it has an entry; never changes
	remote Remote     // guarded by breakers; never changes
	plain  *search[V] // with the load functions of Options
	epoch  time.Time

	// trust is the present term. Whoever learns that messages may have been lost begins
	// another: entries of earlier ones are served again only when the remote has
	// been asked about them. Loads take the term when they begin, before they ask.
	// Starts at 1.
	trust atomic.Uint64

	notes   notes
	backlog *backlog
	gossip  *gossip[V]
	events  events.Bus[Event]
	bridge  bridge
	counts  counts
	log     *journal

	slots, downSlots chan struct{} // see MaxLoads and MaxLoadsDown; nil without a limit

	announces bool // the remote publishes what it is given
	own       *Memory

	tasks   sync.WaitGroup     // what runs in the background, but for the loads
	taskMu  sync.Mutex         // held to begin a task, and to set closed
	ctx     context.Context    // of the tasks
	stop    context.CancelFunc // ends ctx
	closed  atomic.Bool        // set by Close, first, under taskMu
	closing sync.Once
	ended   error // what Close returned; written within closing
}

// New returns a cache. The error is an *larder.OptionError, or that of the cache in
// memory. It starts a goroutine, and with a Backplane two more, that Close ends.
func New[V any](o Options[V]) (*Cache[V], error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	clock := o.Clock
	c := &Cache[V]{o: o.filled()}
	c.log = newJournal(c.o.Logger, c.o.Name, c.o.Node)
	c.epoch = c.o.Clock.Now()
	c.trust.Store(1)
	c.ctx, c.stop = context.WithCancel(context.Background())
	if c.o.Remote == nil {
		own, err := NewMemory(MemoryOptions{Clock: clock})
		if err != nil {
			return nil, err
		}
		c.own, c.o.Remote = own, own
		c.o.Backplane = orDefault[Backplane](c.o.Backplane, own)
	}
	c.plain = &search[V]{c: c}
	memory := c.o.memory(clock)
	memory.Load, memory.LoadMany = c.plain.one, c.plain.all
	c.listen(&memory)
	var err error
	if c.l1, err = c.o.L1(memory); err != nil {
		c.stop()
		return nil, err
	}
	c.shows = c.l1.Shows(inside.Key{})
	c.slots, c.downSlots = slots(c.o.MaxLoads), slots(c.o.MaxLoadsDown)
	c.remote = c.guarded(c.o.Remote)
	if a, ok := c.o.Remote.(Announcer); ok && c.o.Backplane != nil {
		c.announces = a.Announces(c.o.Backplane)
	}
	c.backlog = newBacklog(c.o.Backlog)
	if c.o.Backplane != nil {
		c.gossip = newGossip(c)
	}
	c.tasks.Go(c.resend)
	return c, nil
}

// slots returns a semaphore, nil for no limit.
func slots(n int) chan struct{} {
	if n <= 0 {
		return nil
	}
	return make(chan struct{}, n)
}

// now is the cache's time: nanoseconds since it was made.
func (c *Cache[V]) now() int64 { return int64(c.o.Clock.Now().Sub(c.epoch)) }

// token returns one for a load. It is that of no other, of this process or any.
func token() string { return rand.Text() }

// Get returns the value of key: from memory, or else from the remote, or else from
// Options.Load, and then it is in both. Concurrent callers share the work, those of other
// nodes the load. ctx bounds how long this caller waits.
//
// The error is that of the load; larder.ErrNotFound, wrapped perhaps, says that there
// is no value. It is ctx.Err where ctx ends first, larder.ErrClosed after Close,
// ErrRemoteDown where Options.OnRemoteDown says so, and ErrKey or a *LimitError for a key
// that cannot be asked for. The value is the zero value then.
//
// A hit in memory costs a hit of the cache there and a few nanoseconds, and allocates
// nothing.
func (c *Cache[V]) Get(ctx context.Context, key string) (V, error) {
	return c.GetOrLoad(ctx, key, nil)
}

// GetOrLoad is Get with a load function of its own; nil means that of Options.
func (c *Cache[V]) GetOrLoad(ctx context.Context, key string, load Func[V]) (V, error) {
	if e := c.l1.FreshRef(key, inside.Key{}); e != nil && e.trust == c.trust.Load() {
		if c.o.Clone == nil {
			return e.value, nil
		}
		return c.o.Clone(e.value), nil
	}
	if !c.shows {
		return c.copied(ctx, key, load)
	}
	return c.find(ctx, key, load, Reading{})
}

// copied is GetOrLoad over a cache in memory that does not show where it has its entries.
func (c *Cache[V]) copied(ctx context.Context, key string, load Func[V]) (V, error) {
	if e, ok := c.l1.Fresh(key); ok && e.trust == c.trust.Load() {
		return c.given(e, Reading{}), nil
	}
	return c.find(ctx, key, load, Reading{})
}

// GetWith is GetOrLoad in the way that r says.
func (c *Cache[V]) GetWith(ctx context.Context, key string, load Func[V], r Reading) (V, error) {
	return c.find(ctx, key, load, r)
}

// find is GetOrLoad for everything but a plain hit in memory.
func (c *Cache[V]) find(ctx context.Context, key string, load Func[V], r Reading) (V, error) {
	var none V
	if ctx == nil {
		return none, loader.ErrNilContext
	}
	if err := c.checkKey(key); err != nil {
		return none, err
	}
	s, began := c.plain, c.now()
	if load != nil || r.SkipRemote {
		s = &search[V]{c: c, load: load, reading: r}
	}
	var (
		e   Entry[V]
		err error
	)
	if r.SkipLocal {
		e, err = c.l1.Reload(ctx, key, s.one)
	} else {
		e, err = c.l1.GetOrLoad(ctx, key, s.one)
	}
	if err == nil {
		e, err = c.revalidated(ctx, key, e, s, began)
	}
	if err != nil {
		return none, err
	}
	return c.given(e, r), nil
}

// given is the value of an entry for a caller.
func (c *Cache[V]) given(e Entry[V], r Reading) V {
	if c.o.Clone == nil || r.Shared {
		return e.value
	}
	return c.o.Clone(e.value)
}

// mostAsks is how often one call asks the remote about an entry: another term may have begun
// meanwhile.
const mostAsks = 3

// revalidated returns e if it may be served, or what the remote says in its stead. An
// entry of an earlier term that nothing can be learnt about is served all the same, up to its
// limits: those of time hold always, as they were when the call began.
func (c *Cache[V]) revalidated(ctx context.Context, key string, e Entry[V], s *search[V], began int64) (Entry[V], error) {
	for range mostAsks {
		now := c.now()
		if e.trust == c.trust.Load() || now > e.local || e.trust != 0 && c.down(key) {
			break // the loader has found nothing better, or there is nobody to be asked
		}
		bound := e.local
		if e.trust == 0 {
			bound = e.limit
		}
		c.counts.revalidations.Add(1)
		asked, err := c.l1.Reload(ctx, key, s.one)
		switch {
		case err == nil:
			e = asked
			continue
		case c.serves(err) && c.now() < bound:
			return e, nil
		}
		return Entry[V]{}, err
	}
	now := c.now()
	switch {
	case now < e.local:
		return e, nil
	case began >= e.limit:
		// A fallback that outlived its limit, or one that memory has dropped a moment late.
		c.l1.Delete(key)
		return c.l1.Reload(ctx, key, s.one)
	case c.o.OnRemoteDown == FailFast && c.down(key):
		return Entry[V]{}, fmt.Errorf("%w, and there is only an old value", ErrRemoteDown)
	case now >= e.fresh:
		c.counts.staleServes.Add(1)
		c.emit(Event{Kind: EventStaleServed, Key: key})
	}
	return e, nil
}

// Peek returns the value of key if memory has one that it may serve. It asks nobody.
func (c *Cache[V]) Peek(key string) (V, bool) {
	e, ok := c.l1.Peek(key)
	if !ok || c.now() >= e.fresh {
		var none V
		return none, false
	}
	return c.given(e, Reading{}), true
}

// Len returns the number of values that are in memory.
func (c *Cache[V]) Len() int { return c.l1.Len() }
