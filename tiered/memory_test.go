package tiered_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/tiered"
)

// keep writes a value that is kept for d.
func keep(m tiered.Remote, key string, d, age time.Duration) tiered.Outcome {
	return m.Write(context.Background(), []tiered.Writing{{Filling: tiered.Filling{Key: key, Payload: []byte("v"), Keep: d}, Age: age}})[0]
}

// TestMemoryForgets what is over, without a goroutine, and not the numbers before their time.
func TestMemoryForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := tiered.NewMemory(tiered.MemoryOptions{Tombstone: time.Minute})
		require.NoError(t, err)
		for i := range 10_000 {
			keep(m, fmt.Sprint("k", i), time.Second, 0)
		}
		passes(30 * time.Second)
		require.True(t, keep(m, "k5", time.Hour, time.Minute).Outdated, "its number is known for a minute")
		passes(time.Minute)
		for i := range 20_000 {
			keep(m, fmt.Sprint("other", i), time.Hour, 0)
		}
		require.Less(t, m.Len(), 23_000, "what has expired makes room as others come")
	})
}

func TestMemoryIsBounded(t *testing.T) {
	m, err := tiered.NewMemory(tiered.MemoryOptions{MaxEntries: 100})
	require.NoError(t, err)
	for i := range 10_000 {
		keep(m, fmt.Sprint("k", i), larder.NoExpiry, 0)
		require.LessOrEqual(t, m.Len(), 100)
	}
	require.NotNil(t, m.Get(t.Context(), []string{"k9999"})[0].Payload, "the newest is there")
	for field, o := range map[string]tiered.MemoryOptions{"Tombstone": {Tombstone: -1}, "MaxEntries": {MaxEntries: -1}} {
		_, err := tiered.NewMemory(o)
		var wrong *larder.OptionError
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, field, wrong.Field)
	}
}

// slow is a Receiver that waits with each message.
type slow struct {
	goOn   chan struct{}
	events chan string
}

func (s *slow) Message([]byte)     { <-s.goOn }
func (s *slow) Connected()         { s.events <- "connected" }
func (s *slow) Disconnected(error) { s.events <- "disconnected" }

// TestMemoryTellsASlowSubscriber that messages were dropped.
func TestMemoryTellsASlowSubscriber(t *testing.T) {
	m := newMemory(t)
	s := &slow{goOn: make(chan struct{}), events: make(chan string, 10)}
	stop := m.Subscribe(s)
	require.Equal(t, "connected", soon(t, s.events))
	for range 3000 {
		require.NoError(t, m.Publish(t.Context(), []byte("m")))
	}
	close(s.goOn)
	require.Equal(t, "disconnected", soon(t, s.events))
	require.Equal(t, "connected", soon(t, s.events))
	stop()
}

func TestClosedMemoryIsDown(t *testing.T) {
	m, err := tiered.NewMemory(tiered.MemoryOptions{})
	require.NoError(t, err)
	require.NoError(t, m.Close())
	require.ErrorIs(t, m.Get(t.Context(), []string{"k"})[0].Err, tiered.ErrRemoteDown)
	require.ErrorIs(t, keep(m, "k", time.Hour, 0).Err, tiered.ErrRemoteDown)
	require.ErrorIs(t, m.Publish(t.Context(), nil), tiered.ErrRemoteDown)
}

// TestRingSpreadsKeys evenly, and moves few of them where a shard is added.
func TestRingSpreadsKeys(t *testing.T) {
	ring := func(names ...string) *tiered.Ring {
		shards := make(map[string]tiered.Remote)
		for _, name := range names {
			shards[name] = newMemory(t)
		}
		r, err := tiered.NewRing(shards)
		require.NoError(t, err)
		return r
	}
	nameOf := func(r *tiered.Ring, key string) string {
		for name, shard := range r.Shards() {
			if shard == r.For(key) {
				return name
			}
		}
		return ""
	}
	three, four := ring("a", "b", "c"), ring("a", "b", "c", "d")
	counts, moved := make(map[string]int), 0
	const keys = 10_000
	for i := range keys {
		key := fmt.Sprint("key:", i)
		name := nameOf(three, key)
		counts[name]++
		if now := nameOf(four, key); now != name {
			require.Equal(t, "d", now, "only to the shard that is new")
			moved++
		}
	}
	for name, n := range counts {
		require.InDelta(t, keys/3, n, keys/15, name)
	}
	require.InDelta(t, keys/4, moved, keys/15)
	for _, shards := range []map[string]tiered.Remote{nil, {"": newMemory(t)}, {"a": nil}} {
		_, err := tiered.NewRing(shards)
		require.ErrorAs(t, err, new(*larder.OptionError))
	}
}
