package loader

import (
	"context"
	"errors"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/flight"
)

// await waits for a call that Join has returned, and ends that. soft says that the
// caller has something to serve after Options.SoftTimeout.
func (c *Cache[K, V]) await(ctx context.Context, asker flight.Asker, call *call[K, V], wait *patience, soft bool) (out outcome[V], err error) {
	keep := c.o.Detached
	defer func() { c.flights.Leave(asker, call, keep) }()
	defer func() {
		select {
		case <-call.Done(): // a result that came at the same moment is better than none
			out, err = call.Result(), nil
		default:
		}
	}()
	late, timedOut := wait.limit(soft)
	select {
	case <-call.Done():
		return call.Result(), nil
	case <-ctx.Done():
		return out, ctx.Err()
	case <-c.flights.Aborted():
		return out, larder.ErrClosed
	case <-late:
		keep = true
		if !soft {
			c.counts.add(&c.counts.hardTimeouts, 1)
			c.emit(EventHardTimeout, call.Key)
		}
		return out, timedOut
	}
}

// errSoft ends a wait for Options.SoftTimeout. Callers do not see it: where nothing can
// be served any more, it is ErrTimeout.
var errSoft = errors.New("loader: soft timeout")

func notSoft(err error) error {
	if errors.Is(err, errSoft) {
		return ErrTimeout
	}
	return err
}

// patience is the time limits of one operation, which may wait several times. It is
// one goroutine's.
type patience struct {
	soft, hard chan struct{} // closed in time; nil until somebody waits for it
	after      func(d time.Duration, late chan struct{}) (stop func() bool)
	limits     [2]time.Duration // soft and hard
	stops      []func() bool
}

func (c *Cache[K, V]) patience() *patience {
	return &patience{
		limits: [2]time.Duration{c.o.SoftTimeout, c.o.HardTimeout},
		after: func(d time.Duration, late chan struct{}) func() bool {
			return c.time.afterFunc(d, func() { close(late) })
		},
	}
}

// limit returns what ends a wait, nil for nothing, and as which error.
func (p *patience) limit(soft bool) (late <-chan struct{}, timedOut error) {
	of, d, err := &p.hard, p.limits[1], ErrTimeout
	if soft {
		of, d, err = &p.soft, p.limits[0], errSoft
	}
	if d == 0 || d == larder.NoExpiry {
		return nil, nil
	}
	if *of == nil {
		*of = make(chan struct{})
		p.stops = append(p.stops, p.after(d, *of))
	}
	return *of, err
}

// end stops the timers.
func (p *patience) end() {
	for _, stop := range p.stops {
		stop()
	}
}
