package bench

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

// scene is a full cache on which an open loop runs, with a reader beside it that
// looks up one key after the other, and perhaps somebody who takes snapshots.
type scene[K comparable] struct {
	*material[K]
	cache Cache[K]
	seed  uint64
	every time.Duration // between snapshots; 0: none is taken

	loop  openLoop  // of the goroutine that calls run
	reads histogram // the reader's, until it has ended
	taken int       // snapshots; of who takes them, until that has ended

	_    [cacheLines]byte
	stop atomic.Bool // read often, written once by whoever ends it
	_    [cacheLines]byte
}

// run runs the loop with Sets or, if there are to be none, with nothing. It
// returns the context's error if that ends first.
func (s *scene[K]) run(ctx context.Context, sets bool) error {
	defer context.AfterFunc(ctx, func() { s.stop.Store(true) })()
	due := make(chan struct{}, 1)
	var others sync.WaitGroup
	var reader, taker error // set by their goroutines
	reading := make(chan struct{})
	others.Go(func() {
		close(reading)
		reader = s.ended(s.read())
	})
	others.Go(func() { taker = s.ended(s.take(due)) })

	var op operation = idle{}
	if sets {
		op = &setter[K]{scene: s, random: s.random(1), snapshot: due}
	}
	<-reading
	err := s.loop.run(op, &s.stop)
	s.stop.Store(true)
	close(due)
	others.Wait()
	return cmp.Or(ctx.Err(), err, reader, taker)
}

// ended stops the others after an error.
func (s *scene[K]) ended(err error) error {
	if err != nil {
		s.stop.Store(true)
	}
	return err
}

func (s *scene[K]) random(who uint64) *rand.Rand { return rand.New(rand.NewPCG(s.seed, who)) }

// breath is the number of Gets after which the reader offers its processor to
// others. If it never did, one that waits for it, such as the writer where there
// is one processor alone, would wait for the scheduler to take it away: 10 ms.
const breath = 256

// read looks up keys, all alike, one at least, and times each Get.
func (s *scene[K]) read() error {
	random := s.random(2)
	begin := time.Now()
	for i := 0; i == 0 || !s.stop.Load(); i++ {
		if i%breath == 0 {
			runtime.Gosched()
		}
		number := random.IntN(len(s.material.read))
		key := s.material.read[number]
		start := time.Since(begin)
		v, ok := s.cache.Get(key)
		end := time.Since(begin)
		switch {
		case !ok:
			return fmt.Errorf("%w: Get(%v) finds nothing, and nobody has deleted the key", ErrInvalid, key)
		case !tells(v, uint32(number)):
			return wrongValue("Get", key, v)
		}
		s.reads.record(end - start)
	}
	return nil
}

// take takes a snapshot whenever one is due, and holds it until it has the next.
func (s *scene[K]) take(due <-chan struct{}) error {
	var held larder.Snapshot[K, []byte]
	for range due {
		next := s.cache.(Snapshotter[K]).Snapshot() // or the cell would have been skipped
		if err := s.whole(next); err != nil {
			return err
		}
		runtime.KeepAlive(held) // or the collector might have freed it before
		held = next
		s.taken++
	}
	runtime.KeepAlive(held)
	return nil
}

// whole returns an error if a snapshot has not as many entries as there are keys:
// there always are.
func (s *scene[K]) whole(v larder.Snapshot[K, []byte]) error {
	if n := v.Len(); n != len(s.stored) {
		return fmt.Errorf("%w: a snapshot has %d entries, and the cache %d", ErrInvalid, n, len(s.stored))
	}
	return nil
}

// setter overwrites random keys, all alike, and says when a snapshot is due. A
// timer could not: while all processors are busy it may be 10 ms late.
type setter[K comparable] struct {
	*scene[K]
	random   *rand.Rand
	number   int // of the next key
	snapshot chan<- struct{}
	next     time.Duration // snapshot
}

func (s *setter[K]) prepare(now time.Duration) {
	s.number = s.random.IntN(len(s.stored))
	if s.every == 0 || now < s.next {
		return
	}
	for s.next <= now {
		s.next += s.every
	}
	select {
	case s.snapshot <- struct{}{}:
	default: // the last is not yet taken
	}
}

func (s *setter[K]) do() error {
	if err := s.cache.Set(s.stored[s.number], s.values[s.number], larder.DefaultTTL); err != nil {
		return failedSet(s.stored[s.number], err)
	}
	return nil
}

func (*setter[K]) settle(time.Duration) error { return nil }
