package tieredtest_test

import (
	"context"
	"fmt"

	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

// What does a program do when its second tier is down? It loads from the origin.
func Example() {
	ctx := context.Background()
	memory, err := tiered.NewMemory(tiered.MemoryOptions{})
	if err != nil {
		panic(err)
	}
	remote := tieredtest.NewChaosRemote(memory, 1)
	cache, err := tiered.New(tiered.Options[string]{
		L1: tiered.Over[string](cow.New), Remote: remote,
		Load: tiered.Plain(func(context.Context, string) (string, error) { return "of the origin", nil }),
	})
	if err != nil {
		panic(err)
	}
	defer cache.Close(ctx)

	remote.Set(tieredtest.Faults{Down: true})
	v, err := cache.Get(ctx, "k")
	fmt.Println(v, err)
	fmt.Println("calls that failed:", remote.Injected().Failed)
	// Output:
	// of the origin <nil>
	// calls that failed: 1
}
