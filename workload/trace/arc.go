package trace

import (
	"bufio"
	"bytes"
	"math"
)

// readARC reads lines `start count ignored number`: a Get of each of the blocks
// start to start+count-1.
func readARC(r *bufio.Reader, b *builder) error {
	l := &lines{r: r}
	return l.each(func(line []byte) *Error {
		var field [4]uint64
		n := 0
		for f := range bytes.FieldsSeq(line) {
			if n == len(field) {
				n++
				break
			}
			v, err := number(f)
			if err != nil {
				return err
			}
			field[n] = v
			n++
		}
		if n != len(field) {
			return badf("%s is not the four numbers `start count ignored number`: cut off, or another format", excerpt(line))
		}
		start, count := field[0], field[1]
		if count == 0 {
			return badf("a count of 0: a line asks for one block at least")
		}
		if count-1 > math.MaxInt64-start {
			return badf("%d blocks from %d on go beyond 2^63-1", count, start)
		}
		if err := b.room(count); err != nil {
			return err
		}
		for id := start; id-start < count; id++ {
			if err := b.get(id); err != nil {
				return err
			}
		}
		return nil
	})
}
