package codec_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/codec"
	"github.com/larder-go/larder/tiered"
)

// row is a value like those of many programs.
type row struct {
	ID    int               `json:"id"`
	Name  string            `json:"name"`
	Email string            `json:"email"`
	Roles []string          `json:"roles"`
	Attrs map[string]string `json:"attrs"`
}

// rows returns about 150 bytes of JSON for each.
func rows(n int) (all []row) {
	for i := range n {
		all = append(all, row{
			ID: 1_000_000 + i*7919, Name: fmt.Sprint("Person ", i*31%1000), Email: fmt.Sprintf("person%d@example.org", i*31%1000),
			Roles: []string{"reader", "writer"}, Attrs: map[string]string{"team": fmt.Sprint("team-", i%7), "site": "north"},
		})
	}
	return all
}

// BenchmarkCodec encodes and decodes values of some sizes. bytes/value is what is stored.
func BenchmarkCodec(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		v := rows(n)
		for name, c := range map[string]tiered.Codec[[]row]{
			"json":         tiered.JSON[[]row](""),
			"msgpack":      codec.MessagePack[[]row](""),
			"json+zstd":    compressed(b, tiered.JSON[[]row](""), codec.Options{MinSize: 1}),
			"json+s2":      compressed(b, tiered.JSON[[]row](""), codec.Options{MinSize: 1, Algorithm: codec.S2}),
			"msgpack+zstd": compressed(b, codec.MessagePack[[]row](""), codec.Options{MinSize: 1}),
			"msgpack+s2":   compressed(b, codec.MessagePack[[]row](""), codec.Options{MinSize: 1, Algorithm: codec.S2}),
		} {
			data, err := c.Append(nil, v)
			require.NoError(b, err)
			b.Run(fmt.Sprintf("codec=%s/rows=%d/op=append", name, n), func(b *testing.B) {
				b.ReportAllocs()
				var buf []byte
				for b.Loop() {
					if buf, err = c.Append(buf[:0], v); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(data)), "bytes/value")
			})
			b.Run(fmt.Sprintf("codec=%s/rows=%d/op=decode", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := c.Decode(data); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
