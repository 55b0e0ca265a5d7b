package loader

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func (ts *tags) known() int {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return len(ts.names)
}

// TestTagsAreForgotten: what was invalidated, and what values had, takes no memory
// once it is too long ago and nobody has it.
func TestTagsAreForgotten(t *testing.T) {
	ts := new(tags)
	held := ts.of([]string{"held"})
	for i := range 5 * remembered {
		ts.invalidate(fmt.Sprint("invalidated ", i))
		ts.of([]string{fmt.Sprint("dropped ", i)})
	}
	require.Eventually(t, func() bool {
		runtime.GC()
		return ts.known() <= remembered+1
	}, 10*time.Second, 10*time.Millisecond, "tags that nobody has")
	require.Same(t, held[0], ts.of([]string{"held"})[0])
	runtime.KeepAlive(held)
}

// TestALoadThatBeganBeforeManyInvalidationsIsDiscarded: its tag was invalidated, which
// is forgotten by the time it comes back.
func TestALoadThatBeganBeforeManyInvalidationsIsDiscarded(t *testing.T) {
	ts := new(tags)
	since := ts.number.Load()
	ts.invalidate("a")
	require.True(t, invalidated(ts.of([]string{"a"}), since))
	require.False(t, invalidated(ts.of([]string{"b"}), since), "it is remembered which")
	for i := range remembered {
		ts.invalidate(fmt.Sprint(i))
	}
	require.Eventually(t, func() bool {
		runtime.GC()
		ts.mu.Lock()
		defer ts.mu.Unlock()
		return ts.names["a"].Value() == nil
	}, time.Minute, time.Millisecond)
	require.True(t, invalidated(ts.of([]string{"a"}), since))
	require.False(t, invalidated(ts.of([]string{"a"}), ts.number.Load()), "what begins now is not concerned")
}

// TestADroppedCacheTakesItsTagsAlong: the tags it remembers do not hold it.
func TestADroppedCacheTakesItsTagsAlong(t *testing.T) {
	gone := make(chan struct{})
	func() {
		ts := new(tags)
		ts.invalidate("a")
		runtime.AddCleanup(ts, func(gone chan struct{}) { close(gone) }, gone)
	}()
	require.Eventually(t, func() bool {
		runtime.GC()
		select {
		case <-gone:
			return true
		default:
			return false
		}
	}, time.Minute, time.Millisecond)
}
