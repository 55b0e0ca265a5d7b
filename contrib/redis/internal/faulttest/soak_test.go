package faulttest_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// The soak: three nodes read and change a hundred keys while faults come and go at random. In each
// phase of some seconds faults are at work; then all is healed, and the nodes have to agree with
// the origin about every key. At all times:
//
//   - no read fails, and no read gets another key's value;
//   - a node never gets what is older than what it has changed itself;
//   - no node gets, longer than staleBound after a Delete or InvalidateTag returned nil on
//     whatever node, what is older than that.
//
// Memory and goroutines must not grow from phase to phase.

const (
	soakKeys   = 100
	staleBound = 4 * time.Second // MaxStaleness and a load, and what the machine takes for a pause
	phase      = 8 * time.Second
)

// soakFor is how long it goes on: LARDER_SOAK, such as 30m.
func soakFor(t *testing.T) time.Duration {
	text := os.Getenv("LARDER_SOAK")
	if text == "" {
		return 2 * phase
	}
	d, err := time.ParseDuration(text)
	require.NoError(t, err, "LARDER_SOAK")
	return d
}

// soak is the state of the test.
type soak struct {
	t      *testing.T
	server *redistest.Server
	db     *origin
	nodes  [3]*node

	// floors are what each node must not get less than, of each key: what it has changed
	// itself. Raised when the change has returned.
	floors [3][soakKeys]atomic.Int64

	mu        sync.Mutex
	told      [soakKeys][]announced // changes that have returned nil; the newest last. Guarded by mu.
	violation []string              // guarded by mu

	// setting keeps a key from being changed by others while it is set: a Set of what has been
	// read before another change, and that comes after it, is right to stay.
	setting [soakKeys]sync.RWMutex

	reads, changes, pending atomic.Int64
}

// announced is a version of a key that no node may be behind of, staleBound after it.
type announced struct {
	version int
	at      time.Time
}

func TestSoak(t *testing.T) {
	s := &soak{t: t, server: redistest.Start(t), db: newOrigin()}
	s.db.pause = func() {
		if rand.N(4) == 0 {
			<-time.After(rand.N(3 * time.Millisecond))
		}
	}
	o := fast(s.db)
	o.Options = larder.Options[string, value]{TTL: 3 * time.Second, Jitter: 0.3, Capacity: 80}
	o.RefreshAfter = 0.5
	for i := range s.nodes {
		s.nodes[i] = newNode(t, s.server.Addr(), o, i == 2)
	}
	var heaps []uint64
	var goroutines []int
	end := time.Now().Add(soakFor(t))
	for n := 1; time.Now().Before(end); n++ {
		fault := s.phase()
		heap, running := s.settle()
		heaps, goroutines = append(heaps, heap), append(goroutines, running)
		t.Logf("phase %d, %s: %d reads and %d changes so far, %d loads, %d changes were pending; heap %d KiB, %d goroutines",
			n, fault, s.reads.Load(), s.changes.Load(), s.db.loads(), s.pending.Load(), heap>>10, running)
		require.Empty(t, s.violation)
	}
	for i, n := range s.nodes {
		st := n.Stats()
		t.Logf("node %d: remote %d hits, %d misses, %d errors, %d timeouts, %d refused, %d postponed, %d resent; backplane %d received, %d terms, %d revalidations",
			i, st.Remote.Hits, st.Remote.Misses, st.Remote.Errors, st.Remote.Timeouts, st.Remote.Refused, st.Remote.Postponed, st.Remote.Resent,
			st.Backplane.Received, st.Backplane.Terms, st.Backplane.Revalidations)
	}
	s.flat(heaps, goroutines)
}

// flat requires that the second half is not above the first by more than what varies: the
// proxies have some goroutines for each connection, and there are more of these after some faults
// than after others.
func (s *soak) flat(heaps []uint64, goroutines []int) {
	half := len(heaps) / 2
	if half == 0 {
		return
	}
	require.Less(s.t, slices.Max(heaps[half:]), slices.Max(heaps[:half])*3/2+8<<20, "the heap grows: %v", heaps)
	require.Less(s.t, slices.Max(goroutines[half:]), slices.Max(goroutines[:half])*3/2+300, "goroutines grow: %v", goroutines)
}

// phase reads and changes while a fault is at work.
func (s *soak) phase() (fault string) {
	stop := make(chan struct{})
	var group sync.WaitGroup
	for i := range s.nodes {
		for range 3 {
			group.Go(func() { s.until(stop, func() { s.read(i) }) })
		}
		group.Go(func() { s.until(stop, func() { s.change(i); <-time.After(rand.N(4 * time.Millisecond)) }) })
	}
	fault, heal := s.fault()
	<-time.After(phase/4 + rand.N(phase/2))
	heal()
	<-time.After(phase / 8)
	close(stop)
	group.Wait()
	return fault
}

func (s *soak) until(stop chan struct{}, do func()) {
	for {
		select {
		case <-stop:
			return
		default:
			do()
		}
	}
}

func soakKey(k int) string { return fmt.Sprintf("k%d", k) }

func (s *soak) violated(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.violation) < 10 {
		s.violation = append(s.violation, fmt.Sprintf(format, args...))
	}
}

// read checks one read.
func (s *soak) read(i int) {
	k := min(rand.N(soakKeys), rand.N(soakKeys))
	key, own, asked := soakKey(k), s.floors[i][k].Load(), time.Now()
	v, err := s.nodes[i].Get(ctx, key)
	s.reads.Add(1)
	if err != nil {
		s.violated("node %d, %s: the read failed: %v", i, key, err)
		return
	}
	if v.Key != key {
		s.violated("node %d, %s: a value of %s", i, key, v.Key)
	}
	if int64(v.Version) < own {
		s.violated("node %d, %s: version %d, and it has changed it to %d itself", i, key, v.Version, own)
	}
	if all := s.due(k, asked); v.Version < all {
		s.violated("node %d, %s: version %d, and all were told of %d more than %v ago", i, key, v.Version, all, staleBound)
	}
}

// due returns the version that no read that began then may be behind of.
func (s *soak) due(k int, asked time.Time) (version int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.told[k] {
		if asked.Sub(a.at) > staleBound {
			version = max(version, a.version)
		}
	}
	return version
}

// change makes one.
func (s *soak) change(i int) {
	k := rand.N(soakKeys)
	key, v := soakKey(k), 0
	n := s.nodes[i]
	what := rand.N(10)
	if set := &s.setting[k]; what < 2 {
		set.Lock()
		defer set.Unlock()
	} else {
		set.RLock()
		defer set.RUnlock()
	}
	v = s.db.raise(key)
	var err error
	told := what >= 2 // Set returns nil all the same
	switch what {
	case 0, 1:
		err = n.Put(ctx, key, tiered.Loaded[value]{Value: value{key, v}, Tags: []string{"tag-" + key}})
	case 2:
		err = n.InvalidateTag(ctx, "tag-"+key)
	case 3:
		err = n.Expire(ctx, key)
	default:
		err = n.Delete(ctx, key)
	}
	s.changes.Add(1)
	if err != nil {
		s.pending.Add(1)
		told = false
	}
	for {
		old := s.floors[i][k].Load()
		if old >= int64(v) || s.floors[i][k].CompareAndSwap(old, int64(v)) {
			break
		}
	}
	if told {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.told[k] = append(s.told[k], announced{v, time.Now()})
		if len(s.told[k]) > 50 { // of the older ones the highest is kept
			first := s.told[k][0]
			for _, a := range s.told[k][:25] {
				if a.version > first.version {
					first = a
				}
			}
			s.told[k] = append([]announced{first}, s.told[k][25:]...)
		}
	}
}

// settle waits until all nodes agree with the origin, and returns how much there is then.
func (s *soak) settle() (heap uint64, goroutines int) {
	for _, n := range s.nodes {
		n.await("all is sent", func() bool { return n.Stats().Remote.Pending == 0 })
	}
	for k := range soakKeys {
		key := soakKey(k)
		for _, n := range s.nodes {
			n.await(key+" is that of the origin", func() bool { return n.get(key) == s.db.version(key) })
		}
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, runtime.NumGoroutine()
}
