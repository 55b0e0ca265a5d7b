package cow

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/larder-go/larder/internal/storetest"
	"github.com/stretchr/testify/require"
)

type (
	intRequest = request[int, int]
	intStore   = mapStore[int, int]
)

// stage is a store whose leaders can be held up, and which counts their steps.
type stage struct {
	*intStore
	copies, publishes atomic.Int64
	before            atomic.Pointer[func(step)] // called in each step of a leader; nil: nothing
}

func newStage(es ...*storetest.Entry) *stage {
	s := &stage{intStore: new(intStore)}
	s.init()
	for _, e := range es {
		s.Swap(e)
	}
	s.test = func(at step) {
		switch at {
		case copying:
			s.copies.Add(1)
		case publishing:
			s.publishes.Add(1)
		}
		if f := s.before.Load(); f != nil {
			(*f)(at)
		}
	}
	return s
}

// inLine returns how many writers wait. A leader must be held up meanwhile.
func (s *stage) inLine() (n int) {
	for w := s.line.Load(); w != nil; w = w.next {
		n++
	}
	return n
}

func (s *stage) awaitLine(n int) {
	for s.inLine() < n {
		runtime.Gosched()
	}
}

// hold has a leader of its own link an entry with the key -1, calls lineUp
// just before that one publishes, and returns when it is done. The steps from
// then on are counted anew.
func (s *stage) hold(lineUp func()) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	f := func(at step) {
		if at == publishing {
			s.before.Store(nil)
			close(begun)
			<-goOn
		}
	}
	s.before.Store(&f)
	var held sync.WaitGroup
	held.Go(func() { s.Swap(&storetest.Entry{Key: -1}) })
	<-begun
	lineUp()
	s.copies.Store(0)
	s.publishes.Store(0)
	close(goOn)
	held.Wait()
}

// lineUp starts writers with the given requests, who wait in their order.
func (s *stage) lineUp(all *sync.WaitGroup, rs []*intRequest) {
	for i, r := range rs {
		all.Go(func() { s.do(r) })
		s.awaitLine(i + 1)
	}
}

// batch leads a batch of the requests, in their order.
func (s *stage) batch(rs ...*intRequest) {
	var all sync.WaitGroup
	s.leading.Store(true)
	s.lineUp(&all, rs)
	s.copies.Store(0)
	s.publishes.Store(0)
	s.lead(nil)
	all.Wait()
}

func TestWaitingWritersShareOneCopy(t *testing.T) {
	s := newStage(&storetest.Entry{Key: 100})
	gone := (*s.entries.Load())[100]
	var rs []*intRequest
	for k := range 20 {
		rs = append(rs, &intRequest{what: link, e: &storetest.Entry{Key: k}})
	}
	rs = append(rs, &intRequest{what: take, key: 0}, &intRequest{what: remove, es: []*storetest.Entry{gone}})
	var all sync.WaitGroup
	s.hold(func() { s.lineUp(&all, rs) })
	all.Wait()
	require.EqualValues(t, 1, s.copies.Load())
	require.EqualValues(t, 1, s.publishes.Load())
	require.Equal(t, 1+20-1, s.Len())
	require.Same(t, rs[0].e, rs[20].old)
	require.Equal(t, []*storetest.Entry{gone}, rs[21].removed())
}

// A leader's panic is its own: the others of its batch do their work.
func TestALeaderThatPanicsLeavesNobodyBehind(t *testing.T) {
	s := newStage()
	const n = 8
	var all sync.WaitGroup
	var panicked atomic.Int64
	s.hold(func() {
		for k := range n {
			all.Go(func() {
				defer func() {
					if recover() != nil {
						panicked.Add(1)
					}
				}()
				s.Swap(&storetest.Entry{Key: k})
			})
		}
		s.awaitLine(n)
		f := func(step) {
			s.before.Store(nil)
			panic("in the middle of a batch")
		}
		s.before.Store(&f)
	})
	all.Wait()
	require.EqualValues(t, 1, panicked.Load())
	require.Equal(t, 1+n-1, s.Len())
	s.check(t)
}

// Nobody waits for a batch after the one that served them: while a later one
// is held up, those of the earlier return.
func TestTheServedDoNotWaitForTheNext(t *testing.T) {
	s := newStage()
	var served, later sync.WaitGroup
	third := make(chan struct{})
	s.hold(func() {
		for k := range 4 {
			served.Go(func() { s.Swap(&storetest.Entry{Key: k}) })
		}
		s.awaitLine(4)
		second := func(at step) {
			if at != publishing {
				return
			}
			next := func(step) { s.before.Store(nil); <-third }
			s.before.Store(&next)
			later.Go(func() { s.Swap(&storetest.Entry{Key: 5}) })
			s.awaitLine(1)
		}
		s.before.Store(&second)
	})
	served.Wait()
	close(third)
	later.Wait()
	require.Equal(t, 1+4+1, s.Len())
}

func TestEveryEntryIsUnlinkedOnce(t *testing.T) {
	s := new(intStore)
	s.init()
	const writers, steps, keys = 8, 2000, 16
	var unlinked [writers][]*storetest.Entry
	var linked [writers][]*storetest.Entry
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			rng := rand.New(rand.NewPCG(5, uint64(w)))
			got := func(es ...*storetest.Entry) {
				for _, e := range es {
					if e != nil {
						unlinked[w] = append(unlinked[w], e)
					}
				}
			}
			for step := range steps {
				key := rng.IntN(keys)
				switch n := rng.IntN(100); {
				case n < 60:
					e := &storetest.Entry{Key: key, Value: w*steps + step}
					linked[w] = append(linked[w], e)
					got(s.Swap(e))
				case n < 80:
					got(s.Take(key))
				case n < 99:
					got(s.Remove(slices.Collect(s.Entries()))...)
				default:
					got(slices.Collect(s.Drain())...)
				}
			}
		})
	}
	all.Wait()
	s.check(t)
	times := map[*storetest.Entry]int{}
	for e := range s.Entries() {
		times[e]++
	}
	for _, es := range unlinked {
		for _, e := range es {
			times[e]++
		}
	}
	for _, es := range linked {
		for _, e := range es {
			require.Equal(t, 1, times[e], "%v", e)
			delete(times, e)
		}
	}
	require.Empty(t, times)
}

// A writer in a bubble that waits for one outside of it is woken by that one.
func TestAWriterInABubbleWaitsForOneOutside(t *testing.T) {
	s := newStage()
	var bubble sync.WaitGroup
	s.hold(func() {
		bubble.Go(func() {
			synctest.Test(t, func(*testing.T) { s.Swap(&storetest.Entry{Key: 1}) })
		})
		s.awaitLine(1)
	})
	bubble.Wait()
	require.Equal(t, 2, s.Len())
}

func TestAWriterOutsideOfABubbleWaitsForOneInside(t *testing.T) {
	s := newStage()
	var outside sync.WaitGroup
	lineUp := make(chan struct{})
	outside.Go(func() { <-lineUp; s.Swap(&storetest.Entry{Key: 1}) })
	f := func(at step) {
		if at == publishing {
			s.before.Store(nil)
			close(lineUp)
			s.awaitLine(1)
		}
	}
	s.before.Store(&f)
	synctest.Test(t, func(*testing.T) { s.Swap(&storetest.Entry{Key: 2}) })
	outside.Wait()
	require.Equal(t, 2, s.Len())
}

func TestWritersInABubble(t *testing.T) {
	s := newStage()
	synctest.Test(t, func(t *testing.T) {
		s.batch(&intRequest{what: link, e: &storetest.Entry{Key: 1}}, &intRequest{what: link, e: &storetest.Entry{Key: 2}})
		synctest.Wait()
	})
	require.Equal(t, 2, s.Len())
}
