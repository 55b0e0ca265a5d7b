package tiered

import "github.com/larder-go/larder/internal/breaker"

// down reports whether the remote, or the shard of it that has the key, does not answer.
func (c *Cache[V]) down(key string) bool {
	r := c.remote
	if ring, ok := r.(*Ring); ok {
		r = ring.For(key)
	}
	f, ok := r.(*far)
	return ok && f.down()
}

// remoteDown reports whether all of the remote is left alone.
func (c *Cache[V]) remoteDown() bool {
	for _, f := range c.fars() {
		if f.breaker.State() == breaker.Closed {
			return false
		}
	}
	return true
}

// fars returns the remote, or its shards.
func (c *Cache[V]) fars() (all []*far) {
	if f, ok := c.remote.(*far); ok {
		return []*far{f}
	}
	for _, shard := range c.remote.(*Ring).Shards() {
		all = append(all, shard.(*far))
	}
	return all
}
