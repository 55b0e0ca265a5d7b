package codec_test

import "testing"

// BenchmarkCodecs encodes and decodes a value of 4.5 kB of text.
func BenchmarkCodecs(b *testing.B) {
	for name, c := range codecs(b) {
		encoded, err := c.Append(nil, somebody)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("codec="+name+"/op=encode", func(b *testing.B) {
			var dst []byte
			for b.Loop() {
				dst, _ = c.Append(dst[:0], somebody)
			}
			b.ReportMetric(float64(len(dst)), "payload-B")
		})
		b.Run("codec="+name+"/op=decode", func(b *testing.B) {
			for b.Loop() {
				if _, err := c.Decode(encoded); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
