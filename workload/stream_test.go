package workload_test

import (
	"testing"
	"unsafe"

	"github.com/larder-go/larder/workload"
	"github.com/stretchr/testify/require"
)

func TestOpIsSixteenBytes(t *testing.T) {
	t.Parallel()
	require.EqualValues(t, 16, unsafe.Sizeof(workload.Op{}))
}

func TestKindString(t *testing.T) {
	t.Parallel()
	require.Equal(t, "get", workload.Get.String())
	require.Equal(t, "set", workload.Set.String())
	require.Equal(t, "delete", workload.Delete.String())
	require.Equal(t, "unknown", workload.Kind(3).String())
}

// gets returns a stream that asks for the keys in order.
func gets(space int, keys ...uint32) *workload.Stream {
	s := &workload.Stream{Keys: space}
	for _, k := range keys {
		s.Ops = append(s.Ops, workload.Op{Key: k})
	}
	return s
}

// The expected values were computed by sha256sum from bytes written by hand.
func TestHashOfKnownBytes(t *testing.T) {
	t.Parallel()
	require.Equal(t, "af5570f5a1810b7a", (&workload.Stream{}).Hash())
	s := &workload.Stream{Keys: 10, Ops: []workload.Op{{Key: 1, Size: 0x0203, TTL: 0x04050607, Kind: workload.Delete}}}
	require.Equal(t, "0ac947349d0a8214", s.Hash())
}

func TestHashSeesEveryFieldAndEveryOperation(t *testing.T) {
	t.Parallel()
	const n = 10_000 // more than one buffer of the encoder
	fresh := func() *workload.Stream { return &workload.Stream{Ops: make([]workload.Op, n), Keys: 5} }
	seen := map[string]string{fresh().Hash(): "unchanged"}
	for name, change := range map[string]func(s *workload.Stream){
		"first key":  func(s *workload.Stream) { s.Ops[0].Key = 1 },
		"last key":   func(s *workload.Stream) { s.Ops[n-1].Key = 1 },
		"size":       func(s *workload.Stream) { s.Ops[0].Size = 1 },
		"ttl":        func(s *workload.Stream) { s.Ops[0].TTL = 1 },
		"kind":       func(s *workload.Stream) { s.Ops[0].Kind = workload.Set },
		"key 4096":   func(s *workload.Stream) { s.Ops[4096].Key = 1 },
		"one less":   func(s *workload.Stream) { s.Ops = s.Ops[1:] },
		"more keys":  func(s *workload.Stream) { s.Keys++ },
		"many bytes": func(s *workload.Stream) { s.Ops[0].Key = 1 << 24 },
	} {
		s := fresh()
		change(s)
		require.NotContains(t, seen, s.Hash(), "%s hashes like %s", name, seen[s.Hash()])
		seen[s.Hash()] = name
	}
	named := fresh()
	named.IDs = []uint64{7, 8, 9, 10, 11}
	require.Equal(t, fresh().Hash(), named.Hash(), "identifiers are names")
}

func TestMixOfKnownStreams(t *testing.T) {
	t.Parallel()
	require.Equal(t, workload.Mix{}, (&workload.Stream{}).Mix())
	s := gets(2, 0, 1, 0, 1, 0)
	require.Equal(t, workload.Mix{Get: 1}, s.Mix())
	s.Ops[1].Kind, s.Ops[2].Kind, s.Ops[4].Kind = workload.Set, workload.Delete, workload.Set
	require.Equal(t, workload.Mix{Get: 0.4, Set: 0.4, Delete: 0.2}, s.Mix())
}

func TestSkewOfKnownStreams(t *testing.T) {
	t.Parallel()
	// 200 keys once, and then keys 0 to 4 some more: 300 requests.
	var keys []uint32
	for k := range uint32(200) {
		keys = append(keys, k)
	}
	for k, more := range []int{49, 29, 19, 2, 1} {
		for range more {
			keys = append(keys, uint32(k))
		}
	}
	for _, c := range []struct {
		name   string
		stream *workload.Stream
		want   workload.Skew
	}{
		{"Empty", gets(10), workload.Skew{}},
		{"OneRequest", gets(10, 3), workload.Skew{Distinct: 1, TopKey: 1, Top1Pct: 1, Top10Pct: 1, OneHit: 1}},
		{"OneKey", gets(10, 3, 3, 3, 3), workload.Skew{Distinct: 1, TopKey: 1, Top1Pct: 1, Top10Pct: 1}},
		{"TwoKeys", gets(10, 3, 4, 3, 3), workload.Skew{Distinct: 2, TopKey: 0.75, Top1Pct: 0.75, Top10Pct: 0.75, OneHit: 0.5}},
		{"ElevenKeys", gets(11, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 1, 5, 5), workload.Skew{
			Distinct: 11, TopKey: 3. / 16, Top1Pct: 3. / 16, Top10Pct: 6. / 16, OneHit: 8. / 11}},
		{"HeavyHead", gets(200, keys...), workload.Skew{
			Distinct: 200, TopKey: 50. / 300, Top1Pct: 80. / 300, Top10Pct: (50 + 30 + 20 + 3 + 2 + 15) / 300., OneHit: 195. / 200}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, c.stream.Skew())
			sparse := *c.stream
			sparse.Keys = 1 << 30 // so many keys that they are counted another way
			require.Equal(t, c.want, sparse.Skew(), "sparse")
		})
	}
}
