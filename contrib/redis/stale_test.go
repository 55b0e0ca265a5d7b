package redis_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
)

// TestNothingStaleStays has loaders that load and fill without pause while the origin
// changes. After a change that was followed by an invalidation nobody may be shown
// what was there before, whoever was loading at that time.
func TestNothingStaleStays(t *testing.T) {
	onEach(t, func(t *testing.T, o one) {
		const keys, rounds, loaders = 3, 60, 6
		var origin [keys]atomic.Int64
		name := func(i int) string { return fmt.Sprint("k", i) }
		stop := make(chan struct{})
		var loading sync.WaitGroup
		var filled atomic.Int64
		for range loaders {
			loading.Add(1)
			go func() {
				defer loading.Done()
				for i := 0; ; i = (i + 1) % keys {
					select {
					case <-stop:
						return
					default:
					}
					key, token := name(i), newToken()
					record := o.Get(ctx, []string{key})[0]
					l := o.Lease(ctx, []string{key}, []uint64{record.Version}, tiered.Leasing{Token: token, For: patience})[0]
					if record.Err != nil || l != (tiered.Lease{}) {
						continue
					}
					value := fmt.Sprint(origin[i].Load())
					o.Get(ctx, []string{"something else"}) // a load takes its time
					out := o.Fill(ctx, token, []tiered.Filling{filling(key, value, "red", name(i))})[0]
					if out.Err == nil && !out.Refused {
						filled.Add(1)
					}
				}
			}()
		}
		for round := range rounds {
			i := round % keys
			now := origin[i].Add(1)
			switch round / keys % 4 {
			case 0:
				o.invalidate(name(i), tiered.Removed)
			case 1:
				o.invalidateTag(name(i))
			case 2:
				o.invalidateTag("red")
			case 3:
				require.NoError(t, o.InvalidateAll(ctx, tiered.Expired, nil).Err)
			}
			for range 10 {
				if record := o.get(name(i)); record.Payload != nil && !record.Expired {
					require.Equal(t, fmt.Sprint(now), string(record.Payload), "round %d", round)
				}
			}
		}
		close(stop)
		loading.Wait()
		require.NotZero(t, filled.Load())
	})
}
