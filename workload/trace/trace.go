package trace

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/larder-go/larder/workload"
)

// Trace is recorded traffic in memory. Any number of goroutines may read it at
// once.
type Trace struct {
	// Name is the base name of the file, or the name given to Read.
	Name string
	// Format is the name of the format it was read as, one of Formats.
	Format string
	// SHA256 is the hexadecimal SHA-256 of the file as stored, that is before
	// decompression.
	SHA256 string
	// Keys is the number of different keys: every Op.Key is below it.
	Keys int
	// IDs maps the number of a key to its identifier in the file. Keys are
	// numbered in order of first appearance. The identifier of a key of text is
	// its 64-bit FNV-1a hash; two keys with the same hash are still two keys.
	IDs []uint64
	// Ops holds the operations in order: Gets alone, unless the format has
	// others. Size and TTL are 0 where the format does not tell them. A TTL of
	// more than the 49.7 days that 32 bits of milliseconds hold is 49.7 days.
	Ops []workload.Op
	// Times holds the time of each operation as recorded, in whole seconds
	// since some start; nil where the format has none. It may step back where
	// the recorder's clock did.
	Times []uint32
}

// Stream returns the operations of the trace, sharing its memory.
func (t *Trace) Stream() *workload.Stream {
	return &workload.Stream{Ops: t.Ops, Keys: t.Keys, IDs: t.IDs}
}

// Open reads the trace in the file at path, which must be a regular file: a pipe
// could keep it waiting for ever. An empty format asks to detect it.
func Open(path, format string) (*Trace, error) {
	if _, err := lookup(path, format); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, unreadable(path, &fs.PathError{Op: "open", Path: path, Err: irregular(info.Mode())})
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	t, err := Read(f, path, format)
	if err != nil {
		return nil, err
	}
	t.Name = filepath.Base(path)
	return t, nil
}

// irregular says why a file of that mode is not read, and what to do.
func irregular(m fs.FileMode) error {
	if m.IsDir() {
		return errors.New("is a directory: name a trace file in it")
	}
	return errors.New("is not a regular file: save the trace to one first")
}

// Read reads a trace from r to its end. The name is used in errors and as the
// name of the trace. An empty format asks to detect it.
func Read(r io.Reader, name, format string) (*Trace, error) {
	return read(r, name, format, limits{bytes: MaxBytes, ops: MaxOps})
}

func read(r io.Reader, name, format string, max limits) (*Trace, error) {
	f, err := lookup(name, format)
	if err != nil {
		return nil, err
	}
	hash := sha256.New()
	in := newInput(io.TeeReader(r, hash), max.bytes)
	t, err := in.trace(name, f, max)
	if err != nil {
		return nil, in.explain(err, name)
	}
	t.Name = name
	t.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return t, nil
}
