package minheap_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/larder-go/larder/internal/minheap"
	"github.com/stretchr/testify/require"
)

type number int

func (n number) Before(m number) bool { return n < m }

func Example() {
	var h minheap.Heap[number]
	for _, n := range []number{3, 1, 2} {
		h.Push(n)
	}
	for h.Len() > 0 {
		fmt.Println(h.At(0))
		h.Remove(0)
	}
	// Output:
	// 1
	// 2
	// 3
}

func TestAgainstASortedSlice(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var h minheap.Heap[number]
	var want []number
	for step := range 20_000 {
		if rng.IntN(5) < 3-2*(step/10_000) || len(want) == 0 { // grows, then shrinks
			n := number(rng.IntN(1000))
			h.Push(n)
			want = append(want, n)
			slices.Sort(want)
		} else {
			i := rng.IntN(h.Len())
			at, _ := slices.BinarySearch(want, h.At(i))
			want = slices.Delete(want, at, at+1)
			h.Remove(i)
		}
		require.Equal(t, len(want), h.Len())
		if len(want) > 0 {
			require.Equal(t, want[0], h.At(0))
		}
		for i := 1; i < h.Len(); i++ {
			if h.At(i).Before(h.At((i - 1) / 2)) {
				t.Fatalf("step %d: item %d is before its parent", step, i)
			}
		}
	}
	h.Reset()
	require.Zero(t, h.Len())
}
