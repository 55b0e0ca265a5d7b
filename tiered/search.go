package tiered

import (
	"context"
	"errors"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// search is how one call finds what memory does not have: in the remote, or else from the
// origin. The loader calls it once for all who wait for the keys, as it would call a load
// function. It is shared by the goroutines of one call, and does not change.
type search[V any] struct {
	c       *Cache[V]
	load    Func[V]     // nil: that of Options
	many    BulkFunc[V] // nil: load, or that of Options
	reading Reading
}

// find is the state of one search under way. It is one goroutine's.
type find[V any] struct {
	*search[V]
	ctx   context.Context
	trust uint64 // the term when it began

	found     map[string]loader.Loaded[Entry[V]]
	previous  map[string]Entry[V] // what memory had; of those keys of which it had anything
	fallbacks map[string]fallback[V]
	seen      map[string]uint64 // the numbers of the remote's records
	early     map[string]bool   // a fresh value that is due: to be loaded by one node, or not at all
}

// one is the search for one key, as a loader.Func.
func (s *search[V]) one(ctx context.Context, key string) (loader.Loaded[Entry[V]], error) {
	found := s.run(ctx, []string{key})
	l := found[key]
	return l, l.Err
}

// all is the search for many keys, as a loader.BulkFunc. Each has its error in its own
// place.
func (s *search[V]) all(ctx context.Context, keys []string) (map[string]loader.Loaded[Entry[V]], error) {
	return s.run(ctx, keys), nil
}

// run finds every key, or an error in its place.
func (s *search[V]) run(ctx context.Context, keys []string) map[string]loader.Loaded[Entry[V]] {
	f := &find[V]{
		search: s, ctx: ctx, trust: s.c.trust.Load(),
		found:    make(map[string]loader.Loaded[Entry[V]], len(keys)),
		previous: make(map[string]Entry[V]), fallbacks: make(map[string]fallback[V]),
		seen: make(map[string]uint64, len(keys)), early: make(map[string]bool),
	}
	for _, key := range keys {
		if l, ok := loader.Previous[Entry[V]](ctx, key); ok {
			f.previous[key] = l.Value
		}
	}
	missing := f.pending(keys)
	if f.reading.SkipRemote {
		f.origin(missing, "")
		return f.found
	}
	f.lead(f.look(missing))
	return f.found
}

// fail says that a key could not be found.
func (f *find[V]) fail(key string, err error) { f.found[key] = loader.Loaded[Entry[V]]{Err: err} }

// failAll is fail for many.
func (f *find[V]) failAll(keys []string, err error) {
	for _, key := range keys {
		f.fail(key, err)
	}
}

// pending answers keys of which a change has not reached the remote yet: what that has
// is older than what was done here. It returns the others.
func (f *find[V]) pending(keys []string) (others []string) {
	var gone []string
	for _, key := range keys {
		p, ok := f.c.backlog.of(key)
		switch {
		case !ok:
			others = append(others, key)
		case p.payload == nil:
			gone = append(gone, key)
		default:
			rec := Record{Payload: p.payload, Remains: p.keep - until(f.c.now(), p.at)}
			if !f.judge(key, rec) {
				gone = append(gone, key)
			}
		}
	}
	f.origin(gone, "")
	return others
}

// look asks the remote, and returns what has to be loaded. Where the remote does not answer
// for a key, that is found in the way that Options.OnRemoteDown says.
func (f *find[V]) look(keys []string) (missing []string) {
	if len(keys) == 0 {
		return nil
	}
	var down []string
	for i, rec := range f.get(keys) {
		key := keys[i]
		if rec.Err != nil {
			f.c.emit(Event{Kind: EventRemoteError, Key: key, Err: rec.Err})
			if f.down(key, rec.Err) {
				down = append(down, key)
			}
			continue
		}
		f.seen[key] = rec.Version
		if f.judge(key, rec) {
			f.c.counts.remoteHits.Add(1)
			f.c.emit(Event{Kind: EventRemoteHit, Key: key})
			continue
		}
		if !f.early[key] {
			f.c.counts.remoteMisses.Add(1)
			f.c.emit(Event{Kind: EventRemoteMiss, Key: key})
		}
		missing = append(missing, key)
	}
	f.throughDown(down)
	return missing
}

// get reads records, impatiently where memory has a value for every key.
func (f *find[V]) get(keys []string) []Record {
	ctx := f.ctx
	if f.c.o.RemoteSoftTimeout < f.c.o.RemoteTimeout && f.allPrevious(keys) {
		impatient, cancel := context.WithTimeoutCause(ctx, f.c.o.RemoteSoftTimeout, errImpatient)
		defer cancel()
		ctx = impatient
	}
	return f.c.remote.Get(ctx, keys)
}

// errImpatient ends a read of the remote after Options.RemoteSoftTimeout.
var errImpatient = errors.New("tiered: RemoteSoftTimeout has passed")

func (f *find[V]) allPrevious(keys []string) bool {
	for _, key := range keys {
		if _, ok := f.previous[key]; !ok {
			return false
		}
	}
	return true
}

// down decides about a key that the remote gave an error for, and reports whether it is
// to be loaded from the origin.
func (f *find[V]) down(key string, err error) bool {
	if errors.As(err, new(*LimitError)) { // it has answered
		return true
	}
	if err = failed(err); f.c.o.OnRemoteDown != LoadThrough {
		f.fail(key, err)
		return false
	}
	return true
}

// throughDown loads keys while the remote is down, no more than MaxLoadsDown at a time.
func (f *find[V]) throughDown(keys []string) {
	if len(keys) == 0 {
		return
	}
	release, err := f.turn(f.c.downSlots)
	if err != nil {
		f.failAll(keys, err)
		return
	}
	defer release()
	f.c.counts.loadDown.Add(uint64(len(keys)))
	f.origin(keys, "")
}

// turn waits for a place among slots.
func (f *find[V]) turn(slots chan struct{}) (release func(), err error) {
	if slots == nil {
		return func() {}, nil
	}
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-f.ctx.Done():
		return nil, context.Cause(f.ctx)
	}
}

// serves reports whether an old value may be served in the place of an error.
func (c *Cache[V]) serves(err error) bool {
	return !errors.Is(err, larder.ErrNotFound) && !errors.Is(err, larder.ErrClosed) && c.o.OnRemoteDown != FailFast
}
