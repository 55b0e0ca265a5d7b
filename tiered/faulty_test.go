package tiered_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

// TestFaultyMessages: lost, repeated, reordered, damaged and late ones do not have old values be
// served for longer than it takes to find out.
func TestFaultyMessages(t *testing.T) {
	for name, faults := range map[string]tieredtest.Faults{
		"Lose": {Lose: 0.5}, "LoseAll": {Lose: 1}, "Repeat": {Repeat: 1}, "Reorder": {Reorder: 0.5}, "Corrupt": {Corrupt: 0.5},
		"Down": {Down: true}, "Delay": {Delay: 0.5, Time: 500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFailing(t, 2, options{MaxStaleness: time.Hour})
				f.backplanes[1].Set(faults)
				for i := range 200 {
					key := fmt.Sprint("k", i%20)
					_, _ = f.nodes[1].Get(t.Context(), key)
					require.NoError(t, f.nodes[0].Set(t.Context(), key, fmt.Sprint(i), 0))
				}
				passes(10 * time.Second)
				for i := range 20 {
					gets(t, f.nodes[1], fmt.Sprint("k", i), fmt.Sprint(180+i))
				}
				f.backplanes[1].Set(tieredtest.Faults{})
				passes(10 * time.Second)
				for i := range 20 {
					gets(t, f.nodes[1], fmt.Sprint("k", i), fmt.Sprint(180+i))
				}
			})
		})
	}
}

// TestNonsenseMessages are ignored, and counted.
func TestNonsenseMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(t)
		c := newNodes(t, 1, options{Remote: m, Backplane: m})[0]
		require.NoError(t, c.Set(t.Context(), "k", "v", 0))
		nonsense := []string{"", "lrm1", "hello", string(make([]byte, 1<<20)), string(tiered.Message{Kind: tiered.MessageSet, Text: "k"}.Head()) + "x"}
		for _, b := range nonsense {
			require.NoError(t, m.Publish(t.Context(), []byte(b)))
		}
		synctest.Wait()
		require.EqualValues(t, len(nonsense), c.Stats().Backplane.Malformed)
		gets(t, c, "k", "v")
		require.Zero(t, c.Stats().Origin.Loads)
	})
}

// TestForeignPayloads: what is not what was asked for is a miss, and is counted; and is mended by
// the load.
func TestForeignPayloads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newOrigin("k", "v")
		m := newMemory(t)
		o := options{Load: db.load, Remote: m, Backplane: m}
		c := newNodes(t, 1, o)[0]
		put := func(key string, payload []byte) {
			m.Write(t.Context(), []tiered.Writing{{Filling: tiered.Filling{Key: key, Payload: payload, Keep: time.Hour}}})
			c.ClearLocal()
		}
		whole := func(key string) []byte { return m.Get(t.Context(), []string{key})[0].Payload }
		require.NoError(t, c.Set(t.Context(), "other", "another value", 0))
		require.NoError(t, c.Set(t.Context(), "k", "v", 0))
		good := whole("k")
		for name, payload := range map[string][]byte{
			"Empty": {}, "Nonsense": []byte("hello"), "CutOff": good[:len(good)-3], "OfAnotherKey": whole("other"),
			"OfAnotherRelease": append([]byte("lrdr\x02"), good[5:]...), "WithMore": append(good[:len(good):len(good)], 0),
		} {
			put("k", payload)
			gets(t, c, "k", "v")
			c.ClearLocal()
			before := db.loads()
			gets(t, c, "k", "v")
			require.Equal(t, before, db.loads(), "%s: it was mended", name)
		}
		o.Codec = tiered.JSON[string]("another schema")
		require.NoError(t, c.Set(t.Context(), "k", "of another schema", 0))
		gets(t, newNodes(t, 1, o)[0], "k", "v")
		s := c.Stats().Remote
		require.EqualValues(t, 6, s.Corrupt+s.Foreign+s.OtherFormat)
		require.EqualValues(t, 1, s.OtherFormat)
	})
}
