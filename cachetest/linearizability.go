package cachetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/larder-go/larder"
)

var linearizabilityRules = []rule{
	{"Linearizable", linearizable(History{Keys: 64, Ops: 150_000})},
	{"LinearizableOnFewKeys", linearizable(History{Clients: 8, Keys: 2, KeySize: 16 << 10, Ops: 40_000})},
	{"LinearizableWithExpiry", linearizable(History{Keys: 8, Ops: 40_000, Expiry: true})},
	{"LinearizableWithinLimits", linearizable(History{Keys: 4, Ops: 100_000, Bounds: true})},
	{"LinearizableWithinLimitsWithExpiry", linearizable(History{Keys: 4, Ops: 40_000, Bounds: true, Expiry: true})},
}

func linearizable(h History) func(*probe) {
	return func(p *probe) {
		p.allow(time.Duration(searches(10)) * patience)
		h := h // rules run side by side, and more than once
		h.Ops = searches(h.Ops)
		if err := h.Check(p.suite.String); err != nil {
			p.Fatalf("%v", err)
		}
	}
}

// perKey is how many operations on one key are decided in one go: the time it
// takes grows with the square.
const perKey = 4000

// undecided is how long a history may take to be decided; they take
// milliseconds.
const undecided = time.Minute

// Check records the history on caches made by new, a fresh one every so many
// operations, and returns an error if one was not linearizable, key by key or,
// with Whole, for all keys at once: if its operations cannot be put in an order
// that agrees with real time and in which each did what it says. A value whose
// deadline the clock passed during an operation may be live or expired to it. A
// history that cannot be decided within a minute is an error too.
//
// The checker is porcupine. It searches as in G. Lowe, "Testing for
// linearizability" (2017); that keys can be decided one by one is shown in
// A. Horn and D. Kroening, "Faster linearizability checking via
// P-compositionality" (2015).
func (h History) Check(new Factory[string, int]) error {
	if new == nil {
		return errors.New("cachetest: History.Check needs a factory")
	}
	if min(h.Clients, h.Keys, h.Ops, h.KeySize) < 0 {
		return fmt.Errorf("cachetest: %+v: a number is negative", h)
	}
	if h.Whole && (h.Expiry || h.Keys > wholeKeys) {
		return fmt.Errorf("cachetest: %+v: with Whole there is no Expiry, and Keys is at most %d", h, wholeKeys)
	}
	if h.Bounds && (h.Whole || h.Churn) {
		return fmt.Errorf("cachetest: %+v: with Bounds there is neither Whole nor Churn", h)
	}
	clients, keys := 4, 16
	if h.Whole {
		clients, keys = 3, 4
	}
	if h.Clients == 0 {
		h.Clients = clients
	}
	if h.Keys == 0 {
		h.Keys = keys
	}
	most := h.Keys * perKey
	if h.Whole {
		most = h.Clients * perClient
	}
	if h.Bounds { // so that all policies have a turn
		most = max(most/4, 1)
	}
	for done, batch := 0, 0; done < h.Ops; batch++ {
		n := min(h.Ops-done, most)
		records, err := h.recording(new, n, batch)
		if err != nil {
			return fmt.Errorf("%+v: %w", h, err)
		}
		if err := h.decide(records); err != nil {
			return fmt.Errorf("%+v, after %d operations: %w", h, done, err)
		}
		done += n
	}
	return nil
}

func (h History) decide(records [][]record) error {
	model, names, parts := h.parts(records)
	all := porcupine.Model{
		Partition: func([]porcupine.Operation) [][]porcupine.Operation { return parts },
		Init:      model.Init, Step: model.Step, DescribeOperation: model.DescribeOperation,
	}
	if porcupine.CheckOperationsTimeout(all, nil, undecided) == porcupine.Ok {
		return nil
	}
	for i, ops := range parts {
		switch result, info := porcupine.CheckOperationsVerbose(model, ops, undecided); result {
		case porcupine.Illegal:
			return fmt.Errorf("the history of %s is not linearizable: %s", names[i], excerpt(ops, info))
		case porcupine.Unknown:
			return fmt.Errorf("the history of %s could not be decided in %v", names[i], undecided)
		}
	}
	return fmt.Errorf("the history could not be decided in %v", undecided)
}

// parts returns the parts of a history that can be decided one by one: the keys,
// unless it has operations on all of them.
func (h History) parts(records [][]record) (model porcupine.Model, names []string, parts [][]porcupine.Operation) {
	model, names = whole, []string{"the whole cache"}
	if !h.Whole {
		model, names = register, make([]string, h.Keys)
		if h.Bounds {
			model = leaky
		}
		for key := range names {
			names[key] = numbered(key)
		}
	}
	parts = make([][]porcupine.Operation, len(names))
	for client, rs := range records {
		for i := range rs {
			r := &rs[i]
			part := r.key % len(names)
			parts[part] = append(parts[part], porcupine.Operation{ClientId: client, Input: r, Call: r.call, Return: r.end})
		}
	}
	return model, names, parts
}

// register is one key of a cache. Its state is the Set whose value it holds,
// nil if none.
var register = porcupine.Model{
	Init: func() any { return (*record)(nil) },
	Step: func(state, input, _ any) (bool, any) {
		held, r := state.(*record), input.(*record)
		if r.kind == opSet {
			return true, r
		}
		var after *record
		found := r.value
		switch {
		case r.kind == opSetIf && r.agree:
			found, after = r.old, r
		case r.kind == opSetIf:
			found, after = r.old, held
		case r.kind == opGet && r.found:
			after = held
		}
		if r.found {
			return held != nil && (r.kind == opDelete || held.value == found) && !held.surelyExpired(r), after
		}
		return held == nil || held.perhapsExpired(r), after
	},
	DescribeOperation: func(input, _ any) string { return input.(*record).String() },
}

// leaky is one key of a bounded cache: what it holds may be lost at any time. As long
// as nobody misses it, it may as well be there still; then it is gone for good.
var leaky = porcupine.Model{
	Init: register.Init,
	Step: func(state, input, output any) (bool, any) {
		switch r := input.(*record); {
		case r.kind == opSet, r.found:
		case r.kind == opSetIf && r.agree:
			return true, r
		default:
			return true, (*record)(nil)
		}
		return register.Step(state, input, output)
	},
	DescribeOperation: register.DescribeOperation,
}

// surelyExpired reports whether the latest deadline that the Set r can have
// given had passed when op began.
func (r *record) surelyExpired(op *record) bool {
	return r.ttl != larder.NoExpiry && op.early >= r.late+r.ttl
}

// perhapsExpired reports whether the earliest deadline that the Set r can have
// given had passed when op ended.
func (r *record) perhapsExpired(op *record) bool {
	return r.ttl != larder.NoExpiry && op.late >= r.early+r.ttl
}

// excerpt returns the operations around the one at which the longest attempt
// to put them in order got stuck.
func excerpt(ops []porcupine.Operation, info porcupine.LinearizationInfo) string {
	longest := 0
	for _, orders := range info.PartialLinearizations() {
		for _, order := range orders {
			longest = max(longest, len(order))
		}
	}
	ops = slices.Clone(ops)
	slices.SortFunc(ops, func(a, b porcupine.Operation) int { return int(a.Call - b.Call) })
	var b strings.Builder
	fmt.Fprintf(&b, "no order for more than %d of %d operations; about there:\n", longest, len(ops))
	for _, op := range ops[max(longest-8, 0):min(longest+8, len(ops))] {
		fmt.Fprintf(&b, "\tclient %d %v\n", op.ClientId, op.Input)
	}
	return b.String()
}
