package storetest_test

import (
	"fmt"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/storetest"
)

// A backend's test describes its store like this, and hands the function to
// Run.
func Example() {
	subject := func() storetest.Subject {
		var store engine.Store[int, int] // = the backend's
		return storetest.Subject{Store: store, Held: func() bool { return false }}
	}
	fmt.Println(subject().ScanHold)
	// Output: 0
}
