package tieredtest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/larder-go/larder/tiered"
)

// ErrInjected is wrapped by the errors of doubles, beside tiered.ErrRemoteDown.
var ErrInjected = errors.New("tieredtest: injected fault")

// ChaosRemote is a remote with faults. Make one with NewChaosRemote. It is safe for concurrent
// use.
type ChaosRemote struct {
	tiered.Remote
	dice *dice
}

var _ tiered.Announcer = (*ChaosRemote)(nil)

// NewChaosRemote returns a double of a remote, without faults until Set. The same seed decides
// alike for the same calls in the same order.
func NewChaosRemote(inner tiered.Remote, seed uint64) *ChaosRemote {
	return &ChaosRemote{inner, newDice(seed)}
}

// Set changes the faults from now on. Calls that hang go on.
func (c *ChaosRemote) Set(f Faults) { c.dice.set(f) }

// Injected returns what it has done so far.
func (c *ChaosRemote) Injected() Injected { return c.dice.count() }

// Announces asks the remote that this is the double of, about what a ChaosBackplane is the
// double of.
func (c *ChaosRemote) Announces(b tiered.Backplane) bool {
	if chaos, ok := b.(*ChaosBackplane); ok {
		b = chaos.Backplane
	}
	a, ok := c.Remote.(tiered.Announcer)
	return ok && a.Announces(b)
}

func fault(what string) error {
	return fmt.Errorf("%w: %w: %s", tiered.ErrRemoteDown, ErrInjected, what)
}

// suffer is what comes before a call: nil if the call is to be made.
func (d *dice) suffer(ctx context.Context) error {
	f, changed := d.now()
	for f.Hang {
		d.throw(1, func(i *Injected) *uint64 { return &i.Hung })
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: it hung: %w", fault("it hung"), ctx.Err())
		case <-changed:
			f, changed = d.now()
		}
	}
	if f.Down {
		d.throw(1, func(i *Injected) *uint64 { return &i.Failed })
		return fault("it is down")
	}
	if d.throw(f.Delay, func(i *Injected) *uint64 { return &i.Delayed }) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", fault("it is slow"), ctx.Err())
		case <-time.After(f.time()):
		}
	}
	if d.throw(f.Fail, func(i *Injected) *uint64 { return &i.Failed }) {
		return fault("this call fails")
	}
	return nil
}

func (f *Faults) time() time.Duration {
	if f.Time == 0 {
		return time.Millisecond
	}
	return f.Time
}

// forgets is what comes after a call: an error if its answer is lost.
func (d *dice) forgets() error {
	f, _ := d.now()
	if d.throw(f.Forget, func(i *Injected) *uint64 { return &i.Forgotten }) {
		return fault("the answer is lost")
	}
	return nil
}

// answers makes a call with n answers, or as many errors.
func answers[A any](d *dice, ctx context.Context, n int, call func() []A, failed func(error) A) []A {
	err := d.suffer(ctx)
	var all []A
	if err == nil {
		all = call()
		err = d.forgets()
	}
	if err != nil {
		all = make([]A, n)
		for i := range all {
			all[i] = failed(err)
		}
	}
	return all
}

func (c *ChaosRemote) one(ctx context.Context, call func() error) error {
	return answers(c.dice, ctx, 1, func() []error { return []error{call()} }, func(err error) error { return err })[0]
}

func noOutcome(err error) tiered.Outcome { return tiered.Outcome{Err: err} }

// Get is that of the remote, with faults. A payload may be damaged.
func (c *ChaosRemote) Get(ctx context.Context, keys []string) []tiered.Record {
	records := answers(c.dice, ctx, len(keys), func() []tiered.Record { return c.Remote.Get(ctx, keys) },
		func(err error) tiered.Record { return tiered.Record{Err: err} })
	f, _ := c.dice.now()
	for i := range records {
		if records[i].Payload != nil && c.dice.throw(f.Corrupt, func(i *Injected) *uint64 { return &i.Corrupted }) {
			records[i].Payload = c.dice.damaged(records[i].Payload)
		}
	}
	return records
}

// Lease is that of the remote, with faults.
func (c *ChaosRemote) Lease(ctx context.Context, keys []string, seen []uint64, l tiered.Leasing) []tiered.Lease {
	return answers(c.dice, ctx, len(keys), func() []tiered.Lease { return c.Remote.Lease(ctx, keys, seen, l) },
		func(err error) tiered.Lease { return tiered.Lease{Err: err} })
}

// Extend is that of the remote, with faults.
func (c *ChaosRemote) Extend(ctx context.Context, keys []string, l tiered.Leasing) error {
	return c.one(ctx, func() error { return c.Remote.Extend(ctx, keys, l) })
}

// Release is that of the remote, with faults.
func (c *ChaosRemote) Release(ctx context.Context, keys []string, token string) error {
	return c.one(ctx, func() error { return c.Remote.Release(ctx, keys, token) })
}

// Fill is that of the remote, with faults.
func (c *ChaosRemote) Fill(ctx context.Context, token string, entries []tiered.Filling) []tiered.Outcome {
	return answers(c.dice, ctx, len(entries), func() []tiered.Outcome { return c.Remote.Fill(ctx, token, entries) }, noOutcome)
}

// Write is that of the remote, with faults.
func (c *ChaosRemote) Write(ctx context.Context, entries []tiered.Writing) []tiered.Outcome {
	return answers(c.dice, ctx, len(entries), func() []tiered.Outcome { return c.Remote.Write(ctx, entries) }, noOutcome)
}

// Invalidate is that of the remote, with faults.
func (c *ChaosRemote) Invalidate(ctx context.Context, keys []tiered.Invalidation) []tiered.Outcome {
	return answers(c.dice, ctx, len(keys), func() []tiered.Outcome { return c.Remote.Invalidate(ctx, keys) }, noOutcome)
}

// InvalidateTag is that of the remote, with faults.
func (c *ChaosRemote) InvalidateTag(ctx context.Context, tag string, announce []byte) tiered.Outcome {
	return answers(c.dice, ctx, 1, func() []tiered.Outcome { return []tiered.Outcome{c.Remote.InvalidateTag(ctx, tag, announce)} }, noOutcome)[0]
}

// InvalidateAll is that of the remote, with faults.
func (c *ChaosRemote) InvalidateAll(ctx context.Context, kind tiered.Kind, announce []byte) tiered.Outcome {
	return answers(c.dice, ctx, 1, func() []tiered.Outcome { return []tiered.Outcome{c.Remote.InvalidateAll(ctx, kind, announce)} }, noOutcome)[0]
}
