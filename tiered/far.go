package tiered

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder/internal/breaker"
)

// far is a remote, or a shard of one, behind a circuit breaker and a timeout. Where the
// breaker is open every call fails at once with ErrRemoteDown.
type far struct {
	Remote
	breaker *breaker.Breaker
	timeout time.Duration
	counts  *counts     // of the cache
	failed  atomic.Bool // the last call that ended has failed; stored by whoever made it
}

// down reports whether it is left alone, or has just failed.
func (f *far) down() bool { return f.failed.Load() || f.breaker.State() != breaker.Closed }

// guarded puts breakers in front of a remote: one for each shard, so that one that is down
// does not keep the others from being asked.
func (c *Cache[V]) guarded(r Remote) Remote {
	if ring, ok := r.(*Ring); ok {
		shards := ring.Shards()
		for name, shard := range shards {
			shards[name] = c.guard(shard)
		}
		guarded, err := NewRing(shards)
		if err == nil { // always: they are those of a ring
			return guarded
		}
	}
	return c.guard(r)
}

func (c *Cache[V]) guard(r Remote) *far {
	f := &far{Remote: r, timeout: c.o.RemoteTimeout, counts: &c.counts}
	f.breaker = c.newBreaker(r.Name())
	return f
}

// newBreaker returns one for what has that name.
func (c *Cache[V]) newBreaker(name string) *breaker.Breaker {
	return breaker.New(breaker.Options{
		Failures: c.o.BreakerFailures, OpenFor: c.o.BreakerOpenFor, Now: c.o.Clock.Now,
		Changed: func(from, to breaker.State) { c.breakerChanged(name, from, to) },
	})
}

// breakerChanged tells of it, and has what is pending sent where a breaker closes.
func (c *Cache[V]) breakerChanged(name string, from, to breaker.State) {
	c.counts.breakerChanges.Add(1)
	c.emit(Event{Kind: EventBreaker, Key: name, State: to.String()})
	switch to {
	case breaker.Open:
		if from == breaker.Closed {
			c.log.warn("a tier has failed too often, and is left alone for a while", "name", name, "for", c.o.BreakerOpenFor)
		}
	case breaker.Closed:
		c.log.info("a tier answers again", "name", name)
		c.backlog.retry()
	}
}

// call is one call of the remote. The outcome of one that its caller gave up is not known
// to be a failure of the remote's.
func (f *far) call(ctx context.Context, do func(ctx context.Context) error) error {
	call, allowed := f.breaker.Allow()
	if !allowed {
		f.counts.refused.Add(1)
		return fmt.Errorf("%w: %s has failed too often, and is left alone for a while", ErrRemoteDown, f.Name())
	}
	began := time.Now()
	within, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	answered := false
	defer func() {
		if !answered { // a panic of the remote's
			f.breaker.Done(call, true)
		}
	}()
	err := do(within)
	answered = true
	f.counts.remote.add(time.Since(began))
	if ctx.Err() == nil {
		f.failed.Store(err != nil && (within.Err() != nil || errors.Is(err, ErrRemoteDown)))
	}
	switch {
	case err == nil, errors.As(err, new(*LimitError)):
		f.breaker.Done(call, false)
	case ctx.Err() != nil:
		f.counts.remoteErrors.Add(1)
		f.breaker.Unknown(call)
	case within.Err() != nil:
		f.counts.remoteErrors.Add(1)
		f.counts.remoteTimeouts.Add(1)
		f.breaker.Done(call, true)
	default: // an error of one key, such as foreign data in its place, is an answer
		f.counts.remoteErrors.Add(1)
		f.breaker.Done(call, errors.Is(err, ErrRemoteDown))
	}
	return err
}

// failed makes an error of the remote's one that wraps ErrRemoteDown.
func failed(err error) error {
	if err == nil || errors.Is(err, ErrRemoteDown) || errors.As(err, new(*LimitError)) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrRemoteDown, err)
}

// worst returns the error that counts for a call with many answers: that of the remote
// before one of a limit.
func worst[A any](answers []A, err func(A) error) (worst error) {
	for _, a := range answers {
		if e := err(a); e != nil {
			if worst = e; !errors.As(e, new(*LimitError)) {
				return e
			}
		}
	}
	return worst
}

// answers makes a call with an answer for each of n questions. A remote that gives another
// number of them has answered none.
func answers[A any](f *far, ctx context.Context, n int, ask func(ctx context.Context) []A, err func(A) error, with func(error) A) []A {
	if n == 0 {
		return nil
	}
	var got []A
	failure := f.call(ctx, func(ctx context.Context) error {
		if got = ask(ctx); len(got) != n {
			err := fmt.Errorf("%s has given %d answers to %d questions", f.Name(), len(got), n)
			got = nil
			return err
		}
		return worst(got, err)
	})
	if got == nil {
		got = make([]A, n)
		for i := range got {
			got[i] = with(failed(failure))
		}
	}
	return got
}

func (f *far) Get(ctx context.Context, keys []string) []Record {
	return answers(f, ctx, len(keys),
		func(ctx context.Context) []Record { return f.Remote.Get(ctx, keys) },
		func(r Record) error { return r.Err }, func(err error) Record { return Record{Err: err} })
}

func (f *far) Lease(ctx context.Context, keys []string, seen []uint64, l Leasing) []Lease {
	return answers(f, ctx, len(keys),
		func(ctx context.Context) []Lease { return f.Remote.Lease(ctx, keys, seen, l) },
		func(l Lease) error { return l.Err }, func(err error) Lease { return Lease{Err: err} })
}

func (f *far) Extend(ctx context.Context, keys []string, l Leasing) error {
	return failed(f.call(ctx, func(ctx context.Context) error { return f.Remote.Extend(ctx, keys, l) }))
}

func (f *far) Release(ctx context.Context, keys []string, token string) error {
	return failed(f.call(ctx, func(ctx context.Context) error { return f.Remote.Release(ctx, keys, token) }))
}

func (f *far) outcomes(ctx context.Context, n int, do func(ctx context.Context) []Outcome) []Outcome {
	return answers(f, ctx, n, do, func(o Outcome) error { return o.Err }, func(err error) Outcome { return Outcome{Err: err} })
}

func (f *far) Fill(ctx context.Context, token string, entries []Filling) []Outcome {
	return f.outcomes(ctx, len(entries), func(ctx context.Context) []Outcome { return f.Remote.Fill(ctx, token, entries) })
}

func (f *far) Write(ctx context.Context, entries []Writing) []Outcome {
	return f.outcomes(ctx, len(entries), func(ctx context.Context) []Outcome { return f.Remote.Write(ctx, entries) })
}

func (f *far) Invalidate(ctx context.Context, keys []Invalidation) []Outcome {
	return f.outcomes(ctx, len(keys), func(ctx context.Context) []Outcome { return f.Remote.Invalidate(ctx, keys) })
}

func (f *far) InvalidateTag(ctx context.Context, tag string, announce []byte) Outcome {
	return f.outcomes(ctx, 1, func(ctx context.Context) []Outcome { return []Outcome{f.Remote.InvalidateTag(ctx, tag, announce)} })[0]
}

func (f *far) InvalidateAll(ctx context.Context, kind Kind, announce []byte) Outcome {
	return f.outcomes(ctx, 1, func(ctx context.Context) []Outcome { return []Outcome{f.Remote.InvalidateAll(ctx, kind, announce)} })[0]
}
