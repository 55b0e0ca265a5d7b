package trace

import (
	"bufio"
	"encoding/csv"
	"io"
	"math"
	"strings"

	"github.com/larder-go/larder/workload"
)

// columns tells where in a row the things are that a trace is made of; -1 is
// nowhere.
type columns struct {
	count                       int
	key, op, ops, size, ttl, at int
}

// newColumns finds the columns by the names in the header.
func newColumns(header string) (columns, *Error) {
	fields, err := splitRow(header)
	if err != nil {
		return columns{}, err
	}
	index := map[string]int{}
	for i, name := range fields {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := index[name]; twice && name != "" {
			return columns{}, badf("column %s comes twice in the header", excerpt(name))
		}
		index[name] = i
	}
	find := func(names ...string) int {
		for _, name := range names {
			if i, ok := index[name]; ok {
				return i
			}
		}
		return -1
	}
	c := columns{
		count: len(fields),
		key:   find("key", "block_id", "obj_id", "object_id", "id"),
		op:    find("op", "op_name", "operation"),
		ops:   find("op_count"),
		size:  find("size", "value_size", "io_size", "obj_size", "object_size"),
		ttl:   find("ttl"),
		at:    find("op_time", "time", "timestamp"),
	}
	if c.key < 0 {
		return columns{}, badf("the header %s has no column key, block_id, obj_id, object_id or id: name the one that holds the key so", excerpt(header))
	}
	return c, nil
}

// readCSV reads a header and rows, each of which is op_count operations of the
// same kind on one key.
func readCSV(r *bufio.Reader, b *builder) error {
	l := &lines{r: r}
	header, err := l.next()
	if err == io.EOF {
		return badf("holds no header")
	}
	if err != nil {
		return err
	}
	c, bad := newColumns(string(header))
	if bad != nil {
		bad.Line = l.n
		return bad
	}
	return l.each(func(line []byte) *Error {
		row, err := splitRow(string(line))
		if err != nil {
			return err
		}
		if len(row) != c.count {
			return badf("%d fields, where the header has %d: cut off, or a quoted line break, which is not read", len(row), c.count)
		}
		return c.add(row, b)
	})
}

// add appends the operations of a row.
func (c columns) add(row []string, b *builder) *Error {
	op := workload.Op{}
	var err *Error
	if row[c.key] == "" {
		return badf("the key is empty")
	}
	if c.op >= 0 {
		if op.Kind, err = kindOf(row[c.op]); err != nil {
			return err
		}
	}
	ops, err := cell(row, c.ops, "op_count", 1, math.MaxInt64)
	if err != nil {
		return err
	}
	size, err := cell(row, c.size, "size in bytes", 0, math.MaxUint32)
	if err != nil {
		return err
	}
	ttl, err := cell(row, c.ttl, "ttl in seconds", 0, math.MaxInt64)
	if err != nil {
		return err
	}
	at, err := cell(row, c.at, "time in seconds", 0, math.MaxUint32)
	if err != nil {
		return err
	}
	if ops == 0 {
		return badf("an op_count of 0: a row is one operation at least")
	}
	if err := b.room(ops); err != nil {
		return err
	}
	op.Key = b.named(row[c.key])
	op.Size = uint32(size)
	op.TTL = uint32(min(ttl, math.MaxUint32/1000) * 1000)
	for range ops {
		if err := b.add(op); err != nil {
			return err
		}
		if c.at >= 0 {
			b.at(uint32(at))
		}
	}
	return nil
}

// cell returns the number in column i, or the default where there is no such
// column.
func cell(row []string, i int, what string, absent, most uint64) (uint64, *Error) {
	if i < 0 {
		return absent, nil
	}
	n, err := number([]byte(strings.TrimSpace(row[i])))
	if err != nil {
		err.Reason = what + ": " + err.Reason
		return 0, err
	}
	if n > most {
		return 0, badf("%s: %d is more than %d: another unit?", what, n, most)
	}
	return n, nil
}

// kindOf translates the name of an operation.
func kindOf(name string) (workload.Kind, *Error) {
	verb, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(name)), ".")
	switch verb {
	case "get", "gets", "get_lease", "read", "getchunkdata":
		return workload.Get, nil
	case "set", "set_lease", "add", "cas", "replace", "append", "prepend", "incr", "decr", "write", "putchunk":
		return workload.Set, nil
	case "delete":
		return workload.Delete, nil
	}
	return 0, badf("operation %s is not known: say get, set or delete", excerpt(name))
}

// splitRow returns the fields of a row.
func splitRow(line string) ([]string, *Error) {
	if !strings.Contains(line, `"`) {
		return strings.Split(line, ","), nil
	}
	row, err := csv.NewReader(strings.NewReader(line)).Read()
	if err != nil {
		return nil, badf("quotes in %s do not match", excerpt(line))
	}
	return row, nil
}
