package faulttest_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis/internal/redistest"
)

// TestCutBackplane: the messages of a node are cut off while another makes 10,000 changes. When they
// come again nothing old is served beyond the bound: a heartbeat or two.
func TestCutBackplane(t *testing.T) {
	for name, cutFor := range map[string]time.Duration{"ForFiveSeconds": 5 * time.Second} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			db := newOrigin()
			o := fast(db)
			o.MaxStaleness = time.Hour // so that nothing else heals it
			writer := newNode(t, server.Addr(), o, false)
			reader := newNode(t, server.Addr(), o, true)
			keys := make([]string, 100)
			for k := range keys {
				keys[k] = fmt.Sprintf("k%d", k)
				reader.get(keys[k])
			}
			reader.backplane.cut()
			began := time.Now()
			for i := range 10_000 {
				key := keys[i%len(keys)]
				v := db.raise(key)
				if i%2 == 0 {
					require.NoError(t, writer.Set(ctx, key, value{key, v}, 0))
				} else {
					require.NoError(t, writer.Delete(ctx, key))
				}
				if i%100 == 0 {
					reader.get(keys[i/100])
				}
				if pace := began.Add(cutFor * time.Duration(i) / 10_000); time.Now().Before(pace) {
					<-time.After(time.Until(pace))
				}
			}
			require.GreaterOrEqual(t, time.Since(began), cutFor*9/10)
			healed := time.Now()
			reader.backplane.heal()
			var slowest time.Duration
			for _, key := range keys {
				reader.await(key+" is the new one", func() bool { return reader.get(key) == 100 })
				slowest = max(slowest, time.Since(healed))
			}
			t.Logf("%d changes while cut off for %v; all are seen %v after it was healed; the reader began %d terms, and revalidated %d values",
				10_000, time.Since(began).Round(time.Millisecond), slowest.Round(time.Millisecond), reader.Stats().Backplane.Terms, reader.Stats().Backplane.Revalidations)
			for _, key := range keys {
				require.Equal(t, 100, reader.get(key))
			}
		})
	}
}

// TestKilledSubscriptions: the server closes the connections of subscribers, again and again, while
// changes are made.
func TestKilledSubscriptions(t *testing.T) {
	server := redistest.Start(t)
	db := newOrigin()
	o := fast(db)
	o.MaxStaleness = time.Hour
	a, b := newNode(t, server.Addr(), o, false), newNode(t, server.Addr(), o, false)
	for i := range 200 {
		key := fmt.Sprintf("k%d", i%20)
		b.get(key)
		if i%10 == 0 {
			server.Do("CLIENT", "KILL", "TYPE", "pubsub")
		}
		v := db.raise(key)
		require.NoError(t, a.Delete(ctx, key))
		require.Equal(t, v, a.get(key))
	}
	for i := range 20 {
		key := fmt.Sprintf("k%d", i)
		b.await(key, func() bool { return b.get(key) == 10 })
	}
	require.Greater(t, b.Stats().Backplane.Terms, uint64(1))
}
