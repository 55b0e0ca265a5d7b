package cow

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/snapshot"
)

// SaveSnapshot writes a snapshot of the live entries to w, in the form that
// package snapshot describes. The cache goes on meanwhile. Deadlines are kept
// as wall-clock time.
//
// The format says how keys and values become bytes. Without one, or with a zero
// one, the built-in codecs of the types are used, if there are: see
// snapshot.Default. More than one is an error. Other errors are those of the
// codecs and of w, and larder.ErrClosed, before anything is written: save before
// you close. O(n).
func (c *Cache[K, V]) SaveSnapshot(w io.Writer, format ...snapshot.Format[K, V]) error {
	return c.save(format, func(f snapshot.Format[K, V], entries iter.Seq[snapshot.Entry[K, V]]) error {
		_, err := snapshot.Write(w, f, entries)
		return err
	})
}

// SaveSnapshotFile is SaveSnapshot to a file, which is replaced whole or, where
// there is an error, not at all. A new file is made in its folder and renamed:
// only its owner may read it, unless there was one, whose permissions it gets.
func (c *Cache[K, V]) SaveSnapshotFile(path string, format ...snapshot.Format[K, V]) error {
	return c.save(format, func(f snapshot.Format[K, V], entries iter.Seq[snapshot.Entry[K, V]]) error {
		_, err := snapshot.WriteFile(path, f, entries)
		return err
	})
}

// save has write write the live entries of a snapshot.
func (c *Cache[K, V]) save(formats []snapshot.Format[K, V], write func(snapshot.Format[K, V], iter.Seq[snapshot.Entry[K, V]]) error) error {
	f, err := only(formats)
	if err != nil {
		return err
	}
	at, _ := c.g.Anchor()
	v := c.view(at.At)
	if !c.g.Open() { // perhaps before the snapshot was taken, which is empty then
		return larder.ErrClosed
	}
	return write(f, func(yield func(snapshot.Entry[K, V]) bool) {
		v.entries(func(e *engine.Entry[K, V]) bool {
			return e.Deadline <= v.at || yield(snapshot.Entry[K, V]{Key: e.Key, Value: e.Value, Deadline: at.Expiry(e.Deadline)})
		})
	})
}

// LoadSnapshot sets the entries that SaveSnapshot wrote, with the format it was
// given, and returns how many. What has expired since is left out. Nothing is set
// unless the whole input was read and verified; what is wrong with it is a
// snapshot.ErrCorrupt, ErrVersion or ErrCodec. Keys that the cache holds already
// are overwritten.
//
// Then the entries are set one after the other, in the statistics too, but each
// with the deadline that it had: neither Options.TTL nor Jitter apply. Others see
// some before all are there. A bounded cache leaves out what weighs more than all of
// it may, evicts and turns away as with any Set; loaded counts what was set, not what
// stayed. If the cache is closed, the error is
// larder.ErrClosed, and loaded tells how many were set until then. O(n), and all
// entries are in memory once more until they are set.
func (c *Cache[K, V]) LoadSnapshot(r io.Reader, format ...snapshot.Format[K, V]) (loaded int, err error) {
	return c.load(format, func(f snapshot.Format[K, V], now time.Time) (*snapshot.Contents[K, V], error) {
		return snapshot.Read(r, f, now)
	})
}

// LoadSnapshotFile is LoadSnapshot from a file. One that is not there is
// fs.ErrNotExist: a cold start. Bytes after the end of the snapshot are an error.
func (c *Cache[K, V]) LoadSnapshotFile(path string, format ...snapshot.Format[K, V]) (loaded int, err error) {
	return c.load(format, func(f snapshot.Format[K, V], now time.Time) (*snapshot.Contents[K, V], error) {
		return snapshot.ReadFile(path, f, now)
	})
}

// load sets what read reads.
func (c *Cache[K, V]) load(formats []snapshot.Format[K, V], read func(snapshot.Format[K, V], time.Time) (*snapshot.Contents[K, V], error)) (loaded int, err error) {
	f, err := only(formats)
	if err != nil {
		return 0, err
	}
	at, open := c.g.Anchor()
	if !open {
		return 0, larder.ErrClosed
	}
	contents, err := read(f, at.Wall)
	if err != nil {
		return 0, err
	}
	for e := range contents.All() {
		if !c.g.KeyOK(e.Key) {
			return 0, fmt.Errorf("cow: the snapshot holds a key that cannot be looked up, and nothing was loaded: %w", larder.ErrKey)
		}
	}
	for e := range contents.All() {
		switch err := c.g.Restore(at, e.Key, e.Value, e.Deadline); {
		case errors.Is(err, larder.ErrTooLarge):
			continue // the limit was another when it was saved
		case err != nil:
			return loaded, err
		}
		loaded++
	}
	return loaded, nil
}

// only returns the format if there is one, the zero one if there is none.
func only[K, V any](formats []snapshot.Format[K, V]) (f snapshot.Format[K, V], err error) {
	switch len(formats) {
	case 0:
		return f, nil
	case 1:
		return formats[0], nil
	}
	return f, fmt.Errorf("cow: %d formats are given: one holds the codecs of keys and values", len(formats))
}
