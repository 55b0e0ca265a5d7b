package sharded

// Hashed returns o with a hash of the test's choice.
func Hashed[K comparable, V any](o Options[K, V], hash func(K) uint64) Options[K, V] {
	o.test = hash
	return o
}
