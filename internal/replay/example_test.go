package replay_test

import (
	"fmt"

	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

func Example() {
	// Three objects, asked for in turn, are one too many for a cache of two:
	// each is gone when it is asked for again. Knowing the future helps.
	loop := &workload.Stream{Keys: 3}
	for i := range 30 {
		loop.Ops = append(loop.Ops, workload.Op{Key: uint32(i % 3), Kind: workload.Get})
	}
	for _, name := range []string{"lru", replay.Optimum} {
		policy, err := replay.Named(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		result, err := replay.Run(loop, policy, replay.Limits{Capacity: 2}, 0)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %.2f\n", policy.Name, result.Ratio())
	}
	// Output:
	// lru 0.00
	// opt 60.00
}
