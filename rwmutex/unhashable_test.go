package rwmutex

import (
	"testing"

	"github.com/larder-go/larder"
	"github.com/stretchr/testify/require"
)

// TestAnUnhashableKeyLeavesNoLock: the look-up panics before it takes the lock.
func TestAnUnhashableKeyLeavesNoLock(t *testing.T) {
	c, err := New(larder.Options[any, int]{}) // not closed: Close would wait for the lock
	require.NoError(t, err)
	for name, call := range map[string]func(){
		"Get":    func() { c.Get([]int{1}) },
		"Set":    func() { _ = c.Set([]int{1}, 1, larder.NoExpiry) },
		"Delete": func() { c.Delete([]int{1}) },
	} {
		require.Panics(t, call, name)
		require.True(t, c.s.mu.TryLock(), name)
		c.s.mu.Unlock()
	}
}
