package main_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	peers "github.com/larder-go/larder/peers"
)

var names = []string{
	"xsync3", "xsync4", "sync-map", "mutex-map", "otter", "otter-ttl", "theine", "ristretto",
	"lru", "lru-ttl", "2q", "arc", "ttlcache", "go-cache", "sturdyc", "bigcache", "fastcache", "freecache",
}

// What some cannot.
var (
	unbounded = []string{"xsync3", "xsync4", "sync-map", "mutex-map", "go-cache"}
	noInts    = []string{"go-cache", "sturdyc", "bigcache", "fastcache"}
	oneTTL    = []string{"lru-ttl", "sturdyc", "bigcache"}
	ofBytes   = []string{"bigcache", "fastcache", "freecache"}
	ofOurs    = []string{"sync-map", "mutex-map"} // of no library
)

// which returns the names of the peers of which something is true.
func which(is func(bench.Backend) bool) (names []string) {
	for _, b := range peers.Peers() {
		if is(b) {
			names = append(names, b.Name)
		}
	}
	return names
}

// each runs a test on a cache of each peer, for as many keys and closed at the
// end, after which it must not have left a goroutine.
func each(t *testing.T, keys int, ttl time.Duration, test func(t *testing.T, b bench.Backend, c bench.Cache[string])) {
	t.Helper()
	eachOf(t, bench.Setup{Keys: keys, TTL: ttl}, test)
}

// eachOf does so with a set-up, once with statistics and once without: with a
// capacity of those that can have one.
func eachOf(t *testing.T, setup bench.Setup, test func(t *testing.T, b bench.Backend, c bench.Cache[string])) {
	t.Helper()
	for _, b := range peers.Peers() {
		if setup.Capacity > 0 && (b.Unbounded || b.Cannot != nil && b.Cannot(setup) != "") {
			continue
		}
		for _, noStats := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/nostats=%v", b.Name, noStats), func(t *testing.T) {
				defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
				s := setup
				s.NoStats = noStats
				c, err := b.NewString(s)
				require.NoError(t, err)
				test(t, b, c)
				require.NoError(t, c.Close())
			})
		}
	}
}

// settle waits until what was set is there.
func settle(c any) {
	if w, ok := c.(bench.Waiter); ok {
		w.Wait()
	}
}

func TestNames(t *testing.T) {
	var got, all []string
	for _, b := range peers.Peers() {
		got = append(got, b.Name)
		require.False(t, b.Default, "%s is measured only if it is named", b.Name)
		require.NotEmpty(t, b.About, b.Name)
	}
	require.Equal(t, names, got)
	require.Equal(t, unbounded, which(func(b bench.Backend) bool { return b.Unbounded }))
	require.Equal(t, noInts, which(func(b bench.Backend) bool { return b.NewInt == nil }))
	require.Equal(t, oneTTL, which(func(b bench.Backend) bool { return b.OneTTL }))
	require.Equal(t, ofBytes, which(func(b bench.Backend) bool { return b.Copies }))
	require.Equal(t, ofOurs, which(func(b bench.Backend) bool { return b.Module == "" }), "the others come from a module")
	for _, b := range peers.Backends() {
		require.NotContains(t, all, b.Name)
		all = append(all, b.Name)
	}
	require.Subset(t, all, names)
	require.Equal(t, "cow", all[0])
	require.Equal(t, []string{"noop", "rawmap"}, all[len(all)-2:], "benchstat compares with what comes first")
}

func TestStoreFindDeleteCount(t *testing.T) {
	const keys = 1000
	each(t, keys, time.Hour, func(t *testing.T, b bench.Backend, c bench.Cache[string]) {
		_, ok := c.Get("absent")
		require.False(t, ok)
		require.Zero(t, c.Len())
		for round := range 3 { // the others overwrite
			for i := range keys {
				require.NoError(t, c.Set(fmt.Sprint(i), fmt.Append(nil, i, round), 0))
			}
			settle(c)
			for i := range keys {
				v, ok := c.Get(fmt.Sprint(i))
				require.True(t, ok, "key %d was evicted", i)
				require.Equal(t, fmt.Sprint(i, round), string(v))
			}
			require.Equal(t, keys, c.Len())
		}
		require.True(t, c.Delete("7"))
		settle(c)
		_, ok = c.Get("7")
		require.False(t, ok)
		require.Equal(t, keys-1, c.Len())
		// Those whose libraries do not tell say yes.
		untold := []string{"theine", "ristretto", "2q", "arc", "ttlcache", "go-cache", "sturdyc", "fastcache"}
		require.Equal(t, slices.Contains(untold, b.Name), c.Delete("7"))
	})
}

func TestIntegerKeys(t *testing.T) {
	for _, b := range peers.Peers() {
		if b.NewInt == nil {
			continue
		}
		t.Run(b.Name, func(t *testing.T) {
			defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
			c, err := b.NewInt(bench.Setup{Keys: 2})
			require.NoError(t, err)
			require.NoError(t, c.Set(-1, []byte("a"), 0))
			require.NoError(t, c.Set(1<<30, []byte("b"), 0))
			settle(c)
			v, _ := c.Get(-1)
			require.Equal(t, "a", string(v))
			v, _ = c.Get(1 << 30)
			require.Equal(t, "b", string(v))
			require.NoError(t, c.Close())
		})
	}
}

// TestTimesToLive: who claims to know them does, the others say that they do not.
func TestTimesToLive(t *testing.T) {
	for _, usual := range []time.Duration{0, time.Hour, larder.NoExpiry} {
		each(t, 3, usual, func(t *testing.T, b bench.Backend, c bench.Cache[string]) {
			if b.OneTTL {
				require.NoError(t, c.Set("key", []byte("key"), usual))
				require.ErrorContains(t, c.Set("soon", []byte("soon"), time.Nanosecond), "one time to live for all entries")
				_, ok := c.Get("key")
				require.True(t, ok)
				return
			}
			for key, ttl := range map[string]time.Duration{"usual": 0, "never": larder.NoExpiry, "soon": time.Hour} {
				require.NoError(t, c.Set(key, []byte(key), ttl))
			}
			settle(c)
			require.NoError(t, c.Set("soon", []byte("soon"), time.Nanosecond))
			gone := func() bool { _, ok := c.Get("soon"); return !ok }
			if b.NoTTL {
				require.False(t, gone())
			} else {
				require.Eventually(t, gone, time.Minute, time.Millisecond)
			}
			for _, key := range []string{"usual", "never"} {
				_, ok := c.Get(key)
				require.True(t, ok, key)
			}
		})
	}
}

// TestUsualTimeToLive is that of the setup, where Set is given none.
func TestUsualTimeToLive(t *testing.T) {
	each(t, 1, time.Nanosecond, func(t *testing.T, b bench.Backend, c bench.Cache[string]) {
		require.NoError(t, c.Set("key", []byte("v"), larder.DefaultTTL))
		settle(c)
		gone := func() bool { _, ok := c.Get("key"); return !ok }
		if b.NoTTL {
			require.False(t, gone())
		} else {
			require.Eventually(t, gone, time.Minute, time.Millisecond)
		}
	})
}

// TestCapacity: what is new takes the place of others, and those that are left have
// their own values. Caches in shards, or that evict later, may hold somewhat more,
// and ristretto refuses what is new.
func TestCapacity(t *testing.T) {
	const keys, limit = 20_000, 1000
	setup := bench.Setup{Keys: keys, TTL: time.Hour, Capacity: limit, EntryBytes: 10, LargestBytes: 10}
	require.Equal(t, ofBytes, which(func(b bench.Backend) bool { return b.Cannot != nil && b.Cannot(setup) != "" }), "they are for more")
	eachOf(t, setup, func(t *testing.T, b bench.Backend, c bench.Cache[string]) {
		for i := range keys {
			key := fmt.Sprint(i)
			require.NoError(t, c.Set(key, []byte(key), 0))
		}
		settle(c)
		most := limit
		if !slices.Contains([]string{"lru", "lru-ttl", "2q", "arc", "ttlcache", "sturdyc"}, b.Name) {
			most += limit/10 + 128
		}
		require.LessOrEqual(t, c.Len(), most)
		require.Greater(t, c.Len(), limit/2)
		found := 0
		for i := range keys {
			key := fmt.Sprint(i)
			if v, ok := c.Get(key); ok {
				require.Equal(t, key, string(v))
				found++
			}
		}
		require.LessOrEqual(t, found, most)
		require.Greater(t, found, limit/2)
	})
}

// TestTwoGoroutines write and read the same keys; the race detector watches.
func TestTwoGoroutines(t *testing.T) {
	const keys, rounds = 64, 200
	each(t, keys, time.Hour, func(t *testing.T, _ bench.Backend, c bench.Cache[string]) {
		var wrong [2]string
		var both sync.WaitGroup
		for g := range wrong {
			both.Go(func() {
				for i := range keys * rounds {
					key := fmt.Sprint(i % keys)
					switch {
					case i%5 == g:
						if err := c.Set(key, []byte(key), 0); err != nil {
							wrong[g] = err.Error()
						}
					case i%97 == g:
						c.Delete(key)
					default:
						if v, ok := c.Get(key); ok && string(v) != key {
							wrong[g] = fmt.Sprintf("%q for %q", v, key)
						}
					}
				}
			})
		}
		both.Wait()
		require.Equal(t, [2]string{}, wrong)
		settle(c)
		require.LessOrEqual(t, c.Len(), keys)
	})
}
