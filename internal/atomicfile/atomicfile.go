// Package atomicfile writes a file whole or not at all: the bytes go to a
// temporary file in the same folder, which takes the final name only when all
// of it is on the disk. Whoever reads the final name sees the old content or
// the new, never a part, whatever ends the writer: an error, an interrupt, a
// crash, a full disk.
//
//	f, err := atomicfile.Create(path)
//	if err != nil {
//		return err
//	}
//	defer f.Abort() // does nothing after Commit
//	… write to f …
//	return f.Commit()
//
// A target that is no regular file (a terminal, a pipe, a device), and the
// process's own standard output and error, cannot be replaced and are written
// straight away.
//
// Not for appending, nor for files with several hard links: only the name that
// was given gets the new content.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// File is a file being written. Make it with [Create], and end it with
// [File.Commit] or [File.Abort]. Its methods must not be called concurrently.
type File struct {
	path   string   // as the caller named it, for messages
	out    *os.File // receives the bytes; nil once the file has ended
	final  string   // what out is renamed to; "" where out is the target itself
	shared bool     // out is one of the process's standard streams: not ours to close
	err    error    // the first failed write, which Commit must not forget
}

// Write implements [io.Writer]. After a failed write Commit fails as well.
func (f *File) Write(p []byte) (int, error) {
	if f.out == nil {
		return 0, f.fail(fs.ErrClosed)
	}
	n, err := f.out.Write(p)
	if err != nil && f.err == nil {
		f.err = f.fail(err)
	}
	return n, f.err
}

// Commit gives the file its final name after its content has reached the disk.
// On an error the final name is as it was, with one exception: where only the
// folder could not be flushed, the new content is in place but a power cut may
// bring the old one back. A second call returns [fs.ErrClosed], wrapped.
func (f *File) Commit() error {
	if f.out == nil {
		return f.fail(fs.ErrClosed)
	}
	defer f.Abort()
	if f.err != nil {
		return f.err
	}
	if f.final == "" {
		return f.fail(f.close())
	}
	temp := f.out.Name()
	// The content first: a rename that reaches the disk before the bytes do
	// would leave an empty file under the final name after a power cut.
	if err := errors.Join(f.out.Sync(), f.close()); err != nil {
		return f.discard(temp, err)
	}
	if err := os.Rename(temp, f.final); err != nil {
		return f.discard(temp, err)
	}
	return f.fail(syncDir(filepath.Dir(f.final)))
}

// Abort drops what was written and leaves the final name as it was. What went
// straight to a target that is no regular file cannot be taken back. It does
// nothing after Commit or another Abort, so that it can be deferred.
func (f *File) Abort() {
	if f.out == nil {
		return
	}
	temp := f.out.Name()
	err := f.close()
	if f.final != "" {
		_ = f.discard(temp, err)
	}
}

// Replaces reports whether Commit will put a file under the path, and not write
// straight to something that is there: whether there is a place beside it.
func (f *File) Replaces() bool { return f.final != "" }

// close ends the use of the output.
func (f *File) close() error {
	out := f.out
	f.out = nil
	if f.shared {
		return nil
	}
	return out.Close()
}

// discard removes the temporary file because of err.
func (f *File) discard(temp string, err error) error {
	_ = os.Remove(temp) // the cause is worth telling, a left-over is not
	return f.fail(err)
}

// fail tells err in terms of the name the caller knows: the errors of the
// operating system name the temporary file.
func (f *File) fail(err error) error {
	return failure(f.path, err)
}

// failure has no prefix: the packages that use this one have theirs.
func failure(path string, err error) error {
	if err == nil {
		return nil
	}
	if inner := (*fs.PathError)(nil); errors.As(err, &inner) {
		err = inner.Err
	} else if inner := (*os.LinkError)(nil); errors.As(err, &inner) {
		err = inner.Err
	}
	return fmt.Errorf("cannot write %s: %w", path, err)
}

// syncDir makes the rename itself durable.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be flushed there
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
