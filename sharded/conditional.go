package sharded

import (
	"errors"
	"fmt"
	"time"

	"github.com/larder-go/larder"
)

// SetIf is Set on conditions, in the shard of key: see larder.Conditional. Where the
// shards are none, which all backends of this module are, it stores nothing, and the
// error wraps errors.ErrUnsupported.
func (c *Cache[K, V]) SetIf(key K, value V, ttl time.Duration, fence *larder.Fence, allow func(old V, live bool) bool) (stored bool, err error) {
	shard, ok := c.shard(key).(larder.Conditional[K, V])
	if !ok {
		return false, fmt.Errorf("sharded: SetIf: %T is no larder.Conditional (make the shards with a backend that is one): %w", c.shards[0], errors.ErrUnsupported)
	}
	if c.queued {
		if err := c.takeTTL(ttl); err != nil {
			return false, err
		}
	}
	return shard.SetIf(key, value, ttl, fence, allow)
}

// DeleteIf is Delete on conditions, in the shard of key: see larder.Conditional. Where
// the shards are none, it removes nothing and returns false.
func (c *Cache[K, V]) DeleteIf(key K, fence *larder.Fence, allow func(old V) bool) bool {
	shard, ok := c.shard(key).(larder.Conditional[K, V])
	return ok && shard.DeleteIf(key, fence, allow)
}
