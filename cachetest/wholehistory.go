package cachetest

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/anishathalye/porcupine"
	"github.com/larder-go/larder"
)

// Whether Clear and Snapshot take effect at one instant cannot be told key by
// key: to each key they did. So these histories are decided as a whole, with
// all keys as the state. That takes long for long ones, so they are short and
// many: 3 clients, some 40 operations each, and a new cache every time.
var wholeRules = []rule{
	{"LinearizableAsAWhole", linearizableAsAWhole(History{Whole: true, Ops: 20_000})},
	{"LinearizableAsAWholeWhileItGrows", linearizableAsAWhole(History{Whole: true, Churn: true, Ops: 4_800})},
}

func linearizableAsAWhole(h History) func(*probe) {
	return func(p *probe) {
		if len(offered(p.open(options{}).Cache)) == 0 {
			p.skip("the cache is neither a larder.Clearer nor a larder.Snapshotter: key by key is enough")
		}
		linearizable(h)(p)
	}
}

// offered returns those operations on all of a cache that it has.
func offered(cache larder.Cache[string, int]) (kinds []opKind) {
	if _, ok := cache.(larder.Clearer); ok {
		kinds = append(kinds, opClear)
	}
	if _, ok := cache.(larder.Snapshotter[string, int]); ok {
		kinds = append(kinds, opSnapshot)
	}
	return kinds
}

const (
	wholeKeys = 8  // at most
	perClient = 40 // operations in one history
)

// contents is what all keys hold; 0 is none.
type contents [wholeKeys]int

// whole is a cache of a few keys. Its state is its contents.
var whole = porcupine.Model{
	Init: func() any { return contents{} },
	Step: func(state, input, _ any) (bool, any) {
		held, r := state.(contents), input.(*record)
		ok := true
		switch r.kind {
		case opGet:
			ok = r.found && held[r.key] == r.value || !r.found && held[r.key] == 0
		case opSet:
			held[r.key] = r.value
		case opDelete:
			ok = r.found == (held[r.key] != 0)
			held[r.key] = 0
		case opClear:
			held = contents{}
		case opSnapshot:
			ok = held == r.shown
		}
		return ok, held
	},
	DescribeOperation: register.DescribeOperation,
}

// planWhole chooses the operations of one client; a Get for each that is not
// offered. In half of the histories client 0 alone writes: it sets all keys and
// clears, again and again, so that no Set excuses who finds a key of the last
// round after another one was seen gone.
func (h History) planWhole(random *rand.Rand, client, n, batch int, offered []opKind) []record {
	records := make([]record, n)
	alone := batch/2%2 == 1 // with either clock
	for i := range records {
		r := &records[i]
		r.key = random.IntN(h.Keys)
		turn, draw := i%(h.Keys+1), random.IntN(20)
		switch {
		case alone && client == 0 && turn == h.Keys:
			r.kind = opClear
		case alone && client == 0:
			r.kind, r.key = opSet, turn
		case draw < 8 || alone && draw < 15:
			r.kind = opGet
		case draw < 12 || alone:
			r.kind = opSnapshot
		case draw < 13:
			r.kind = opClear
		case draw < 15:
			r.kind = opDelete
		default:
			r.kind = opSet
		}
		switch {
		case r.kind == opSet:
			r.value, r.ttl = i*h.Clients+client+1, hour
		case r.kind > opDelete && !slices.Contains(offered, r.kind):
			r.kind = opGet
		}
	}
	return records
}

// read notes what a snapshot shows, by All and by Get.
func (r *record) read(snapshot larder.Snapshot[string, int], keys []string) error {
	shown, visits := make(map[string]int), 0
	for key, value := range snapshot.All() {
		shown[key] = value
		visits++
	}
	for i, key := range keys {
		value, ok := snapshot.Get(key)
		if all, visited := shown[key]; ok != visited || value != all {
			return fmt.Errorf("Get(%s) of a snapshot = %d, %t, and All of it visits %d, %t", brief(key), value, ok, all, visited)
		}
		r.shown[i] = value
	}
	if n := snapshot.Len(); n != visits {
		return fmt.Errorf("Len() of a snapshot in which nothing can have expired = %d, and All of it visits %d", n, visits)
	}
	return nil
}

// churn has the table grow and shrink until over, by other keys than those of a
// history, and counts its Sets.
func churn(cache larder.Cache[string, int], sets *atomic.Int64, over func() bool) {
	for !over() {
		for i := 0; i < 1500 && !over(); i++ {
			cache.Set(fmt.Sprint("churn-", i), 1, hour) // of a cache that refuses it the clients tell
			sets.Add(1)
		}
		for i := 0; i < 1500 && !over(); i++ {
			cache.Delete(fmt.Sprint("churn-", i))
		}
	}
}

// awaitChurn lets the cache grow for a while before the history begins,
// differently far in each.
func awaitChurn(sets *atomic.Int64, batch int) {
	for far := int64(batch % 8 * 100); sets.Load() < far; {
		runtime.Gosched()
	}
}
