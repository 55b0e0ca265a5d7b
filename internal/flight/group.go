package flight

import (
	"errors"
	"sync"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/keyhash"
)

// ErrTooMany is returned by Join where as many wait for the key as may.
var ErrTooMany = errors.New("flight: too many wait")

// ErrCycle is returned by Join where the wait would never end.
var ErrCycle = errors.New("flight: a load would wait for itself")

// Group is the calls in progress of one cache. Make one with New. It is safe for
// concurrent use and must not be copied.
type Group[K comparable, R any] struct {
	hasher  keyhash.Hasher[K]
	stripes [stripeCount]stripe[K, R]
	life    life
	most    int // waiters of one call; 0: no limit
}

const stripeCount = 64

// stripe is the part of a group that has one lock.
type stripe[K comparable, R any] struct {
	mu      sync.Mutex
	calls   map[K]*Call[K, R]
	writing int // writes between BeginWrite and EndWrite, and
	putting int // those of values with a version
	_       [64]byte
}

// Call is one key's share in a Run: what callers wait for.
type Call[K comparable, R any] struct {
	Key K
	Run *Run

	// Fence is raised by who invalidates the key before the result is stored. Strict is
	// raised then, too, and by who writes a value with a version: it is for results
	// without one, since those with a version can be compared with what is there.
	Fence, Strict larder.Fence

	done   chan struct{} // closed once result is there
	result R             // written before done is closed, by who closes it

	// Guarded by the lock of the key's stripe.
	waiters int
	wanted  bool // it counts in Run.wanted: not settled, and somebody waits or it is to be kept
	keep    bool // the result is wanted even if nobody waits
	settled bool // done is closed
	passed  bool // nobody is to join any more: a value with a version was written since
}

// New returns a group in which at most so many wait for one key; 0 means no limit.
func New[K comparable, R any](most int) *Group[K, R] {
	g := &Group[K, R]{hasher: keyhash.New[K](), most: most}
	for i := range g.stripes {
		g.stripes[i].calls = make(map[K]*Call[K, R])
	}
	g.life.init()
	return g
}

// stripe panics if key is unhashable, before any lock is taken.
func (g *Group[K, R]) stripe(key K) *stripe[K, R] {
	return &g.stripes[g.hasher.Hash(key)%stripeCount]
}

// Join makes the caller wait for key, until Leave. Where it leads, the call is one of
// run, which is that of another call of this group, or of a new run if that is nil: it is to begin that, to look whether the value has
// come since it last looked, and to load it. Otherwise the call is somebody else's.
func (g *Group[K, R]) Join(a Asker, key K, run *Run) (call *Call[K, R], leads bool, err error) {
	s := g.stripe(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if call = s.joinableLocked(key); call == nil {
		call, leads = g.newLocked(s, a, key, run), true
	} else if g.most > 0 && call.waiters >= g.most {
		return nil, false, ErrTooMany
	}
	if !waitFor(a.run, call.Run) {
		return nil, false, ErrCycle
	}
	call.waiters++
	return call, leads, nil
}

// Start is Join for a load that nobody waits for and whose result is to be kept. It
// returns nil where a load of key is in progress already.
func (g *Group[K, R]) Start(a Asker, key K) *Call[K, R] {
	s := g.stripe(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.joinableLocked(key) != nil {
		return nil
	}
	call := g.newLocked(s, a, key, nil)
	call.keep = true
	return call
}

// joinableLocked returns the call of key, and nil if there is none that may be joined:
// then the way is free for another.
func (s *stripe[K, R]) joinableLocked(key K) *Call[K, R] {
	call := s.calls[key]
	if call != nil && (!call.wanted || call.passed) {
		s.forgetLocked(call) // given up, or timed out: its load is still running, and nobody waits for it
		return nil
	}
	return call
}

func (g *Group[K, R]) newLocked(s *stripe[K, R], a Asker, key K, run *Run) *Call[K, R] {
	if run == nil {
		run = a.NewRun()
		run.group = g
	}
	call := &Call[K, R]{Key: key, Run: run, done: make(chan struct{}), wanted: true}
	run.wanted.Add(1)
	// What is being written now may be newer than what the load will see, and in place
	// before EndWrite can raise the fence of a call that has stored already.
	if s.writing > 0 {
		call.Fence.Raise()
	}
	if s.writing+s.putting > 0 {
		call.Strict.Raise()
	}
	s.calls[key] = call
	return call
}

// forgetLocked takes a call off the map, so that nobody joins it and it stores
// nothing any more.
func (s *stripe[K, R]) forgetLocked(call *Call[K, R]) {
	call.Fence.Raise()
	call.Strict.Raise()
	delete(s.calls, call.Key)
}

// Settle ends the call with a result, unless it has one. gone says that the load has
// returned, and will not store anything any more.
func (g *Group[K, R]) Settle(call *Call[K, R], result R, gone bool) (first bool) {
	s := g.stripe(call.Key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if gone && s.calls[call.Key] == call {
		delete(s.calls, call.Key)
	}
	if call.settled {
		return false
	}
	call.settled, call.result = true, result
	close(call.done)
	if call.wanted {
		call.wanted = false
		call.Run.unwant()
	}
	return true
}

// Done is closed when the call has a result.
func (c *Call[K, R]) Done() <-chan struct{} { return c.done }

// Result returns the result, once Done is closed.
func (c *Call[K, R]) Result() R { return c.result }

// Leave ends a wait that Join began. keep says that the result is wanted anyway.
// When nobody waits and nobody wants it, the call's run is one wanted call poorer,
// and cancelled after the last.
func (g *Group[K, R]) Leave(a Asker, call *Call[K, R], keep bool) {
	endWait(a.run, call.Run)
	s := g.stripe(call.Key)
	s.mu.Lock()
	defer s.mu.Unlock()
	call.waiters--
	call.keep = call.keep || keep
	if call.waiters == 0 && !call.keep && call.wanted {
		call.wanted = false
		call.Run.unwant()
	}
}

// InvalidateAll keeps all loads in progress from storing their results, and from being
// joined, and returns their keys.
func (g *Group[K, R]) InvalidateAll() (keys []K) {
	for i := range g.stripes {
		s := &g.stripes[i]
		s.mu.Lock()
		for key, call := range s.calls {
			keys = append(keys, key)
			s.forgetLocked(call)
		}
		s.mu.Unlock()
	}
	return keys
}

// BeginWrite keeps the load of key, if one is in progress, from storing its result, and
// from being joined: for who is about to change what is there, and must win over
// loads that begin before that is done, too. EndWrite follows, and is given the same.
// Without the two:
//
//  1. writer: raises the fence of the load in progress
//  2. load: begins, and finds the value that was there before the write
//  3. writer: writes the value, and returns
//  4. load: finds its fence down, and stores the value that was there before
//
// versioned says that a value with a version is written, if none with a higher one is
// there. Then the load in progress goes on to where its own version decides.
func (g *Group[K, R]) BeginWrite(key K, versioned bool) {
	s := g.stripe(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if versioned {
		s.putting++
	} else {
		s.writing++
	}
	s.passLocked(key, versioned)
}

// EndWrite is called when that is done. Nobody is to join a load that began before.
func (g *Group[K, R]) EndWrite(key K, versioned bool) {
	s := g.stripe(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if versioned {
		s.putting--
	} else {
		s.writing--
	}
	s.passLocked(key, versioned)
}

func (s *stripe[K, R]) passLocked(key K, versioned bool) {
	call := s.calls[key]
	switch {
	case call == nil:
	case versioned:
		call.Strict.Raise()
		call.passed = true
	default:
		s.forgetLocked(call)
	}
}
