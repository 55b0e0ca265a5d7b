package trace

import (
	"bufio"
	"errors"
	"io"
)

// input is a file on its way to a reader of its format: stored bytes, bounded,
// decompressed, bounded again, buffered.
type input struct {
	stored capped // as stored
	codec  string // of the compression, or ""
	format string // of the format, once known
	data   capped // after decompression
}

func newInput(r io.Reader, most int64) *input {
	return &input{stored: capped{r: r, left: most, most: most}}
}

// trace decompresses the input and reads it as f, or as what it looks like where
// f is no format.
func (in *input) trace(name string, f format, max limits) (*Trace, error) {
	codec, plain, err := decompress(bufio.NewReader(&in.stored), name)
	in.codec = codec
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	in.data = capped{r: plain, left: in.stored.most, most: in.stored.most}
	r := bufio.NewReaderSize(&in.data, MaxLine)
	head, err := r.Peek(MaxLine)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case len(head) == 0:
		return nil, badf("is empty: nothing to replay")
	case f.read == nil:
		if f, err = detect(head); err != nil {
			return nil, err
		}
	}
	in.format = f.name
	b := newBuilder(max.ops)
	if err := f.read(r, b); err != nil {
		return nil, err
	}
	t, err := b.done()
	if err != nil {
		return nil, err
	}
	t.Format = f.name
	return t, nil
}

// explain turns an error of trace into one that says what is at fault: the
// device that the input is read from, the content, or the compression.
func (in *input) explain(err error, name string) error {
	var bad *Error
	switch {
	case in.stored.device() != nil:
		return unreadable(name, in.stored.device())
	case errors.As(err, &bad):
	default:
		bad = badBytef(in.data.most-in.data.left, "%s: %v: damaged or cut off, get the file again", in.codec, err)
		if bad.Byte == 0 {
			bad.Byte = -1 // nothing came out: there is no place to look at
		}
	}
	bad.File = name
	if bad.Format == "" {
		bad.Format = in.format
	}
	return bad
}

// capped reads no more than most bytes from r and fails where there are more. An
// error comes back from every later read: a buffer before it forgets those of
// its Peek.
type capped struct {
	r          io.Reader
	left, most int64
	err        error
}

func (c *capped) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	if int64(len(p)) > c.left {
		p = p[:c.left+1] // one more tells the end from the limit
	}
	n, err := c.r.Read(p)
	c.err = err
	if int64(n) > c.left {
		n = int(c.left)
		c.err = badf("larger than %d bytes, the most that is read: take a part of the trace", c.most)
	}
	c.left -= int64(n)
	return n, c.err
}

// device returns the error of r, unless that is its end.
func (c *capped) device() error {
	var bad *Error
	if c.err == io.EOF || errors.As(c.err, &bad) {
		return nil
	}
	return c.err
}
