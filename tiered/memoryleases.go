package tiered

import (
	"context"
	"fmt"
	"time"
)

// memoryLease is one that was given. Guarded by Memory.mu.
type memoryLease struct {
	until time.Time
	given uint64 // when, in microseconds
	since uint64 // Memory.counter then
}

// mostMemoryLeases is how many one key may have: one more is given, and its Fill refused.
const mostMemoryLeases = 128

// lease returns that of a token, if it has not ended.
func (e *memoryEntry) lease(token string, now time.Time) (memoryLease, bool) {
	l, ok := e.leases[token]
	return l, ok && now.Before(l.until)
}

// Lease gives leases.
func (m *Memory) Lease(ctx context.Context, keys []string, seen []uint64, l Leasing) []Lease {
	leases := make([]Lease, len(keys))
	var now time.Time
	err := l.check(len(keys), len(seen))
	if err == nil {
		now, err = m.begin(ctx)
	}
	if err != nil {
		for i := range leases {
			leases[i].Err = err
		}
		return leases
	}
	defer m.mu.Unlock()
	for i, key := range keys {
		leases[i] = m.give(m.entry(key, now), seen[i], l, now)
	}
	return leases
}

// check refuses what would be no lease.
func (l *Leasing) check(keys, seen int) error {
	switch {
	case len(l.Token) == 0 || len(l.Token) > 64:
		return fmt.Errorf("tiered: memory: a token of %d bytes: want 1 to 64", len(l.Token))
	case l.For < time.Millisecond:
		return fmt.Errorf("tiered: memory: a lease for %v: want a millisecond at least", l.For)
	case seen != keys:
		return fmt.Errorf("tiered: memory: %d keys, and the numbers of %d that were seen", keys, seen)
	}
	return nil
}

func (m *Memory) give(e *memoryEntry, seen uint64, l Leasing, now time.Time) Lease {
	if e.version != seen {
		return Lease{State: LeaseChanged}
	}
	if held, ok := e.lease(e.lock, now); l.Lock && ok && e.lock != l.Token {
		return Lease{State: LeaseHeld, Wait: held.until.Sub(now)}
	}
	for token, old := range e.leases {
		if !now.Before(old.until) {
			delete(e.leases, token)
		}
	}
	if len(e.leases) >= mostMemoryLeases {
		return Lease{}
	}
	if e.leases == nil {
		e.leases = make(map[string]memoryLease)
	}
	given := max(uint64(now.UnixMicro()), e.version) // what is there was there before
	e.leases[l.Token] = memoryLease{until: now.Add(l.For), given: given, since: m.counter}
	if l.Lock {
		e.lock = l.Token
	}
	if until := now.Add(l.For); e.forget.Before(until) {
		e.forget = until
	}
	return Lease{}
}

// Extend prolongs leases.
func (m *Memory) Extend(ctx context.Context, keys []string, l Leasing) error {
	now, err := m.begin(ctx)
	if err != nil {
		return err
	}
	defer m.mu.Unlock()
	for _, key := range keys {
		e := m.entries[key]
		if e == nil {
			continue
		}
		if given, ok := e.lease(l.Token, now); ok {
			given.until = now.Add(l.For)
			e.leases[l.Token] = given
			if e.forget.Before(given.until) {
				e.forget = given.until
			}
		}
	}
	return nil
}

// Release ends leases.
func (m *Memory) Release(ctx context.Context, keys []string, token string) error {
	if _, err := m.begin(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	for _, key := range keys {
		if e := m.entries[key]; e != nil {
			delete(e.leases, token)
		}
	}
	return nil
}
