package trace

// Limits on what a file may claim, so that a small file cannot fill the memory.
// They are far beyond the published traces that fit a computer's memory, the
// largest of which have some ten million requests.
const (
	// MaxOps is the largest number of operations in a trace: 2^27, which take
	// 2 GiB. A key is an operation's, so that 32 bits number the keys.
	MaxOps = 1 << 27
	// MaxBytes is the largest size of a trace after decompression, and of a
	// file: 8 GiB.
	MaxBytes = 8 << 30
	// MaxLine is the longest line of text in bytes: 512 KiB.
	MaxLine = 512 << 10
	// MaxWindow is the largest window (in xz: dictionary) that a compressed
	// file may ask the decompressor to keep: 128 MiB, which are zstd --long and
	// more than xz -9.
	MaxWindow = 128 << 20
)

// limits are those that tests lower.
type limits struct {
	bytes int64
	ops   int
}
