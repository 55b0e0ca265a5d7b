package snapshot

import (
	"io"
	"iter"
)

// WriteLimited is Write with another limit for one entry.
func WriteLimited[K, V any](w io.Writer, f Format[K, V], entries iter.Seq[Entry[K, V]], limit int) (int, error) {
	return write(w, f, entries, limit)
}
