package policy

// Taken returns what is taken of the limits.
func Taken(b *Bound) (entries, weight int64) {
	return b.group.entries.taken.Load(), b.group.weight.taken.Load()
}

// Shards returns how many shards there are.
func Shards(b *Bound) int { return len(b.shards) }
