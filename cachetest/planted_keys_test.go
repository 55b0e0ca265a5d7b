package cachetest_test

import (
	"fmt"
	"hash/fnv"
	"iter"
	"sync"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

func keyBugs() []bug {
	return []bug{
		{"keys that are their hash", made(func(o options) (larder.Cache[string, int], error) {
			return newRekeyed(o, func(key string) string {
				h := fnv.New32()
				h.Write([]byte(key))
				return fmt.Sprint(h.Sum32() % 1021)
			})
		}), "KeysComparedInFull", "another key"},

		{"keys that are how they print", cachetest.Suite{
			String: cachetest.Of(newReference[string, int]),
			Float:  printed[float64],
			Any:    printed[any],
			Struct: printed[cachetest.StructKey],
		}, "StructKeys FloatKeys AnyKeys NaNKeyIsRefused UnhashableKeyPanics SnapshotUnhashableKeyPanics", ""},

		{"integer keys cut to 32 bits", cachetest.Suite{
			String: cachetest.Of(newReference[string, int]),
			Int: func(o larder.Options[int, int]) (larder.Cache[int, int], error) {
				return newRekeyed(o, func(key int) int32 { return int32(key) })
			},
		}, "IntKeys", "another key"},

		{"a NaN that is stored", cachetest.Suite{
			String: cachetest.Of(newReference[string, int]),
			Float: func(o larder.Options[float64, int]) (larder.Cache[float64, int], error) {
				return newRekeyed(o, func(key float64) float64 {
					if key != key {
						return 0
					}
					return key
				})
			},
		}, "NaNKeyIsRefused SnapshotMissesNaN", "NaN"},

		{"a lock left behind by an unhashable key", cachetest.Suite{
			String: cachetest.Of(newReference[string, int]),
			Any: func(o larder.Options[any, int]) (larder.Cache[any, int], error) {
				r, err := newReference(o)
				if err != nil {
					return nil, err
				}
				return &undeferred{reference: r}, nil
			},
		}, "UnhashableKeyPanics", "deadlock"},
	}
}

// rekeyed is a reference that stores what it is given under another key.
type rekeyed[K, L comparable] struct {
	*reference[L, int]
	key func(K) L
}

func newRekeyed[K, L comparable](o larder.Options[K, int], key func(K) L) (larder.Cache[K, int], error) {
	r, err := newReference(larder.Options[L, int]{
		TTL: o.TTL, Jitter: o.Jitter, Sweeper: o.Sweeper, SweepInterval: o.SweepInterval,
		SweepLimit: o.SweepLimit, Clock: o.Clock, NoStats: o.NoStats,
	})
	if err != nil {
		return nil, err
	}
	return &rekeyed[K, L]{r, key}, nil
}

func printed[K comparable](o larder.Options[K, int]) (larder.Cache[K, int], error) {
	return newRekeyed(o, func(key K) string { return fmt.Sprint(key) })
}

func (r *rekeyed[K, L]) Get(key K) (int, bool) { return r.reference.Get(r.key(key)) }
func (r *rekeyed[K, L]) Set(key K, value int, ttl time.Duration) error {
	return r.reference.Set(r.key(key), value, ttl)
}
func (r *rekeyed[K, L]) Delete(key K) bool      { return r.reference.Delete(r.key(key)) }
func (r *rekeyed[K, L]) All() iter.Seq2[K, int] { return func(func(K, int) bool) {} }

func (r *rekeyed[K, L]) Snapshot() larder.Snapshot[K, int] {
	return rekeyedSnapshot[K, L]{r.reference.freeze(), r.key}
}

type rekeyedSnapshot[K, L comparable] struct {
	*frozen[L, int]
	key func(K) L
}

func (r rekeyedSnapshot[K, L]) Get(key K) (int, bool)  { return r.frozen.Get(r.key(key)) }
func (r rekeyedSnapshot[K, L]) All() iter.Seq2[K, int] { return func(func(K, int) bool) {} }

// undeferred takes a lock that a panic leaves locked.
type undeferred struct {
	*reference[any, int]
	mu sync.Mutex
}

func (u *undeferred) Get(key any) (int, bool) {
	u.mu.Lock()
	value, ok := u.reference.Get(key)
	u.mu.Unlock()
	return value, ok
}
