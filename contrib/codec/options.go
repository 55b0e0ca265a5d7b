package codec

import "fmt"

// Options configure Compressed. The zero value works.
type Options struct {
	// MinSize is the size in bytes, as the codec inside has encoded a value, below
	// which it is stored plain. 0 means 256; 1 compresses all. What does not become
	// smaller is stored plain in any case.
	MinSize int

	// MaxDecoded is the most bytes that a value may have before it is compressed: Append
	// refuses what is larger, and Decode what declares to be larger or turns out to be.
	// 0 means 16 MiB.
	MaxDecoded int

	// Algorithm is what Append compresses with. Decode knows all of them, so that it can
	// be changed while values are stored. The zero value is Zstd.
	Algorithm Algorithm
}

// Algorithm is a way to compress.
type Algorithm uint8

// The algorithms.
const (
	Zstd Algorithm = iota // smaller
	S2                    // faster: a fraction of the time, and larger by a half or more
	algorithms
)

var algorithmNames = [algorithms]string{"zstd", "s2"}

// String returns the name of the algorithm, such as "zstd".
func (a Algorithm) String() string {
	if a < algorithms {
		return algorithmNames[a]
	}
	return fmt.Sprintf("algorithm %d", uint8(a))
}

const (
	defaultMinSize    = 256
	defaultMaxDecoded = 16 << 20
)

// filled returns the options with what zero values mean, or what is wrong with them.
func (o Options) filled() (Options, error) {
	switch {
	case o.MinSize < 0:
		return o, fmt.Errorf("codec: Options.MinSize: %d is negative", o.MinSize)
	case o.MaxDecoded < 0:
		return o, fmt.Errorf("codec: Options.MaxDecoded: %d is negative", o.MaxDecoded)
	case int64(o.MaxDecoded) > 1<<30:
		return o, fmt.Errorf("codec: Options.MaxDecoded: %d is more than 1 GiB", o.MaxDecoded)
	case o.Algorithm >= algorithms:
		return o, fmt.Errorf("codec: Options.Algorithm: %v is unknown (use Zstd or S2)", o.Algorithm)
	}
	if o.MinSize == 0 {
		o.MinSize = defaultMinSize
	}
	if o.MaxDecoded == 0 {
		o.MaxDecoded = defaultMaxDecoded
	}
	return o, nil
}
