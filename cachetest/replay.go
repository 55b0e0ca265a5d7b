package cachetest

import (
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/larder-go/larder"
)

// player plays operations on a cache and on the model of it.
type player struct {
	*model
	cache   larder.Cache[string, int]
	clock   *clock
	removed ledger
	cleared bool // Clear met something that may have expired

	setting     *held        // what a Set in progress stores
	want        larder.Stats // but for what is not certain
	expirations uint64
}

// replay plays the operations on a new cache and returns what it did that it
// must not, with the number of operations played by then.
func replay(new Factory[string, int], o options, ops []op) (played int, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("panic: %v\n%s", x, debug.Stack())
		}
	}()
	pl := &player{model: newModel(o), clock: newClock(start)}
	o.Clock, o.OnRemove = pl.clock, pl.removed.note
	if pl.cache, err = new(o); err != nil {
		return 0, fmt.Errorf("the constructor refuses %+v: %w", o, err)
	}
	defer pl.cache.Close()
	for i, op := range append(ops, settling(ops)...) {
		if err := pl.play(op); err != nil {
			return min(i+1, len(ops)), fmt.Errorf("%v: %w", op, err)
		}
	}
	return len(ops), pl.end()
}

// play plays one operation and compares.
func (pl *player) play(op op) error {
	switch op.kind {
	case opGet:
		return pl.get(op.key)
	case opSet:
		return pl.set(op)
	case opDelete:
		return pl.delete(op.key)
	case opAll:
		return pl.all()
	case opClear:
		return pl.clear()
	case opAdvance:
		pl.clock.Advance(op.d)
	case opJump:
		pl.clock.jump(op.d)
	}
	pl.move(pl.clock.Clock.Now().Sub(start))
	if err := pl.settle(0); err != nil {
		return err
	}
	// What was not reported is there: this is how Len is exact.
	if n := pl.cache.Len(); n != len(pl.entries) {
		return fmt.Errorf("Len() = %d, but %d values were not reported", n, len(pl.entries))
	}
	return nil
}

func (pl *player) get(key string) error {
	value, ok := pl.cache.Get(key)
	h := pl.entries[key]
	switch {
	case ok && (h == nil || h.value != value || !pl.shownLive(h)):
		return fmt.Errorf("returned %d; want %v", value, pl.describe(h))
	case !ok && (value != 0 || !pl.shownDead(h)):
		return fmt.Errorf("returned %d, false; want %v", value, pl.describe(h))
	case ok:
		pl.want.Hits++
	default:
		pl.want.Misses++
	}
	return pl.settle(0)
}

func (pl *player) set(op op) error {
	err := pl.cache.Set(op.key, op.value, op.ttl)
	if op.ttl < 0 {
		if !errors.Is(err, larder.ErrTTL) {
			return fmt.Errorf("returned %v, want ErrTTL", err)
		}
		return pl.settle(0)
	}
	var old *held
	if pl.tooLarge(op.key, op.value) {
		if !errors.Is(err, larder.ErrTooLarge) {
			return fmt.Errorf("returned %v, want ErrTooLarge", err)
		}
		old = pl.refuse(op.key)
	} else {
		if err != nil {
			return fmt.Errorf("returned %v", err)
		}
		pl.want.Sets++
		old = pl.store(op.key, op.value, op.ttl)
		pl.setting = pl.entries[op.key]
		defer func() { pl.setting = nil }()
	}
	if old == nil {
		err = pl.settle(0)
	} else {
		err = pl.settle(replaced, old)
	}
	if err != nil {
		return err
	}
	return pl.withinLimits()
}

func (pl *player) delete(key string) error {
	live := pl.cache.Delete(key)
	h := pl.entries[key]
	if live && !pl.shownLive(h) || !live && !pl.shownDead(h) {
		return fmt.Errorf("returned %t; want %v", live, pl.describe(h))
	}
	if live {
		pl.want.Deletes++
	}
	if h == nil {
		return pl.settle(0)
	}
	return pl.settle(deleted, h)
}

func (pl *player) all() error {
	visited := make(map[string]bool)
	for key, value := range pl.cache.All() {
		h := pl.entries[key]
		if visited[key] || h == nil || h.value != value || !pl.shownLive(h) {
			return fmt.Errorf("visited %s=%d; want %v, once", key, value, pl.describe(h))
		}
		visited[key] = true
	}
	for key, h := range pl.entries {
		if !visited[key] && !pl.shownDead(h) {
			return fmt.Errorf("did not visit %v", pl.describe(h))
		}
	}
	return pl.settle(0)
}

func (pl *player) clear() error {
	c, ok := pl.cache.(larder.Clearer)
	if !ok {
		return nil
	}
	c.Clear()
	var left []*held
	for _, h := range pl.entries {
		left = append(left, h)
		pl.cleared = pl.cleared || pl.life(h) != alive
	}
	return pl.settle(cleared, left...)
}
