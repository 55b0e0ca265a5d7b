package larder_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
)

func Example() {
	cache, err := cow.New(larder.Options[string, int]{TTL: time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()

	cache.Set("apples", 3, larder.DefaultTTL)
	cache.Set("pears", 5, 10*time.Minute)
	cache.Set("plums", 7, larder.NoExpiry)
	apples, ok := cache.Get("apples")
	fmt.Println(apples, ok)
	// Output: 3 true
}

func ExampleBetween() {
	cache, _ := cow.New(larder.Options[string, int]{})
	defer cache.Close()
	err := cache.Set("key", 1, larder.Between(4*time.Minute, 6*time.Minute))
	fmt.Println(err)
	// Output: <nil>
}

func ExampleOptions_onRemove() {
	clock := fakeclock.New(time.Now())
	cache, _ := cow.New(larder.Options[string, int]{
		Clock: clock,
		OnRemove: func(key string, value int, cause larder.Cause) {
			fmt.Println(key, value, cause)
		},
	})
	defer cache.Close()
	cache.Set("a", 1, time.Minute)
	cache.Set("a", 2, time.Minute)
	cache.Set("b", 3, larder.NoExpiry)
	cache.Delete("b")
	clock.Advance(2 * time.Minute)
	// Output:
	// a 1 replaced
	// b 3 deleted
	// a 2 expired
}

func ExampleOptionError() {
	_, err := cow.New(larder.Options[string, int]{TTL: -time.Second})
	fmt.Println(err)
	if refused := (*larder.OptionError)(nil); errors.As(err, &refused) {
		fmt.Println(refused.Field)
	}
	// Output:
	// larder: Options.TTL: -1s is negative
	// TTL
}

func ExampleOptions_jitter() {
	clock := fakeclock.New(time.Now())
	cache, _ := cow.New(larder.Options[int, string]{
		TTL:    5 * time.Minute,
		Jitter: 0.2, // each lives for 4 to 5 minutes
		Clock:  clock,
	})
	defer cache.Close()
	for key := range 10_000 {
		cache.Set(key, "value", larder.DefaultTTL)
	}
	clock.Advance(4*time.Minute + 30*time.Second)
	gone := 10_000 - cache.Len()
	fmt.Println(4_000 < gone && gone < 6_000)
	// Output: true
}

func ExampleOptions_sliding() {
	clock := fakeclock.New(time.Now())
	sessions, _ := cow.New(larder.Options[string, string]{
		TTL:     time.Hour,
		Sliding: 0.1, // a hit prolongs where that gains 6 minutes or more
		Clock:   clock,
	})
	defer sessions.Close()
	sessions.Set("token", "user", larder.DefaultTTL)
	clock.Advance(50 * time.Minute)
	sessions.Get("token")
	clock.Advance(50 * time.Minute)
	user, ok := sessions.Get("token")
	fmt.Println(user, ok)
	// Output: user true
}

func ExampleOptions_sweeper() {
	cache, err := cow.New(larder.Options[string, int]{
		Sweeper:     larder.SweepAdaptive,
		SweepBudget: 1_000_000, // entries a second, an eighth of the default
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()
	fmt.Println(cache.Set("key", 1, time.Minute))
	// Output: <nil>
}

func ExampleStats_overdue() {
	clock := fakeclock.New(time.Now())
	cache, _ := cow.New(larder.Options[string, int]{Sweeper: larder.SweepNone, Clock: clock})
	defer cache.Close()
	cache.Set("key", 1, time.Second)
	clock.Advance(time.Minute)

	behind := func(s larder.Stats) bool {
		return s.SweepLag > 10*time.Second && s.Overdue > s.Size/100
	}
	s := cache.Stats()
	fmt.Println(behind(s), s.Overdue, s.SweepLag)
	// Output: true 1 59s
}

func ExampleOptions_maxWeight() {
	evictions := 0
	cache, err := cow.New(larder.Options[string, []byte]{
		Capacity:  100_000,   // entries, and
		MaxWeight: 256 << 20, // bytes; one of them is enough
		Weigh:     func(key string, value []byte) int64 { return int64(len(key) + len(value)) },
		OnRemove: func(key string, value []byte, cause larder.Cause) {
			if cause == larder.CauseEvicted {
				evictions++ // it had to make room: nothing to do with its time to live
			}
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()
	err = cache.Set("movie", make([]byte, 300<<20), larder.NoExpiry)
	fmt.Println(err, errors.Is(err, larder.ErrTooLarge))
	for i := range 1000 {
		cache.Set(fmt.Sprint(i), make([]byte, 1<<20), larder.NoExpiry)
	}
	s := cache.Stats()
	fmt.Println(s.Weight <= 256<<20, s.Evictions+s.Rejections+uint64(s.Size) == 1000, int(s.Evictions) == evictions)
	// Output:
	// larder: entry weighs more than the cache may hold: 314572805 of 268435456 true
	// true true true
}

func ExampleResizer() {
	cache, _ := cow.New(larder.Options[int, string]{Capacity: 1000})
	defer cache.Close()
	for key := range 1000 {
		cache.Set(key, "value", larder.NoExpiry)
	}
	fmt.Println(cache.Len(), cache.Resize(10), cache.Len())
	fmt.Println(cache.Resize(0))
	// Output:
	// 1000 <nil> 10
	// larder: limit cannot be set: Capacity: 0 is less than 1 (close the cache to have none)
}
