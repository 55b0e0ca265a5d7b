package codec

import "sync"

// mostKept is the size of the largest buffer that is kept for later, in bytes.
const mostKept = 1 << 20

// buffers are for bytes that are needed for the time of one call.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// scratch returns an empty buffer for n bytes, and what gives it back. What was in it is
// not to be used after that.
func scratch(n int) (buf []byte, done func()) {
	p := buffers.Get().(*[]byte)
	if cap(*p) < n {
		*p = make([]byte, 0, n)
	}
	return (*p)[:0], func() {
		if cap(*p) <= mostKept {
			buffers.Put(p)
		}
	}
}
