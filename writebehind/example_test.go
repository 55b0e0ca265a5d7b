package writebehind_test

import (
	"context"
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/writebehind"
)

// A counter is read and written in the cache alone; the database gets what it is when
// the batch goes out.
func Example() {
	cache, err := rwmutex.New(larder.Options[string, int]{TTL: time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()
	database := map[string]int{"pears": 7}
	queue, err := writebehind.New(func(ctx context.Context, batch []writebehind.Write[string, int]) error {
		for _, w := range batch {
			if w.Deleted {
				delete(database, w.Key)
			} else {
				database[w.Key] = w.Value
			}
		}
		return nil
	}, writebehind.Options[string, int]{
		Delay:  time.Minute,
		OnLost: func(w writebehind.Write[string, int], why error) { fmt.Println("lost:", w, why) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	for n := range 1000 {
		cache.Set("apples", n, larder.DefaultTTL)
		if err := queue.Put("apples", n); err != nil {
			fmt.Println(err)
		}
	}
	cache.Delete("pears")
	if err := queue.Delete("pears"); err != nil {
		fmt.Println(err)
	}

	apples, _, pending := queue.Get("apples") // what a load asks before the database
	fmt.Println("pending:", apples, pending, queue.Pending())

	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	fmt.Println("close:", queue.Close(ctx))
	fmt.Println("database:", database)
	fmt.Println("in writes:", queue.Stats().Written)
	// Output:
	// pending: 999 true 2
	// close: <nil>
	// database: map[apples:999]
	// in writes: 2
}
