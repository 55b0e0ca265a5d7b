package events_test

import (
	"context"
	"fmt"

	"github.com/larder-go/larder/internal/events"
)

func Example() {
	var bus events.Bus[string]
	bus.Add(10, func(e string) { fmt.Println("heard:", e) })
	bus.Emit("a hit")
	bus.Emit("a miss")
	fmt.Println("running:", bus.Close(context.Background()))
	// Output:
	// heard: a hit
	// heard: a miss
	// running: 0
}
