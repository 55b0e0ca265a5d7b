package snapshot

import (
	"encoding/binary"
	"fmt"
	"io"
	"iter"
)

// Write writes entries to w and returns how many there were. It calls w.Write
// for about every 64 KiB, so that w needs no buffer of its own, and does not
// flush or close it.
//
// An entry whose key and value take more than 1 GiB is an error, as is one that
// its codec refuses. On an error, w's own included, the count is 0, and what
// has been written is cut off: Read refuses it. O(n) time, and memory for one
// block, whatever n is.
func Write[K, V any](w io.Writer, f Format[K, V], entries iter.Seq[Entry[K, V]]) (int, error) {
	return write(w, f, entries, maxEntry)
}

// write lets tests choose the limit of an entry.
func write[K, V any](to io.Writer, f Format[K, V], entries iter.Seq[Entry[K, V]], limit int) (int, error) {
	f, err := f.resolve()
	if err != nil {
		return 0, err
	}
	w := &writer[K, V]{to: to, format: f, limit: limit}
	if err := w.header(); err != nil {
		return 0, err
	}
	for e := range entries {
		if err := w.entry(e); err != nil {
			return 0, err
		}
	}
	if err := w.trailer(); err != nil {
		return 0, err
	}
	return w.total, nil
}

// writer is a snapshot being written.
type writer[K, V any] struct {
	to     io.Writer
	format Format[K, V]
	limit  int
	sum    checksum // of all that has left buf
	buf    []byte   // the block so far: room for its head and checksum, then entries
	count  int      // of the entries in buf
	total  int      // of the entries so far
}

// header writes the preamble and the codecs.
func (w *writer[K, V]) header() error {
	out := binary.LittleEndian.AppendUint32([]byte(magic), version)
	out = w.seal(out, 0)
	key, value := w.format.Key.ID(), w.format.Value.ID()
	out = w.seal(append(out, byte(len(key)), byte(len(value))), len(out))
	out = w.seal(append(append(out, key...), value...), len(out))
	return w.write(out)
}

// seal appends the checksum that covers everything up to the end of out, of
// which the part from from on has not been added to it.
func (w *writer[K, V]) seal(out []byte, from int) []byte {
	w.sum.add(out[from:])
	return binary.LittleEndian.AppendUint32(out, uint32(w.sum))
}

// entry adds an entry to the block, and writes the block when it is full.
func (w *writer[K, V]) entry(e Entry[K, V]) error {
	if len(w.buf) == 0 {
		w.buf = append(w.buf, make([]byte, headSize+sumSize)...)
	}
	start := len(w.buf)
	w.buf = binary.LittleEndian.AppendUint64(w.buf, uint64(nanoseconds(e.Deadline)))
	w.buf = append(w.buf, make([]byte, 4+4)...) // the lengths, known later
	key := len(w.buf)
	var err error
	if w.buf, err = encode(w.buf, w.format.Key, e.Key); err != nil {
		return fmt.Errorf("snapshot: cannot encode the key of entry %d: %w", w.total, err)
	}
	value := len(w.buf)
	if w.buf, err = encode(w.buf, w.format.Value, e.Value); err != nil {
		return fmt.Errorf("snapshot: cannot encode the value of entry %d: %w", w.total, err)
	}
	if size := len(w.buf) - start; size > w.limit {
		return fmt.Errorf("snapshot: entry %d takes %d bytes, more than the %d that one may: leave it out", w.total, size, w.limit)
	}
	binary.LittleEndian.PutUint32(w.buf[key-8:], uint32(value-key))
	binary.LittleEndian.PutUint32(w.buf[key-4:], uint32(len(w.buf)-value))
	w.count++
	w.total++
	if len(w.buf) < blockSize {
		return nil
	}
	return w.block()
}

// encode appends v. The codec gets only the free end of dst, so that none can
// damage what is there; where it used it, append copies nothing anew.
func encode[T any](dst []byte, c Codec[T], v T) ([]byte, error) {
	out, err := c.Append(dst[len(dst):], v)
	if err != nil {
		return nil, fmt.Errorf("codec %q: %w", c.ID(), err)
	}
	return append(dst, out...), nil
}

// block writes the block.
func (w *writer[K, V]) block() error {
	const entries = headSize + sumSize
	w.seal(w.head(w.buf[:0], len(w.buf)-entries, w.count), 0)
	err := w.write(w.seal(w.buf, entries))
	w.buf, w.count = w.buf[:0], 0
	return err
}

// head appends the head of a block or of the trailer.
func (w *writer[K, V]) head(out []byte, size, count int) []byte {
	out = binary.LittleEndian.AppendUint32(out, uint32(size))
	return binary.LittleEndian.AppendUint64(out, uint64(count))
}

// trailer writes the last block and the trailer.
func (w *writer[K, V]) trailer() error {
	if w.count > 0 {
		if err := w.block(); err != nil {
			return err
		}
	}
	return w.write(w.seal(w.head(nil, 0, w.total), 0))
}

func (w *writer[K, V]) write(p []byte) error {
	n, err := w.to.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}
