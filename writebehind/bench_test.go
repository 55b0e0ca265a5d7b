package writebehind_test

import (
	"context"
	"testing"
	"time"

	"github.com/larder-go/larder/writebehind"
)

// BenchmarkPut is what a Put costs its caller: of keys that have no pending write, with
// what writing them takes of the queue; and of one that has.
func BenchmarkPut(b *testing.B) {
	for name, keys := range map[string]int{"keys=1": 1, "keys=100k": 100_000} {
		b.Run(name, func(b *testing.B) {
			q, err := writebehind.New(func(context.Context, []writebehind.Write[int, int]) error { return nil },
				writebehind.Options[int, int]{Limit: 100_000, BatchSize: 1000, Delay: time.Second})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				if err := q.Put(n%keys, n); err != nil {
					b.Fatal(err)
				}
			}
			if err := q.Close(b.Context()); err != nil {
				b.Fatal(err)
			}
		})
	}
}
