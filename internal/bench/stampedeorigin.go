package bench

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// errOrigin is how loads fail that are to fail.
var errOrigin = errors.New("bench: the origin is down")

// hotKey is the key that all ask for.
const hotKey = 0

// goods is a value: it tells whose it is and how old it is.
type goods struct {
	key  int
	made time.Duration // when its load returned
}

// origin is where values come from: it takes long, and fails at times. Which of its
// loads do, by their number, and how long each takes depends on the seed alone.
// Safe for concurrent use.
type origin struct {
	latency time.Duration
	spread  float64
	seed    uint64
	now     func() time.Duration

	errors  atomic.Pointer[float64] // share of the loads that fail; nil: none
	number  atomic.Uint64           // of loads that have begun
	hot     atomic.Uint64           // of these, of hotKey
	running atomic.Int64            // loads of hotKey in progress
	most    atomic.Int64            // of them at once
}

func (o *origin) load(ctx context.Context, key int) (*goods, error) {
	random := rand.New(rand.NewPCG(o.seed, o.number.Add(1)))
	latency := time.Duration(float64(o.latency) * (1 + o.spread*(2*random.Float64()-1)))
	fails := random.Float64()
	if key == hotKey {
		o.hot.Add(1)
		raise(&o.most, o.running.Add(1))
		defer o.running.Add(-1)
	}
	if err := pause(ctx, latency); err != nil {
		return nil, err
	}
	if share := o.errors.Load(); share != nil && fails < *share {
		return nil, errOrigin
	}
	return &goods{key: key, made: o.now()}, nil
}

// raise sets a to n if that is more.
func raise(a *atomic.Int64, n int64) {
	for {
		old := a.Load()
		if n <= old || a.CompareAndSwap(old, n) {
			return
		}
	}
}

// pause waits for d, or until the context ends; then it returns why.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
