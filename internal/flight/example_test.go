package flight_test

import (
	"context"
	"fmt"

	"github.com/larder-go/larder/internal/flight"
)

// Example is one load, with the caller that leads it and another that shares it.
func Example() {
	g := flight.New[string, int](0)
	ctx := context.Background()
	caller := flight.Ask(ctx)

	lead, leads, _ := g.Join(caller, "a", nil)
	fmt.Println(leads, g.Begin(lead.Run))
	shared, leads, _ := g.Join(caller, "a", nil)
	fmt.Println(leads, shared == lead)

	// The load: not fenced, so its result may be stored.
	fmt.Println(lead.Fence.Raised())
	g.Settle(lead, 42, true)
	g.End(lead.Run)

	<-shared.Done()
	fmt.Println(shared.Result())
	g.Leave(caller, lead, false)
	g.Leave(caller, shared, false)
	fmt.Println(g.Close(ctx, nil))
	// Output:
	// true true
	// false true
	// false
	// 42
	// 0
}
