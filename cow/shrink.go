package cow

// sparse reports whether a table is worth a smaller one.
func sparse[K comparable, V any](t *table[K, V], live int) bool {
	return len(t.slots) > minSlots && 16*live < len(t.slots)
}

// shrinkLocked gives memory back where few entries are left.
func (s *store[K, V]) shrinkLocked(h uint64) {
	t, g := s.table(h), &s.guards[shardOf(h)]
	if live := int(g.live.Load()); sparse(t, live) {
		s.publish(shardOf(h), t.rebuilt(live, g.cut, s.tombstone))
		g.reset(live, live, g.expiring)
	}
}

// Tidy shrinks a shard's table. To do so at each removal would be to copy what a
// sweep is about to remove.
//
// It copies without the lock, and publishes the copy if nobody has written
// meanwhile: so writers wait for some loads and stores, and not for half a
// millisecond, as for a table of 32,768 slots. A shard that is written to all the
// time is left for the next round, and for Delete.
func (s *store[K, V]) Tidy(shard int) (more bool) {
	for range 3 {
		if s.tryShrink(shard) {
			break
		}
	}
	return shard+1 < shards
}

// tryShrink reports whether there is nothing left to do.
func (s *store[K, V]) tryShrink(shard int) bool {
	t, live, before := s.measure(shard)
	if !sparse(t, live) {
		return true
	}
	return s.replaceTable(shard, t, t.rebuilt(live, 0, s.tombstone), live, before)
}

// replaceTable publishes a copy of t, with so many entries, unless the shard has
// changed since it had changed so often before.
func (s *store[K, V]) replaceTable(shard int, t, fresh *table[K, V], live int, before uint64) bool {
	g := &s.guards[shard]
	g.mu.Lock()
	defer g.mu.Unlock()
	start := s.holds.Begin()
	defer s.holds.End(start, 0)
	if g.changes != before || s.tables[shard].Load() != t {
		return false
	}
	fresh.after = g.cut
	s.publish(uint64(shard), fresh)
	g.reset(live, live, g.expiring)
	return true
}

// measure returns what a shard holds at one instant.
func (s *store[K, V]) measure(shard int) (t *table[K, V], live int, changes uint64) {
	g := &s.guards[shard]
	g.mu.Lock()
	defer g.mu.Unlock()
	return s.tables[shard].Load(), int(g.live.Load()), g.changes
}
