package writebehind_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder/writebehind"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	write   = writebehind.Write[string, int]
	options = writebehind.Options[string, int]
	queue   = writebehind.Queue[string, int]
	partial = writebehind.PartialError[string]
)

var errDown = errors.New("the store is down")

// store is a database that does what its script says.
type store struct {
	mu      sync.Mutex
	rows    map[string]int // guarded by mu
	batches [][]write      // all attempts, guarded by mu
	// before is asked before an attempt takes effect, outside of the lock. What it
	// returns is the result: with an error nothing is written, with a *partial all but
	// what that names. nil is a store that works.
	before func(ctx context.Context, batch []write) error
}

func (s *store) write(ctx context.Context, batch []write) error {
	s.mu.Lock()
	s.batches = append(s.batches, batch)
	s.mu.Unlock()
	var err error
	if s.before != nil {
		err = s.before(ctx, batch)
	}
	var failed *partial
	if err != nil && !errors.As(err, &failed) {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rows == nil {
		s.rows = map[string]int{}
	}
	for _, w := range batch {
		if failed != nil {
			if _, fails := failed.Failed[w.Key]; fails {
				continue
			}
		}
		if w.Deleted {
			delete(s.rows, w.Key)
		} else {
			s.rows[w.Key] = w.Value
		}
	}
	return err
}

func (s *store) content() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]int{}
	for key, value := range s.rows {
		all[key] = value
	}
	return all
}

func (s *store) attempts() [][]write {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([][]write(nil), s.batches...)
}

// failing returns a before that fails n times.
func failing(n int) func(context.Context, []write) error {
	return func(context.Context, []write) error {
		if n--; n >= 0 {
			return errDown
		}
		return nil
	}
}

// losses is an OnLost that remembers.
type losses struct {
	mu   sync.Mutex
	all  []write // guarded by mu
	whys []error // guarded by mu
}

func (l *losses) add(w write, why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all, l.whys = append(l.all, w), append(l.whys, why)
}

func newQueue(t *testing.T, s *store, o options) *queue {
	t.Helper()
	q, err := writebehind.New(s.write, o)
	require.NoError(t, err)
	return q
}

// ended returns a context that has ended, with a cause.
func ended() context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errShutdown)
	return ctx
}

var errShutdown = errors.New("time is up")

func put(key string, value int) write { return write{Key: key, Value: value} }
