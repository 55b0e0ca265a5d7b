package breaker_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/larder-go/larder/internal/breaker"
)

func Example() {
	b := breaker.New(breaker.Options{Failures: 2, OpenFor: time.Minute})
	ask := func() error { return errors.New("connection refused") }
	for range 3 {
		call, ok := b.Allow()
		if !ok {
			fmt.Println("not asked")
			continue
		}
		err := ask()
		b.Done(call, err != nil)
		fmt.Println(err)
	}
	// Output:
	// connection refused
	// connection refused
	// not asked
}
