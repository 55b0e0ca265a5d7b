package tiered_test

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/tiered"
)

// nameless is a codec without an ID.
type nameless struct{ tiered.Codec[string] }

func (nameless) ID() string { return "" }

func TestNewRefusesOptions(t *testing.T) {
	for field, change := range map[string]func(o *options){
		"L1":                   func(o *options) { o.L1 = nil },
		"Codec":                func(o *options) { o.Codec = nameless{tiered.Text()} },
		"Sliding":              func(o *options) { o.Sliding = 0.5 },
		"RefreshAfter":         func(o *options) { o.RefreshAfter = math.NaN() },
		"OnRemoteDown":         func(o *options) { o.OnRemoteDown = 9 },
		"Name":                 func(o *options) { o.Name = strings.Repeat("n", 65) },
		"MaxStaleness":         func(o *options) { o.MaxStaleness = -1 },
		"StaleIfError":         func(o *options) { o.StaleIfError = -1 },
		"StaleWhileRevalidate": func(o *options) { o.StaleWhileRevalidate = -1 },
		"RemoteTimeout":        func(o *options) { o.RemoteTimeout = -1 },
		"RemoteSoftTimeout":    func(o *options) { o.RemoteSoftTimeout = -1 },
		"BreakerOpenFor":       func(o *options) { o.BreakerOpenFor = -1 },
		"LeaseTTL":             func(o *options) { o.LeaseTTL = 1 },
		"LockWait":             func(o *options) { o.LockWait = -1 },
		"Heartbeat":            func(o *options) { o.Heartbeat = -1 },
		"Backlog":              func(o *options) { o.Backlog = -1 },
		"BacklogAge":           func(o *options) { o.BacklogAge = -1 },
		"MaxLoads":             func(o *options) { o.MaxLoads = -1 },
		"MaxKey":               func(o *options) { o.MaxKey = -1 },
		"MaxPayload":           func(o *options) { o.MaxPayload = -1 },
		"TTL":                  func(o *options) { o.TTL = -1 },
		"Jitter":               func(o *options) { o.Jitter = 1 },
		"Capacity":             func(o *options) { o.Capacity = -1 },
		"SoftTimeout":          func(o *options) { o.SoftTimeout = -1 },
		"NegativeTTL":          func(o *options) { o.NegativeTTL = -1 },
	} {
		t.Run(field, func(t *testing.T) {
			o := options{L1: tiered.Over[string](cow.New)}
			change(&o)
			_, err := tiered.New(o)
			var wrong *larder.OptionError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, field, wrong.Field)
		})
	}
}

func TestKeysThatCannotBeAskedFor(t *testing.T) {
	c := newNode(t, options{MaxKey: 100})
	for _, key := range []string{"", "a\nb", "\x00", "a\x7f"} {
		_, err := c.Get(t.Context(), key)
		require.ErrorIs(t, err, tiered.ErrKey)
		require.ErrorIs(t, c.Set(t.Context(), key, "v", 0), tiered.ErrKey)
		require.ErrorIs(t, c.Delete(t.Context(), key), tiered.ErrKey)
		require.ErrorIs(t, c.InvalidateTag(t.Context(), key), tiered.ErrKey)
		require.ErrorIs(t, c.Put(t.Context(), "k", loaded{Tags: []string{key}}), tiered.ErrKey)
	}
	var tooLong *tiered.LimitError
	_, err := c.Get(t.Context(), strings.Repeat("k", 1<<20))
	require.ErrorAs(t, err, &tooLong)
	require.Equal(t, tiered.LimitError{What: "key", Size: 1 << 20, Limit: 100}, *tooLong)
	values, err := c.GetMany(t.Context(), []string{"{a}", "", "}"})
	require.ErrorIs(t, err, tiered.ErrKey)
	require.Empty(t, values)
	for _, key := range []string{"{a}", "}{", "a:b", "ключ"} {
		require.NoError(t, c.Set(t.Context(), key, key, 0))
		gets(t, c, key, key)
	}
}

// TestPayloadLimit: what is too large for the remote is given to its caller, and kept by memory.
func TestPayloadLimit(t *testing.T) {
	large := strings.Repeat("v", 200)
	nodes := newNodes(t, 2, options{MaxPayload: 100, Load: func(context.Context, string) (loaded, error) { return loaded{Value: large}, nil }})
	gets(t, nodes[0], "k", large)
	gets(t, nodes[0], "k", large)
	s := nodes[0].Stats()
	require.EqualValues(t, 1, s.Remote.TooLarge)
	require.EqualValues(t, 1, s.Origin.Loads)
	gets(t, nodes[1], "k", large)
	require.EqualValues(t, 1, nodes[1].Stats().Origin.Loads, "the remote does not have it")
	require.ErrorAs(t, nodes[0].Set(t.Context(), "k", large, 0), new(*tiered.LimitError))
}

// TestValuesThatDoNotSerialise are given to their callers.
func TestValuesThatDoNotSerialise(t *testing.T) {
	c, err := tiered.New(tiered.Options[float64]{L1: tiered.Over[float64](cow.New), Load: func(context.Context, string) (tiered.Loaded[float64], error) {
		return tiered.Loaded[float64]{Value: math.Inf(1)}, nil
	}})
	require.NoError(t, err)
	defer c.Close(t.Context())
	v, err := c.Get(t.Context(), "k")
	require.NoError(t, err)
	require.True(t, math.IsInf(v, 1))
	require.ErrorContains(t, c.Set(t.Context(), "k", math.NaN(), 0), "codec json")
}

func TestClone(t *testing.T) {
	type list = []string
	c, err := tiered.New(tiered.Options[list]{
		L1: tiered.Over[list](cow.New), Clone: func(l list) list { return append(list{}, l...) },
	})
	require.NoError(t, err)
	defer c.Close(t.Context())
	require.NoError(t, c.Set(t.Context(), "k", list{"a"}, 0))
	v, err := c.Get(t.Context(), "k")
	require.NoError(t, err)
	v[0] = "changed"
	v, err = c.GetWith(t.Context(), "k", nil, tiered.Reading{Shared: true})
	require.NoError(t, err)
	require.Equal(t, list{"a"}, v)
	other, err := c.GetWith(t.Context(), "k", nil, tiered.Reading{Shared: true})
	require.NoError(t, err)
	require.Same(t, &v[0], &other[0])
}

// TestReadingSkipsTiers.
func TestReadingSkipsTiers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(t)
		db := newOrigin("k", "origin")
		o := options{Remote: m, Load: db.load} // without a backplane
		a, b := newNode(t, o), newNode(t, o)
		require.NoError(t, a.Set(t.Context(), "k", "old", 0))
		gets(t, b, "k", "old")
		require.NoError(t, a.Set(t.Context(), "k", "new", 0))
		gets(t, b, "k", "old")
		v, err := b.GetWith(t.Context(), "k", nil, tiered.Reading{SkipLocal: true})
		require.NoError(t, err)
		require.Equal(t, "new", v)
		gets(t, b, "k", "new")
		v, err = b.GetWith(t.Context(), "k", nil, tiered.Reading{SkipLocal: true, SkipRemote: true})
		require.NoError(t, err)
		require.Equal(t, "origin", v)
		gets(t, a, "k", "new")
		a.ClearLocal()
		gets(t, a, "k", "new") // the remote was not filled
	})
}

// TestLoadedSaysWhereAValueGoes.
func TestLoadedSaysWhereAValueGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nodes := newNodes(t, 2, options{})
		put := func(l loaded) { require.NoError(t, nodes[0].Put(t.Context(), "k", l)) }
		has := func(c *cache, want bool) {
			t.Helper()
			_, ok := c.Peek("k")
			require.Equal(t, want, ok)
		}
		put(loaded{Value: "v", NoLocal: true})
		has(nodes[0], false)
		synctest.Wait()
		gets(t, nodes[1], "k", "v")
		put(loaded{Value: "local", NoRemote: true})
		synctest.Wait()
		has(nodes[1], true)
		gets(t, nodes[0], "k", "local")
		nodes[1].ClearLocal()
		gets(t, nodes[1], "k", "v")
		put(loaded{Value: "later", Background: true})
		gets(t, nodes[0], "k", "later")
		synctest.Wait()
		gets(t, nodes[1], "k", "later")
		put(loaded{Value: "short", LocalTTL: time.Second, TTL: time.Hour})
		require.NoError(t, nodes[1].Set(t.Context(), "other", "x", 0))
		passes(1001 * time.Millisecond)
		has(nodes[0], false)
		gets(t, nodes[0], "k", "short")
		for _, l := range []loaded{{TTL: -1}, {LocalTTL: -1}, {RefreshAfter: -1}, {Jitter: 1}, {Weight: -1}, {Pin: true, Weight: 1}, {NotModified: true}} {
			require.Error(t, nodes[0].Put(t.Context(), "k", l), "%+v", l)
		}
		gets(t, nodes[0], "k", "short")
	})
}

// TestLoadsSayWhereTheirValuesGo: the same of a load.
func TestLoadsSayWhereTheirValuesGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		loads := 0
		next := loaded{}
		nodes := newNodes(t, 2, options{Load: func(context.Context, string) (loaded, error) { loads++; return next, nil }})
		next = loaded{Value: "a", NoLocal: true}
		gets(t, nodes[0], "a", "a")
		gets(t, nodes[0], "a", "a")
		require.Equal(t, 1, loads, "the remote has it")
		_, ok := nodes[0].Peek("a")
		require.True(t, ok, "what comes of the remote is kept")
		next = loaded{Value: "b", NoRemote: true}
		gets(t, nodes[0], "b", "b")
		gets(t, nodes[1], "b", "b")
		require.Equal(t, 3, loads)
		next = loaded{Value: "c", Background: true}
		gets(t, nodes[0], "c", "c")
		synctest.Wait()
		gets(t, nodes[1], "c", "c")
		require.Equal(t, 4, loads)
	})
}

func TestJitterShortensBothTiers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin()
		c := newNodes(t, 1, options{Load: db.load, Options: larder.Options[string, string]{TTL: 10 * time.Second, Jitter: 0.5}})[0]
		keys := strings.Split("abcdefghijklmnopqrstuvwxyz", "")
		for _, key := range keys {
			db.set(key, "v")
			gets(t, c, key, "v")
		}
		passes(7500 * time.Millisecond)
		before := db.loads()
		for _, key := range keys {
			gets(t, c, key, "v")
		}
		again := db.loads() - before
		require.Greater(t, again, 3)
		require.Less(t, again, 23)
	})
}

// TestPinAndWeight reach memory.
func TestPinAndWeight(t *testing.T) {
	c := newNode(t, options{Options: larder.Options[string, string]{Capacity: 50}})
	require.NoError(t, c.Put(t.Context(), "pinned", loaded{Value: "v", Pin: true}))
	for i := range 5000 {
		require.NoError(t, c.Set(t.Context(), string(rune(1000+i)), "x", 0))
	}
	_, ok := c.Peek("pinned")
	require.True(t, ok)
	heavy := newNode(t, options{Options: larder.Options[string, string]{MaxWeight: 10, Weigh: func(string, string) int64 { return 1 }}})
	require.NoError(t, heavy.Put(t.Context(), "a", loaded{Value: "v", Weight: 8}))
	require.NoError(t, heavy.Put(t.Context(), "b", loaded{Value: "v", Weight: 8}))
	require.LessOrEqual(t, heavy.Len(), 1)
}

func TestEventsAndLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		db := newOrigin("k", "v")
		f := newFailing(t, 2, options{
			Load: db.tagged("t"), Name: "prices", Node: "first", Logger: slog.New(slog.NewTextHandler(&log, nil)), Removals: true,
			Options: larder.Options[string, string]{TTL: time.Minute, Capacity: 2},
		})
		counts := make(map[tiered.EventKind]int)
		unsubscribe := f.nodes[0].Subscribe(10_000, func(e tiered.Event) { counts[e.Kind]++ })
		gets(t, f.nodes[0], "k", "v")
		gets(t, f.nodes[0], "k", "v")
		getsNothing(t, f.nodes[0], "none")
		passes(61 * time.Second)
		gets(t, f.nodes[0], "k", "v")
		for _, key := range []string{"a", "b", "c", "d"} {
			require.NoError(t, f.nodes[0].Set(t.Context(), key, "v", 0))
		}
		require.NoError(t, f.nodes[1].Delete(t.Context(), "a"))
		require.NoError(t, f.nodes[0].Expire(t.Context(), "k"))
		require.NoError(t, f.nodes[0].Delete(t.Context(), "k"))
		require.NoError(t, f.nodes[0].InvalidateTag(t.Context(), "t"))
		require.NoError(t, f.nodes[0].Clear(t.Context()))
		synctest.Wait()
		f.cut(0)
		for range 6 {
			_, _ = f.nodes[0].Get(t.Context(), "none")
		}
		passes(3 * time.Second)
		f.heal(0)
		passes(3 * time.Second)
		getsNothing(t, f.nodes[0], "none") // finds out that it is back
		synctest.Wait()
		unsubscribe()
		for kind := tiered.EventHit; kind.String() != "unknown"; kind++ {
			switch kind {
			case tiered.EventStaleServed, tiered.EventSharedWait, tiered.EventLoadTimedOut, tiered.EventRefreshed, tiered.EventPayloadRefused, tiered.EventRemoteHit,
				tiered.EventSoftTimeout, tiered.EventHardTimeout:
				continue // of other tests
			}
			require.NotZero(t, counts[kind], "%v", kind)
		}
		require.Contains(t, log.String(), "is left alone for a while")
		require.Contains(t, log.String(), "answers again")
		require.Contains(t, log.String(), "cache=prices node=first")
		require.Contains(t, log.String(), "the backplane is not connected")
		hits := counts[tiered.EventHit]
		gets(t, f.nodes[0], "k", "v")
		synctest.Wait()
		require.Equal(t, hits, counts[tiered.EventHit], "after the subscription has ended")
	})
}

func TestNilContextIsAnError(t *testing.T) {
	c := newNode(t, options{})
	var none context.Context
	_, err := c.Get(none, "k")
	require.ErrorIs(t, err, loader.ErrNilContext)
	require.ErrorIs(t, c.Set(none, "k", "v", 0), loader.ErrNilContext)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, c.Delete(ended, "k"), context.Canceled)
	_, err = c.Get(t.Context(), "k")
	require.True(t, errors.Is(err, tiered.ErrNoLoader))
}
