package bench

import (
	"time"

	"github.com/larder-go/larder/workload"
)

// What caches are told of the entries that come, where their capacity is in bytes or
// all of their entries live equally long.

// entrySizes returns what the entries of a stream take, key and value together: on
// average, and the largest.
func entrySizes(s *workload.Stream, intKeys bool) (average, largest int) {
	if s == nil || s.Keys == 0 {
		return 0, 0
	}
	key, total := keySize(intKeys), 0
	for _, size := range sizes(s) {
		total += int(size)
		largest = max(largest, int(size))
	}
	return key + total/s.Keys, key + largest
}

// keySize returns the bytes of a key.
func keySize(intKeys bool) int {
	if intKeys {
		return 8
	}
	return len(stringKey(0))
}

// sameTTL returns the time to live that all entries of a stream are set with, 0 for
// that of the cache, and false if they differ; 0 too then.
func sameTTL(s *workload.Stream) (ttl time.Duration, same bool) {
	if s == nil {
		return 0, true
	}
	first := true
	for _, op := range s.Ops {
		if op.Kind == workload.Delete {
			continue
		}
		t := time.Duration(op.TTL) * time.Millisecond
		if !first && t != ttl {
			return 0, false
		}
		ttl, first = t, false
	}
	return ttl, true
}

// bytes returns what the material takes, keys and values.
func (m *material[K]) bytes() (n int64) {
	for i, key := range m.stored {
		_, isInt := any(key).(int)
		n += int64(keySize(isInt) + len(m.values[i]))
	}
	return n
}
