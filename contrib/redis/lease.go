package redis

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/tiered"
)

// The states that lease.lua answers.
const (
	luaGranted = iota
	luaHeld
	luaChanged
)

// Lease asks for the right to fill keys. Of one key there are at most 128 leases at a
// time: one more is granted as well, and its Fill is refused.
func (r *Remote) Lease(ctx context.Context, keys []string, seen []uint64, l tiered.Leasing) []tiered.Lease {
	leases := make([]tiered.Lease, len(keys))
	if len(keys) == 0 {
		return leases
	}
	if err := checkLeasing(l); err != nil || len(seen) != len(keys) {
		if err == nil {
			err = fmt.Errorf("redis: %d keys, and what was seen of %d", len(keys), len(seen))
		}
		for i := range leases {
			leases[i].Err = err
		}
		return leases
	}
	request := func(since uint64, which []int) []call {
		calls := make([]call, len(which), len(which)+1)
		for i, at := range which {
			calls[i] = call{script: r.scripts.lease, keys: []string{r.entry(keys[at])}, args: []any{
				l.Token, seen[at], l.For.Microseconds(), l.Lock, since, mostLeases,
			}}
		}
		return calls
	}
	all := make([]int, len(keys))
	for i := range all {
		all[i] = i
	}
	noted, right, answers, err := r.withSince(ctx, func(since uint64) []call { return request(since, all) })
	var again []int
	for i := range leases {
		switch {
		case err != nil:
			leases[i].Err = err
			continue
		default:
			leases[i] = leaseOf(answers[i])
		}
		if leases[i].State == tiered.LeaseGranted && leases[i].Err == nil && noted != right {
			again = append(again, i)
		}
	}
	if len(again) > 0 { // the same token: it takes the place of the first
		for i, a := range r.run(ctx, request(right, again)) {
			leases[again[i]] = leaseOf(a)
		}
	}
	return leases
}

func leaseOf(a answer) tiered.Lease {
	n, err := a.numbers(1)
	switch {
	case err != nil:
		return tiered.Lease{Err: err}
	case n[0] == luaGranted:
		return tiered.Lease{State: tiered.LeaseGranted}
	case n[0] == luaHeld && len(n) > 1:
		return tiered.Lease{State: tiered.LeaseHeld, Wait: time.Duration(n[1]) * time.Microsecond}
	case n[0] == luaChanged:
		return tiered.Lease{State: tiered.LeaseChanged}
	}
	return tiered.Lease{Err: fmt.Errorf("%w: a lease of state %d", errAnswer, n[0])}
}

// checkLeasing refuses leases that would not be ones.
func checkLeasing(l tiered.Leasing) error {
	if l.For < time.Millisecond || l.For > longestKeep {
		return fmt.Errorf("redis: a lease for %v is not between a millisecond and ten years", l.For)
	}
	return checkToken(l.Token)
}

func checkToken(token string) error {
	if len(token) == 0 || len(token) > 64 {
		return fmt.Errorf("redis: a token of %d bytes is not one of 1 to 64", len(token))
	}
	return nil
}

// Extend prolongs leases, and their locks. The error is nil if all servers answered.
func (r *Remote) Extend(ctx context.Context, keys []string, l tiered.Leasing) error {
	if err := checkLeasing(l); err != nil {
		return err
	}
	return r.each(ctx, keys, r.scripts.extend, l.Token, l.For.Microseconds())
}

// Release ends leases, and lets go of their locks. The error is nil if all servers
// answered.
func (r *Remote) Release(ctx context.Context, keys []string, token string) error {
	if err := checkToken(token); err != nil {
		return err
	}
	return r.each(ctx, keys, r.scripts.release, token)
}

// each runs one script for each key, and joins the errors that differ.
func (r *Remote) each(ctx context.Context, keys []string, s script, args ...any) error {
	calls := make([]call, len(keys))
	for i, key := range keys {
		calls[i] = call{script: s, keys: []string{r.entry(key)}, args: args}
	}
	var all []error
	seen := map[string]bool{}
	for _, a := range r.runSome(ctx, calls) {
		if _, err := a.number(); err != nil && !seen[err.Error()] {
			seen[err.Error()] = true
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// keep is for how long a value is kept, in microseconds.
func (r *Remote) keep(d time.Duration) int64 {
	if d == larder.NoExpiry {
		return r.options.MaxKeep.Microseconds()
	}
	return max(min(d, r.options.MaxKeep), time.Millisecond).Microseconds()
}

// atLeast is for how long the number of a value is remembered, in microseconds.
func (r *Remote) atLeast() int64 { return min(r.options.Tombstone, rememberAtLeast).Microseconds() }
