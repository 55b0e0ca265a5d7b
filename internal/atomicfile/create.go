package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
)

// errNoReader says what a named pipe without a reader lacks. Waiting for one
// inside open could not be interrupted.
var errNoReader = errors.New("nothing reads from this named pipe: start its reader first")

// Create begins a file that Commit will put under path. It fails at once where
// path could not be written: a missing or unwritable folder, a folder, a file
// without write permission, a named pipe that nobody reads.
//
// An existing file keeps its permissions. Where path is a symbolic link the
// file it points to is replaced and the link stays.
func Create(path string) (*File, error) { return begin(path, 0o666) }

// CreatePrivate is Create, but for a new file, which the user alone may read
// and write.
func CreatePrivate(path string) (*File, error) { return begin(path, 0o600) }

// begin is given the permissions of a new file, which the umask restricts.
func begin(path string, fresh fs.FileMode) (*File, error) {
	if path == "" {
		return nil, errors.New("the path is empty: give the name of a file")
	}
	f, err := create(path, fresh)
	if err != nil {
		return nil, failure(path, err)
	}
	return f, nil
}

func create(path string, fresh fs.FileMode) (*File, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return replace(path, fresh, false)
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("%w: give the name of a file", syscall.EISDIR)
	}
	if std := standardStream(info); std != nil {
		return &File{path: path, out: std, shared: true}, nil
	}
	if !info.Mode().IsRegular() {
		return direct(path, info.Mode())
	}
	// Renaming over a file needs no permission to write it. Whoever took that
	// permission away means to keep the file, so ask for it.
	probe, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	if err := probe.Close(); err != nil {
		return nil, err
	}
	return replace(path, info.Mode().Perm(), true)
}

// standardStream returns the process's standard stream that info describes, if
// any. Under a name such as /dev/stdout it may be a regular file, and then a
// new one in its place would cut off what else is printed there.
func standardStream(info fs.FileInfo) *os.File {
	for _, std := range []*os.File{os.Stdout, os.Stderr} {
		if its, err := std.Stat(); err == nil && os.SameFile(its, info) {
			return std
		}
	}
	return nil
}

// direct opens a target that exists and cannot be replaced.
func direct(path string, mode fs.FileMode) (*File, error) {
	flags := os.O_WRONLY
	if mode&fs.ModeNamedPipe != 0 {
		flags |= syscall.O_NONBLOCK
	}
	out, err := os.OpenFile(path, flags, 0)
	if errors.Is(err, syscall.ENXIO) && mode&fs.ModeNamedPipe != 0 {
		return nil, errNoReader
	}
	if err != nil {
		return nil, err
	}
	return &File{path: path, out: out}, nil
}

// replace opens a temporary file beside what path stands for, with permissions
// perm, which the umask restricts unless they are to be kept: those of a file
// that is there.
func replace(path string, perm fs.FileMode, keep bool) (*File, error) {
	final, err := followLinks(path)
	if err != nil {
		return nil, err
	}
	out, err := openTemp(final, perm)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, out: out, final: final}
	if keep {
		if err := out.Chmod(perm); err != nil {
			f.Abort()
			return nil, err
		}
	}
	return f, nil
}

// openTemp creates a file of its own in the folder of final. Unlike
// [os.CreateTemp] it takes permissions: who may not read the final file must
// not be able to open the temporary one, however early.
func openTemp(final string, perm fs.FileMode) (*os.File, error) {
	for {
		name := fmt.Sprintf("%s.%08x.partial", final, rand.Uint32())
		out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		return out, err
	}
}

// followLinks returns the name of the file that path stands for. Unlike
// [filepath.EvalSymlinks] it follows a link to a file that is not there yet.
func followLinks(path string) (string, error) {
	const most = 40 // as many as Linux follows
	for range most {
		final, err := filepath.EvalSymlinks(path)
		if err == nil {
			return final, nil
		}
		link, readErr := os.Readlink(path)
		if readErr != nil {
			return path, nil // no link: a new file, or a folder that open will complain of
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(filepath.Dir(path), link)
		}
		path = link
	}
	return "", syscall.ELOOP
}
