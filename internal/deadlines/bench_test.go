package deadlines_test

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkAddDue is what one entry costs an index that holds size others: one
// is added, and time goes on so that one falls due, swept 1,024 at a time.
// spread=0 is one time to live for all, spread=1 any up to twice that.
func BenchmarkAddDue(b *testing.B) {
	for _, k := range kinds {
		for _, size := range []int{1000, 1_000_000} {
			for _, spread := range []int64{0, 1} {
				b.Run(fmt.Sprintf("index=%s/size=%d/spread=%d", k.name, size, spread), func(b *testing.B) {
					x, ttl := k.make(), int64(10*time.Minute)
					tick := ttl / int64(size)
					now, random, n := int64(0), uint64(1), 0
					take := func(item) {}
					one := func() {
						random = random*6364136223846793005 + 1442695040888963407
						x.Add(item{Deadline: now + ttl + spread*(int64(random>>1)%(2*ttl)-ttl)})
						now += tick
						if n++; n%1024 == 0 {
							for x.Due(now, 1024, take) == 1024 {
							}
						}
					}
					for range 2 * size {
						one()
					}
					b.ReportAllocs()
					for b.Loop() {
						one()
					}
				})
			}
		}
	}
}
