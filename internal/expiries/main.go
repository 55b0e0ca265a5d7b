// Command expiries counts how many entries expire in each second, of keys that
// are set together: with one time to live, with Options.Jitter, and with
// larder.Between. It prints them in the Go benchmark format, for a picture. The
// clock is a fake one, so that it takes no longer than the cache does.
//
// Not for measuring how fast anything is: cachebench does that.
package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
)

const (
	keys = 10_000
	ttl  = 5 * time.Minute
)

// way is how the keys get their time to live.
type way struct {
	name   string
	jitter float64
	ttl    func() time.Duration // of one key
}

var ways = []way{
	{name: "jitter=0/ttl=5m", ttl: func() time.Duration { return ttl }},
	{name: "jitter=0.2/ttl=5m", jitter: 0.2, ttl: func() time.Duration { return ttl }},
	{name: "jitter=0/ttl=4m-6m", ttl: func() time.Duration { return larder.Between(4*time.Minute, 6*time.Minute) }},
}

func main() {
	if err := write(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "expiries:", err)
		os.Exit(1)
	}
}

// write prints a line for each second in which anything expired.
func write(out io.Writer) error {
	if _, err := fmt.Fprintf(out, "# %d keys set at t=0; seconds without a line had no expiry\n", keys); err != nil {
		return err
	}
	for _, w := range ways {
		counts, err := w.count(keys)
		if err != nil {
			return err
		}
		for _, second := range slices.Sorted(maps.Keys(counts)) {
			if _, err := fmt.Fprintf(out, "BenchmarkExpiries/%s/t=%04ds 1 %d expiries/s\n", w.name, second, counts[second]); err != nil {
				return err
			}
		}
	}
	return nil
}

// count sets n keys in a loop and returns how many were reported as expired in
// each second after that, until none is left.
func (w way) count(n int) (perSecond map[int]int, err error) {
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	clock := fakeclock.New(begin)
	perSecond = map[int]int{}
	cache, err := cow.New(larder.Options[int, int]{
		Jitter: w.jitter,
		Clock:  clock,
		OnRemove: func(_, _ int, cause larder.Cause) {
			if cause == larder.CauseExpired {
				perSecond[int(clock.Now().Sub(begin)/time.Second)]++
			}
		},
	})
	if err != nil {
		return nil, err
	}
	defer cache.Close()
	for key := range n {
		if err := cache.Set(key, 0, w.ttl()); err != nil {
			return nil, err
		}
	}
	for cache.Len() > 0 {
		clock.Advance(time.Second)
	}
	return perSecond, nil
}
