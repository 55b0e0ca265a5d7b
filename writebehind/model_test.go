package writebehind_test

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/writebehind"
)

var modelSeed = flag.Uint64("model-seed", 0, "seed of TestRandomly; 0 draws one")

// TestRandomly compares a queue with its history: random writes from several goroutines,
// to a store that fails in every way, with a close that may run out of time. The seed
// fixes what is asked and how the store fails, not which goroutine comes first.
func TestRandomly(t *testing.T) {
	seed := *modelSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("-model-seed=%d", seed)
	var clean, unclean, lost uint64
	for n := range uint64(300) {
		synctest.Test(t, func(t *testing.T) {
			l := runModel(t, rand.New(rand.NewPCG(seed, n)))
			lost += l
			if l == 0 {
				clean++
			} else {
				unclean++
			}
		})
	}
	require.NotZero(t, clean)
	require.NotZero(t, unclean, "a test of losses that sees none proves nothing")
	t.Logf("%d runs lost nothing, %d lost %d writes", clean, unclean, lost)
}

func runModel(t *testing.T, random *rand.Rand) (lost uint64) {
	m := &model{t: t, random: random, keys: map[string]*history{}, healthy: random.Float64()}
	for k := range 1 + random.IntN(20) {
		m.keys[fmt.Sprint(k)] = &history{}
	}
	o := options{
		Limit:      1 + random.IntN(20),
		Parallel:   1 + random.IntN(4),
		Attempts:   []int{1, 2, 5, math.MaxInt}[random.IntN(4)],
		Delay:      []time.Duration{0, time.Millisecond, time.Second}[random.IntN(3)],
		Backoff:    time.Millisecond,
		MaxBackoff: time.Second,
		Timeout:    time.Second,
		OnLost:     m.lose,
	}
	o.BatchSize = 1 + random.IntN(o.Limit)
	q, err := writebehind.New(m.write, o)
	require.NoError(t, err)
	m.queue = q

	var putters sync.WaitGroup
	for range 3 {
		putters.Go(func() { m.put(100) })
	}
	if m.draw(2) == 0 {
		putters.Wait()
	} else {
		<-time.After(time.Duration(m.draw(100)) * time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), []time.Duration{0, time.Second, 1000 * time.Hour}[m.draw(3)])
	defer cancel()
	err = q.Close(ctx)
	putters.Wait()
	m.check(err)
	if ctx.Err() == nil && o.Attempts == math.MaxInt && !m.refused.Load() {
		require.NoError(t, err, "only Close could have given up")
	}
	return q.Stats().Lost
}

// model is a store that fails at random and remembers what it was asked.
type model struct {
	t       *testing.T
	queue   *queue
	healthy float64             // the share of attempts that go well
	keys    map[string]*history // the map is fixed
	refused atomic.Bool         // an attempt has failed for good

	mu     sync.Mutex
	random *rand.Rand // guarded by mu
}

// history is what happened to a key.
type history struct {
	order sync.Mutex // held while a write is put, so that the order of puts is known

	mu     sync.Mutex
	puts   []write // accepted, guarded by mu
	tried  int     // up to where in puts the store was asked, guarded by mu
	flying bool    // an attempt with the key is under way, guarded by mu
	row    *write  // what the store has, nil if nothing; guarded by mu
	lost   []write // what OnLost was told, guarded by mu
}

func (m *model) draw(n int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.random.IntN(n)
}

func (m *model) chance(p float64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.random.Float64() < p
}

// put makes n random writes.
func (m *model) put(n int) {
	for range n {
		key := fmt.Sprint(m.draw(len(m.keys)))
		h := m.keys[key]
		h.order.Lock()
		w := write{Key: key, Value: 1 + len(h.puts)}
		do := func() error { return m.queue.Put(key, w.Value) }
		switch m.draw(3) {
		case 0:
			w = write{Key: key, Deleted: true}
			do = func() error { return m.queue.Delete(key) }
		case 1:
			do = func() error {
				ctx, cancel := context.WithCancel(m.t.Context())
				cancel() // waiting holds up the others of this key
				return m.queue.PutWait(ctx, key, w.Value)
			}
		}
		// Noted first: the store may be asked before Put returns.
		h.mu.Lock()
		h.puts = append(h.puts, w)
		h.mu.Unlock()
		if err := do(); err != nil {
			h.mu.Lock()
			h.puts = h.puts[:len(h.puts)-1]
			h.mu.Unlock()
		}
		h.order.Unlock()
		if m.draw(4) == 0 {
			<-time.After(time.Duration(m.draw(10)) * time.Millisecond)
		}
	}
}

// write is the store.
func (m *model) write(ctx context.Context, batch []write) error {
	for _, w := range batch {
		m.begin(w)
	}
	defer func() {
		for _, w := range batch {
			h := m.keys[w.Key]
			h.mu.Lock()
			h.flying = false
			h.mu.Unlock()
		}
	}()
	if m.draw(2) == 0 {
		<-time.After(time.Duration(m.draw(20)) * time.Millisecond)
	}
	if m.chance(m.healthy) {
		m.apply(batch)
		return nil
	}
	switch m.draw(7) {
	case 0:
		panic("the store has lost its temper")
	case 1:
		runtime.Goexit()
	case 2:
		<-ctx.Done()
		return ctx.Err()
	case 3: // done, and then the connection broke
		m.apply(batch)
	case 4:
		n := m.draw(len(batch))
		failed := map[string]error{}
		for _, w := range batch[n:] {
			failed[w.Key] = errDown
		}
		m.apply(batch[:n])
		return fmt.Errorf("partial: %w", &partial{Failed: failed})
	case 5:
		m.refused.Store(true)
		return refused
	}
	return errDown
}

// begin checks that an attempt with w may begin: no other one has the key, and w is not
// older than what the store was asked before.
func (m *model) begin(w write) {
	h := m.keys[w.Key]
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.flying {
		m.t.Errorf("two writes of key %s are in flight", w.Key)
	}
	h.flying = true
	at := max(0, h.tried-1) // the same again is fine
	for at < len(h.puts) && h.puts[at] != w {
		at++
	}
	if at == len(h.puts) {
		m.t.Errorf("the store was asked for %v after %v of %v", w, h.tried, h.puts)
	}
	h.tried = at + 1
}

func (m *model) apply(batch []write) {
	for _, w := range batch {
		h := m.keys[w.Key]
		h.mu.Lock()
		h.row = &w
		h.mu.Unlock()
	}
}

func (m *model) lose(w write, _ error) {
	if value, _, ok := m.queue.Get(w.Key); ok && !w.Deleted && value == w.Value {
		m.t.Errorf("the queue shows %v, which is lost", w)
	}
	h := m.keys[w.Key]
	h.mu.Lock()
	h.lost = append(h.lost, w)
	h.mu.Unlock()
	if m.draw(10) == 0 {
		panic("the listener, too")
	}
}

// check holds the end to the history: what was put last of each key is in the store, or
// lost, and all is accounted for.
func (m *model) check(closing error) {
	stats := m.queue.Stats()
	puts, lost := uint64(0), uint64(0)
	for key, h := range m.keys {
		puts += uint64(len(h.puts))
		lost += uint64(len(h.lost))
		if len(h.puts) == 0 {
			require.Nil(m.t, h.row)
			continue
		}
		newest := h.puts[len(h.puts)-1]
		stored := h.row != nil && *h.row == newest
		told := len(h.lost) > 0 && h.lost[len(h.lost)-1] == newest
		require.True(m.t, stored || told, "key %s: %v, the store has %v, lost %v", key, h.puts, h.row, h.lost)
	}
	require.Equal(m.t, puts, stats.Puts)
	require.Equal(m.t, lost, stats.Lost)
	require.Equal(m.t, puts, stats.Written+stats.Coalesced+stats.Lost)
	require.Zero(m.t, stats.Pending)
	require.Zero(m.t, stats.Oldest)
	if lost == 0 {
		require.NoError(m.t, closing)
		return
	}
	var total *writebehind.LostError
	require.ErrorAs(m.t, closing, &total)
	require.Equal(m.t, lost, total.Lost)
}
