package trace

import (
	"hash/fnv"
	"strings"

	"github.com/larder-go/larder/workload"
)

// builder collects the operations of a trace and numbers its keys.
type builder struct {
	trace  Trace
	max    int
	byID   map[uint64]uint32
	byName map[string]uint32
}

func newBuilder(maxOps int) *builder {
	return &builder{max: maxOps, byID: map[uint64]uint32{}, byName: map[string]uint32{}}
}

// room returns an error unless n more operations fit.
func (b *builder) room(n uint64) *Error {
	if n > uint64(b.max-len(b.trace.Ops)) {
		return badf("more than %d operations, the most that is read: take a part of the trace, or sample it by key", b.max)
	}
	return nil
}

// add appends one operation, whose Key is already a key's number.
func (b *builder) add(op workload.Op) *Error {
	if err := b.room(1); err != nil {
		return err
	}
	b.trace.Ops = append(b.trace.Ops, op)
	return nil
}

// get appends a Get of the object with that identifier.
func (b *builder) get(id uint64) *Error { return b.add(workload.Op{Key: b.key(id)}) }

// at records the time of the operation added last.
func (b *builder) at(seconds uint32) { b.trace.Times = append(b.trace.Times, seconds) }

// key returns the number of the key with that identifier.
func (b *builder) key(id uint64) uint32 {
	k, ok := b.byID[id]
	if !ok {
		k = uint32(len(b.trace.IDs))
		b.byID[id] = k
		b.trace.IDs = append(b.trace.IDs, id)
	}
	return k
}

// named returns the number of the key with that text, which is compared in full.
// The identifier of such a key is a hash of the text.
func (b *builder) named(text string) uint32 {
	k, ok := b.byName[text]
	if !ok {
		k = uint32(len(b.trace.IDs))
		text = strings.Clone(text) // it may be a piece of a long line
		b.byName[text] = k
		h := fnv.New64a()
		h.Write([]byte(text))
		b.trace.IDs = append(b.trace.IDs, h.Sum64())
	}
	return k
}

// done returns the trace.
func (b *builder) done() (*Trace, error) {
	if len(b.trace.Ops) == 0 {
		return nil, badf("holds no requests")
	}
	b.trace.Keys = len(b.trace.IDs)
	return &b.trace, nil
}
