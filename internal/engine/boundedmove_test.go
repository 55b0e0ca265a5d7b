package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/stretchr/testify/require"
)

// A reader finds an entry that is linked and has yet to be admitted.
func TestWhatHasYetToBeAdmittedIsNotProlonged(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{Capacity: 2, Sliding: 0.1})
	c.s.linked = func() {
		c.clock.Advance(10 * time.Minute)
		v, ok := c.Get("a")
		require.True(t, ok)
		require.Equal(t, 1, v)
	}
	c.set("a", 1, time.Hour)
	c.heard()
	c.taken(1)
	e := c.s.Find("a")
	c.s.linked = nil
	c.clock.Advance(10 * time.Minute)
	c.Get("a")
	require.NotSame(t, e, c.s.Find("a"), "now it may be")
	c.taken(1)
}

// An entry is evicted while a reader replaces it by one with a later deadline: who
// evicts does not find it any more, and the reader unlinks its own.
func TestWhatIsEvictedWhileItIsProlongedLeavesOnce(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{Capacity: 1, Sliding: 0.1, Policy: larder.PolicySoonestExpiry})
	c.set("a", 1, time.Hour)
	c.clock.Advance(30 * time.Minute)
	chosen, prolonged, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	c.s.replacing = func() {
		c.s.replacing = nil
		c.s.removing = func() {
			c.s.removing = nil
			close(chosen)
			<-prolonged
		}
		go func() {
			defer close(done)
			_ = c.Set("b", 2, larder.NoExpiry)
		}()
		<-chosen
	}
	c.Get("a")
	c.heard("a=1 evicted")
	close(prolonged)
	<-done
	c.heard()
	c.taken(1)
	require.NotNil(t, c.s.Find("b"))
	require.Zero(t, c.expiring.Value())
	require.EqualValues(t, 1, c.Stats().Evictions)
}

// What one cache evicts from another that shares its limits is that one's to report.
func TestCachesThatShareLimitsReportTheirOwn(t *testing.T) {
	o := larder.Options[string, int]{Capacity: 10}
	one, other := newLimited(t, o), newLimited(t, o)
	other.ShareLimits(&one.Engine)
	for i := range 10 {
		one.set(fmt.Sprint(i), i, time.Hour)
	}
	other.set("a", 1, larder.NoExpiry)
	one.heard("0=0 evicted")
	other.heard()
	require.EqualValues(t, 1, one.Stats().Evictions)
	require.EqualValues(t, 9, one.expiring.Value())
	require.Equal(t, 9, one.Len())
	require.Equal(t, 1, other.Len())
	require.NoError(t, other.Resize(3))
	require.Equal(t, 3, one.Len()+other.Len())
	require.NoError(t, one.Close())
	for i := range 20 {
		other.set(fmt.Sprint(i), i, larder.NoExpiry)
	}
	require.Equal(t, 3, other.Len(), "what the other held is free")
}
