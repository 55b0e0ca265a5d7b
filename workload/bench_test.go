package workload_test

import (
	"testing"

	"github.com/larder-go/larder/workload"
)

// BenchmarkStream tells the cost of one operation.
func BenchmarkStream(b *testing.B) {
	for _, name := range workload.Names() {
		b.Run("wl="+name, func(b *testing.B) {
			spec, err := workload.Named(name)
			if err != nil {
				b.Fatal(err)
			}
			const chunk = 1 << 20
			ops := 0
			for b.Loop() {
				stream(b, spec, 1, chunk)
				ops += chunk
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(ops), "ns/operation")
		})
	}
}

func BenchmarkReport(b *testing.B) {
	spec, err := workload.Named("zipf99-rw95")
	if err != nil {
		b.Fatal(err)
	}
	s := stream(b, spec, 1, 4<<20)
	b.Run("what=Hash", func(b *testing.B) {
		for b.Loop() {
			s.Hash()
		}
	})
	b.Run("what=Skew", func(b *testing.B) {
		for b.Loop() {
			s.Skew()
		}
	})
}
