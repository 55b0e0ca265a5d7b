package snapshot

import (
	"encoding/binary"
	"time"
	"unsafe"
)

// block reads a block of count entries in size bytes and adds to c those that
// live at now.
func block[K, V any](r *reader, f Format[K, V], now time.Time, size, count int, c *Contents[K, V]) error {
	offset := r.offset
	rest, err := r.part(size, "a block")
	if err != nil {
		return err
	}
	// Room for no more memory than the input has: keys and values may be large in
	// memory and small in bytes.
	live := make([]Entry[K, V], 0, min(count, size/int(unsafe.Sizeof(Entry[K, V]{}))+1))
	for range count {
		if len(rest) < entrySize {
			return r.corrupt(offset, "an entry of %d bytes needs %d more", entrySize, entrySize-len(rest))
		}
		deadline := instant(int64(binary.LittleEndian.Uint64(rest)))
		keyLen := uint64(binary.LittleEndian.Uint32(rest[8:]))
		valueLen := uint64(binary.LittleEndian.Uint32(rest[12:]))
		body := rest[entrySize:]
		if keyLen+valueLen > uint64(len(body)) {
			return r.corrupt(offset, "an entry with a key of %d bytes and a value of %d has %d for both", keyLen, valueLen, len(body))
		}
		key, value := body[:keyLen:keyLen], body[keyLen:keyLen+valueLen:keyLen+valueLen]
		rest = body[keyLen+valueLen:]
		if deadline.IsZero() || deadline.After(now) {
			e := Entry[K, V]{Deadline: deadline}
			if e.Key, err = decode(r, f.Key, "key", key, offset); err != nil {
				return err
			}
			if e.Value, err = decode(r, f.Value, "value", value, offset); err != nil {
				return err
			}
			live = append(live, e)
		} else {
			c.expired++
		}
		offset += int64(entrySize + keyLen + valueLen)
	}
	if len(rest) > 0 {
		return r.corrupt(offset, "%d bytes after the last entry of a block", len(rest))
	}
	if len(live) > 0 {
		c.blocks = append(c.blocks, live)
		c.count += len(live)
	}
	return nil
}

// decode returns the key or value of the entry at offset.
func decode[T any](r *reader, c Codec[T], part string, src []byte, offset int64) (T, error) {
	v, err := c.Decode(src)
	if err != nil {
		return v, r.corruptBy(err, offset, "the codec %q cannot decode the %s of an entry: %v", c.ID(), part, err)
	}
	return v, nil
}
