package snapshot

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/larder-go/larder/internal/atomicfile"
)

// WriteFile writes entries to the file path and returns how many there were.
// The file gets its name when all of it is on the disk; until then, and on an
// error, an old file is as it was and nothing new is left. There is one
// exception: where only the folder could not be flushed, the new file is in
// place, but a power cut may bring the old one back. A process that is killed
// may leave a file whose name begins with path and ends in ".partial".
//
// The file keeps the permissions of the one it replaces; a new one belongs to
// the user alone (0600). A symbolic link stays and what it points to is
// replaced. What is no regular file (a pipe, a device) is written directly.
// Several may write to one path at once: the last one that ends wins.
func WriteFile[K, V any](path string, f Format[K, V], entries iter.Seq[Entry[K, V]]) (int, error) {
	if err := f.Validate(); err != nil {
		return 0, err
	}
	file, err := atomicfile.CreatePrivate(path)
	if err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	defer file.Abort()
	n, err := Write(file, f, entries)
	if err != nil {
		return 0, err
	}
	if err := file.Commit(); err != nil {
		return 0, fmt.Errorf("snapshot: %w", err)
	}
	return n, nil
}

// ReadFile reads the file path as Read does. Bytes after the trailer are a
// *CorruptError, too. A file that is not there is fs.ErrNotExist, wrapped.
func ReadFile[K, V any](path string, f Format[K, V], now time.Time) (*Contents[K, V], error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("snapshot: %w", err)
	}
	defer file.Close()
	r := &reader{from: file, path: path}
	c, err := read(r, f, now)
	if err != nil {
		return nil, err
	}
	if err := r.end(); err != nil {
		return nil, err
	}
	return c, nil
}

// end makes sure that nothing follows.
func (r *reader) end() error {
	var one [1]byte
	_, err := io.ReadFull(r.from, one[:])
	switch {
	case err == nil:
		return r.corrupt(r.offset, "bytes after the trailer")
	case !errors.Is(err, io.EOF):
		return fmt.Errorf("snapshot: reading byte %d: %w", r.offset, err)
	}
	return nil
}
