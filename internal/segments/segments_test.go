package segments_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/larder-go/larder/internal/segments"
	"github.com/stretchr/testify/require"
)

func Example() {
	var a segments.Array[string]
	a.Push("a")
	a.Push("b")
	*a.At(0) = "c"
	fmt.Println(a.Pop(), *a.At(0), a.Len())
	// Output: b c 1
}

func TestAgainstASlice(t *testing.T) {
	var a segments.Array[int]
	var want []int
	for _, to := range []int{1, 0, 1023, 1024, 1025, 0, 10_000, 2047, 2049, 0} {
		for len(want) < to {
			a.Push(len(want))
			want = append(want, len(want))
		}
		for len(want) > to {
			require.Equal(t, want[len(want)-1], a.Pop())
			want = want[:len(want)-1]
		}
		require.Equal(t, to, a.Len())
		for i := range want {
			if *a.At(i) != want[i] {
				t.Fatalf("%d elements: number %d is %d", to, i, *a.At(i))
			}
		}
	}
}

func TestMemoryIsGivenBack(t *testing.T) {
	var a segments.Array[[1024]byte]
	held := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	empty := held()
	const n = 20 * 1024
	for range n {
		a.Push([1024]byte{})
	}
	full := held()
	for a.Len() > 0 {
		a.Pop()
	}
	left := held()
	require.Greater(t, full-empty, uint64(n*1000))
	require.Less(t, int64(left)-int64(empty), int64(3*1024*1024), "two pieces of 1 MiB may stay")
	runtime.KeepAlive(&a)
}

// A push and a pop in turn, at a border of pieces, allocate nothing.
func TestNoAllocationAtABorder(t *testing.T) {
	var a segments.Array[int]
	for range 1024 {
		a.Push(0)
	}
	a.Push(0)
	require.Zero(t, testing.AllocsPerRun(100, func() { a.Pop(); a.Pop(); a.Push(1); a.Push(1) }))
}
