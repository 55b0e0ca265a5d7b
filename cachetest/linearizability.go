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
}

func linearizable(h History) func(*probe) {
	return func(p *probe) {
		p.allow(time.Duration(searches(10)) * patience)
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
// operations, and returns an error if one was not linearizable, key by key: if
// its operations cannot be put in an order that agrees with real time and in
// which each did what it says. A value whose deadline the clock passed during
// an operation may be live or expired to it. A history that cannot be decided
// within a minute is an error too.
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
	if h.Clients == 0 {
		h.Clients = 4
	}
	if h.Keys == 0 {
		h.Keys = 16
	}
	for done, batch := 0, 0; done < h.Ops; batch++ {
		n := min(h.Ops-done, h.Keys*perKey)
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
	byKey := make([][]porcupine.Operation, h.Keys)
	for client, rs := range records {
		for i := range rs {
			r := &rs[i]
			byKey[r.key] = append(byKey[r.key], porcupine.Operation{ClientId: client, Input: r, Call: r.call, Return: r.end})
		}
	}
	all := porcupine.Model{
		Partition: func([]porcupine.Operation) [][]porcupine.Operation { return byKey },
		Init:      register.Init, Step: register.Step, DescribeOperation: register.DescribeOperation,
	}
	if porcupine.CheckOperationsTimeout(all, nil, undecided) == porcupine.Ok {
		return nil
	}
	for key, ops := range byKey {
		switch result, info := porcupine.CheckOperationsVerbose(register, ops, undecided); result {
		case porcupine.Illegal:
			return fmt.Errorf("the history of %s is not linearizable: %s", numbered(key), excerpt(ops, info))
		case porcupine.Unknown:
			return fmt.Errorf("the history of %s could not be decided in %v", numbered(key), undecided)
		}
	}
	return fmt.Errorf("the history could not be decided in %v", undecided)
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
		if r.kind == opGet && r.found {
			after = held
		}
		if r.found {
			return held != nil && (r.kind == opDelete || held.value == r.value) && !held.surelyExpired(r), after
		}
		return held == nil || held.perhapsExpired(r), after
	},
	DescribeOperation: func(input, _ any) string { return input.(*record).String() },
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
