package syncmap_test

import (
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/syncmap"
)

// The sweeper takes what has expired from the top of a heap; nothing needs to
// be read for that.
func ExampleNew() {
	clock := fakeclock.New(time.Now())
	cache, err := syncmap.New(larder.Options[int, string]{Clock: clock})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()
	for i := range 10 {
		cache.Set(i, "value", time.Duration(i+1)*time.Minute)
	}
	clock.Advance(5*time.Minute + 10*time.Second)
	fmt.Println(cache.Len(), cache.Stats().SweepDeletes)
	// Output: 5 5
}
