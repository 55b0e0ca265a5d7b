package keyhash_test

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/larder-go/larder/internal/keyhash"
	"github.com/stretchr/testify/require"
)

type name string

type point struct{ x, y int32 }

func TestEqualKeysHaveEqualHashes(t *testing.T) {
	same(t, "a text of some length", strings.Clone("a text of some length"))
	same(t, name("x"), name(strings.Clone("x")))
	same(t, "", strings.Clone(""))
	same(t, 7, 7)
	same(t, uint32(7), uint32(7))
	same(t, 0.0, math.Copysign(0, -1))
	same(t, point{1, 2}, point{1, 2})
	same[any](t, "x", strings.Clone("x"))
}

func same[K comparable](t *testing.T, one, other K) {
	t.Helper()
	h := keyhash.New[K]()
	require.Equal(t, h.Hash(one), h.Hash(other), "%T", one)
}

func TestTextIsTheHashOfStrings(t *testing.T) {
	h := keyhash.New[name]()
	require.True(t, h.IsText())
	require.Equal(t, h.Hash("a name"), h.Text("a name"))
	for _, no := range []bool{notText[int](), notText[bytes](), notText[any](), notText[float64]()} {
		require.True(t, no)
	}
	f := keyhash.Func(func(string) uint64 { return 1 })
	require.False(t, f.IsText(), "the function must be asked")
}

type bytes = [1]byte

func notText[K comparable]() bool {
	h := keyhash.New[K]()
	return !h.IsText()
}

func TestUnhashableKeysPanic(t *testing.T) {
	h := keyhash.New[any]()
	require.Panics(t, func() { h.Hash([]int{1}) })
}

func TestSeedsDiffer(t *testing.T) {
	one, other := keyhash.New[string](), keyhash.New[string]()
	require.NotEqual(t, one.Hash("key"), other.Hash("key"))
	first, second := keyhash.New[int](), keyhash.New[int]()
	require.NotEqual(t, first.Hash(1), second.Hash(1))
}

func TestFunc(t *testing.T) {
	h := keyhash.Func(func(k string) uint64 { return uint64(len(k)) })
	require.EqualValues(t, 3, h.Hash("abc"))
}

// TestEveryByteCounts changes every bit of texts of every length up to 100, and
// the length.
func TestEveryByteCounts(t *testing.T) {
	h := keyhash.New[string]()
	seen := map[uint64]string{}
	see := func(s string) {
		sum := h.Hash(s)
		other, dup := seen[sum]
		require.False(t, dup && other != s, "%q and %q have one hash", s, other)
		seen[sum] = s
	}
	for n := range 100 {
		zeros := make([]byte, n)
		see(string(zeros))
		for bit := range 8 * n {
			flipped := append([]byte(nil), zeros...)
			flipped[bit/8] ^= 1 << (bit % 8)
			see(string(flipped))
		}
	}
}

// TestEveryBitOfAnIntegerCounts looks at strides, which real identifiers have.
func TestEveryBitOfAnIntegerCounts(t *testing.T) {
	h := keyhash.New[uint64]()
	seen := map[uint64]bool{}
	for shift := range 64 {
		for n := uint64(1); n < 512; n += 2 {
			key := n << shift
			if key>>shift == n {
				sum := h.Hash(key)
				require.False(t, seen[sum], "%d<<%d", n, shift)
				seen[sum] = true
			}
		}
	}
}

// TestAvalanche: each bit of the key flips each bit of the hash about every
// other time. With 1,024 keys, 1/2 ± 0.1 is six standard deviations.
func TestAvalanche(t *testing.T) {
	texts, words := keyhash.New[string](), keyhash.New[uint64]()
	for _, n := range []int{3, 5, 8, 13, 16, 20, 33, 64} {
		avalanche(t, fmt.Sprintf("text of %d", n), 8*n, func(r *rand.Rand, bit int) uint64 {
			key := make([]byte, n)
			for i := range key {
				key[i] = byte(r.Uint32())
			}
			one := texts.Hash(string(key))
			key[bit/8] ^= 1 << (bit % 8)
			return one ^ texts.Hash(string(key))
		}, 0.1)
	}
	avalanche(t, "word", 64, func(r *rand.Rand, bit int) uint64 {
		key := r.Uint64()
		return words.Hash(key) ^ words.Hash(key^1<<bit)
	}, 0.1)
}

func avalanche(t *testing.T, what string, keyBits int, diff func(*rand.Rand, int) uint64, margin float64) {
	t.Helper()
	const keys = 1024
	r := rand.New(rand.NewPCG(1, 2))
	for bit := range keyBits {
		var flips [64]int
		sum := 0
		for range keys {
			d := diff(r, bit)
			sum += bits.OnesCount64(d)
			for i := range flips {
				flips[i] += int(d >> i & 1)
			}
		}
		require.InDelta(t, 32, float64(sum)/keys, 64*margin, "%s: bit %d of the key", what, bit)
		for i, n := range flips {
			require.InDelta(t, 0.5, float64(n)/keys, margin, "%s: bit %d of the key, %d of the hash", what, bit, i)
		}
	}
}

// TestSpread puts regular keys into the places of a table by the top, the
// middle and the low bits. No place holds many more than random ones would: the
// bound is six standard deviations above the mean of 64.
func TestSpread(t *testing.T) {
	const places, keys = 1024, 64 * 1024
	words, texts := keyhash.New[uint64](), keyhash.New[string]()
	regular := map[string]func(int) uint64{
		"consecutive":       func(i int) uint64 { return words.Hash(uint64(i)) },
		"multiples of 4096": func(i int) uint64 { return words.Hash(uint64(i) << 12) },
		"high words":        func(i int) uint64 { return words.Hash(uint64(i) << 32) },
		"numbered texts":    func(i int) uint64 { return texts.Hash(fmt.Sprint("key:", i)) },
		"long texts":        func(i int) uint64 { return texts.Hash(fmt.Sprintf("%030d:a common ending", i)) },
	}
	for name, hash := range regular {
		for _, shift := range []int{0, 22, 54} {
			var load [places]int
			most := 0
			for i := range keys {
				at := hash(i) >> shift % places
				load[at]++
				most = max(most, load[at])
			}
			require.Less(t, most, 64+6*8, "%s, shifted by %d", name, shift)
		}
	}
}
