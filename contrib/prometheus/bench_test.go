package larderprom_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	larderprom "github.com/larder-go/larder/contrib/prometheus"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/rwmutex"
)

// BenchmarkGather shows what a scrape costs by the number of entries: nothing, unless
// they are overdue.
func BenchmarkGather(b *testing.B) {
	backends := map[string]func(larder.Options[string, int]) (cache, error){
		"cow":     func(o larder.Options[string, int]) (cache, error) { return cow.New(o) },
		"rwmutex": func(o larder.Options[string, int]) (cache, error) { return rwmutex.New(o) },
	}
	for _, backend := range []string{"cow", "rwmutex"} {
		for _, entries := range []int{0, 1_000, 100_000} {
			for _, overdue := range []bool{false, true} {
				b.Run(fmt.Sprintf("backend=%s/entries=%d/overdue=%t", backend, entries, overdue), func(b *testing.B) {
					clock := fakeclock.New(time.Unix(0, 0))
					o := larder.Options[string, int]{TTL: time.Minute, Clock: clock}
					if overdue {
						o.Sweeper = larder.SweepNone
					}
					c, err := backends[backend](o)
					require.NoError(b, err)
					defer c.Close()
					for i := range entries {
						c.Set(strconv.Itoa(i), i, larder.DefaultTTL)
					}
					if overdue {
						clock.Advance(time.Hour)
					}
					metrics, err := larderprom.New("x", c)
					require.NoError(b, err)
					registry := prometheus.NewRegistry()
					registry.MustRegister(metrics)
					for b.Loop() {
						if _, err := registry.Gather(); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
