package cachetest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/larder-go/larder"
)

var modelRules = []rule{
	{"AgreesWithModel", agreesWithModel(func(_ *rand.Rand, o options) options { return o })},
	{"AgreesWithModelWithinLimits", agreesWithModel(limitedSequence)},
}

type opKind int

const (
	opGet opKind = iota
	opSet
	opDelete
	opAll
	opClear
	opAdvance // the clock moves on, with ticks
	opJump    // the clock shows another time, forward or back, without
	opSnapshot
	opSetIf
)

// op is one operation of a sequence.
type op struct {
	kind  opKind
	key   string
	value int           // of opSet, and of no other
	ttl   time.Duration // of opSet
	d     time.Duration // of opAdvance and opJump
}

func (o op) String() string {
	switch o.kind {
	case opGet:
		return fmt.Sprintf("Get(%s)", o.key)
	case opSet:
		return fmt.Sprintf("Set(%s, %d, %d ns)", o.key, o.value, o.ttl)
	case opDelete:
		return fmt.Sprintf("Delete(%s)", o.key)
	case opAll:
		return "All()"
	case opClear:
		return "Clear()"
	case opAdvance:
		return fmt.Sprintf("Advance(%v)", o.d)
	}
	return fmt.Sprintf("the clock steps by %v", o.d)
}

// agreesWithModel plays random sequences. Durations come from a few values, so
// that deadlines are often met to the nanosecond.
func agreesWithModel(limit func(*rand.Rand, options) options) func(*probe) {
	return func(p *probe) {
		p.allow(time.Duration(searches(6)) * patience)
		for seed := range uint64(searches(150)) {
			random := rand.New(rand.NewPCG(seed, 1))
			o, ops := sequenceOptions(random), sequence(random, 300)
			o = limit(random, o)
			played, err := replay(p.suite.String, o, ops)
			if err == nil {
				continue
			}
			ops, err = shrink(p.suite.String, o, ops[:played], err)
			var log strings.Builder
			for _, op := range ops {
				fmt.Fprintf(&log, "\t%v\n", op)
			}
			p.Fatalf("seed %d: %v\nwith TTL %d ns, jitter %v, sweeper %v, interval %v, limit %d, capacity %d, weight %d, policy %v, after\n%s",
				seed, err, o.TTL, o.Jitter, o.Sweeper, o.SweepInterval, o.SweepLimit, o.Capacity, o.MaxWeight, o.Policy, log.String())
		}
	}
}

func pick[T any](random *rand.Rand, from ...T) T { return from[random.IntN(len(from))] }

func sequenceOptions(random *rand.Rand) options {
	o := options{
		TTL:     pick(random, 0, minute, larder.NoExpiry),
		Jitter:  pick(random, 0, 0, 0, 0.5),
		Sweeper: pick(random, forAnyTTL(larder.Sweepers())...),
	}
	if o.Sweeper.Ticks() {
		o.SweepInterval = pick(random, 0, time.Second, 30*time.Second)
	}
	if o.Sweeper == larder.SweepCursor {
		o.SweepLimit = pick(random, 0, 1, 3)
	}
	return o
}

// limitedSequence limits the entries, their weight, or both, so that hardly all keys
// fit. Some weigh nothing, and some too much.
func limitedSequence(random *rand.Rand, o options) options {
	o.Policy = pick(random, larder.Policies()...)
	o.Capacity = pick(random, 0, 1, 2, 4)
	if o.Capacity == 0 || random.IntN(2) == 0 {
		o.MaxWeight = pick(random, int64(5), 20)
	}
	if o.MaxWeight > 0 || random.IntN(2) == 0 {
		o.Weigh = func(_ string, value int) int64 { return int64(value % 9) }
	}
	return o
}

func sequence(random *rand.Rand, n int) []op {
	moments := []time.Duration{1, time.Second - 1, time.Second, 30 * time.Second, minute}
	ttls := append([]time.Duration{larder.DefaultTTL, larder.NoExpiry, -1, math.MaxInt64 - 1}, moments...)
	ops := make([]op, n)
	for i := range ops {
		key := numbered(random.IntN(6))
		switch draw := random.IntN(100); {
		case draw < 35:
			ops[i] = op{kind: opGet, key: key}
		case draw < 63:
			ops[i] = op{kind: opSet, key: key, value: i + 1, ttl: pick(random, ttls...)}
		case draw < 74:
			ops[i] = op{kind: opDelete, key: key}
		case draw < 78:
			ops[i] = op{kind: opAll}
		case draw < 79:
			ops[i] = op{kind: opClear}
		case draw < 95:
			ops[i] = op{kind: opAdvance, d: pick(random, moments...)}
		default:
			ops[i] = op{kind: opJump, d: pick(random, -1, -time.Second, -minute, -hour, minute)}
		}
	}
	return ops
}

// settling returns operations that leave nothing in the cache.
func settling(ops []op) []op {
	end := []op{{kind: opAdvance, d: minute}}
	keys := make(map[string]bool)
	for _, o := range ops {
		if o.kind == opSet && !keys[o.key] {
			keys[o.key] = true
			end = append(end, op{kind: opDelete, key: o.key})
		}
	}
	return append(end, op{kind: opAdvance, d: hour})
}

// shrink leaves out what is not needed for the failure: first halves of the
// sequence, in the end single operations.
func shrink(new Factory[string, int], o options, ops []op, err error) ([]op, error) {
	for size := len(ops) / 2; size > 0; size /= 2 {
		for from := 0; from+size <= len(ops); {
			fewer := slices.Delete(slices.Clone(ops), from, from+size)
			if played, failure := replay(new, o, fewer); failure != nil {
				ops, err = fewer[:played], failure
			} else {
				from += size
			}
		}
	}
	return ops, err
}
