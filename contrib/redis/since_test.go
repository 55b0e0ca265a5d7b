package redis_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// TestSinceIsCorrected has another client raise the counter, so that what this one
// knows of it is always old.
func TestSinceIsCorrected(t *testing.T) {
	server := redistest.Start(t)
	o, other := newOne(t, server), newOne(t, server)
	o.write("k", "v")
	for i := range 20 {
		token := newToken()
		seen := o.get("leased").Version
		require.NoError(t, other.InvalidateAll(ctx, tiered.Removed, nil).Err)
		got := o.write("k", fmt.Sprint(i), "red")
		require.Equal(t, got, other.shows("k", fmt.Sprint(i), false).Version)

		require.NoError(t, other.InvalidateAll(ctx, tiered.Removed, nil).Err)
		l := o.Lease(ctx, []string{"leased"}, []uint64{seen}, tiered.Leasing{Token: token, For: patience, Lock: true})[0]
		require.Equal(t, tiered.Lease{State: tiered.LeaseGranted}, l)
		require.True(t, o.fill(token, "leased", fmt.Sprint(i), "red"))
		other.shows("leased", fmt.Sprint(i), false)
	}
}

// TestWritesAndInvalidations lets them race, and looks after each round whether
// what was written after an invalidation is there, and what was before is not.
func TestWritesAndInvalidations(t *testing.T) {
	onEach(t, func(t *testing.T, o one) {
		var noise sync.WaitGroup
		stop := make(chan struct{})
		noise.Add(1)
		go func() {
			defer noise.Done()
			for {
				select {
				case <-stop:
					return
				default:
					if o.InvalidateTag(ctx, "unrelated", nil).Err != nil {
						return
					}
				}
			}
		}()
		for i := range 200 {
			key := fmt.Sprint(i)
			early := newToken()
			l := o.Lease(ctx, []string{"e" + key}, []uint64{0}, tiered.Leasing{Token: early, For: patience})[0]
			require.Equal(t, tiered.Lease{}, l)
			o.write("b"+key, "before", "red")
			o.invalidateTag("red")
			o.write("a"+key, "after", "red")
			require.True(t, o.fill(early, "e"+key, "early", "red"))
			token := o.granted("l" + key)
			require.True(t, o.fill(token, "l"+key, "late", "red"))
			o.shows("b"+key, "", false)
			o.shows("e"+key, "", false)
			o.shows("a"+key, "after", false)
			o.shows("l"+key, "late", false)
		}
		close(stop)
		noise.Wait()
	})
}
