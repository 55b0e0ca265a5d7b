package policy_test

import (
	"fmt"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/policy"
)

func Example() {
	b := policy.New(policy.Settings{Capacity: 2, Policy: larder.PolicyLRU})
	marks := map[string]*policy.Mark{"a": {}, "b": {}, "c": {}}
	for i, key := range []string{"a", "b", "c"} {
		// Linked in a table by now.
		l := b.Admit(policy.Arrival{Mark: marks[key], Hash: uint64(i), Born: policy.Unborn}, nil)
		for i := range l.Len() {
			out := l.At(i).Mark
			fmt.Println("a has to leave:", out == marks["a"], "b:", out == marks["b"])
		}
		b.Settle(l)
		if key == "a" {
			b.Hit(marks["a"], marks["a"].Hits, func() uint64 { return uint64(i) })
		}
	}
	// Output: a has to leave: false b: true
}
