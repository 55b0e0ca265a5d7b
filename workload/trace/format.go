package trace

import (
	"bufio"
	"bytes"
	"strings"
	"unicode/utf8"
)

// format is one way to write a trace. Its read function reads all of r into the
// builder.
type format struct {
	name string
	read func(r *bufio.Reader, b *builder) error
}

// formats are all of them. An integer format is told by its width and order.
var formats = []format{
	{"arc", readARC},
	{"lirs", readLIRS},
	{"be32", readIntegers(be32)},
	{"be64", readIntegers(be64)},
	{"le32", readIntegers(le32)},
	{"le64", readIntegers(le64)},
	{"oracleGeneral", readOracle},
	{"csv", readCSV},
}

// Formats returns the names of the formats that can be read.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// lookup returns the format of that name, and no format for an empty one.
func lookup(file, name string) (format, error) {
	if name == "" {
		return format{}, nil
	}
	for _, f := range formats {
		if f.name == name {
			return f, nil
		}
	}
	err := badf("format %s is none of %s", excerpt(name), strings.Join(Formats(), ", "))
	err.File = file
	return format{}, err
}

// detect tells the format by the first bytes after decompression, as many as a
// line may have.
func detect(head []byte) (format, error) {
	name := ""
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return format{}, badf("is text in UTF-16, by its first bytes: convert it to UTF-8")
	case isText(head):
		name = textFormat(head)
	case isOracle(head):
		name = "oracleGeneral"
	default:
		name = integerFormat(head)
	}
	if name == "" {
		return format{}, badf("the content does not tell the format for sure: name it with -format NAME, one of %s", strings.Join(Formats(), ", "))
	}
	return lookup("", name)
}

// isText reports whether the bytes, which may end within a character, are UTF-8
// without control characters other than white space.
func isText(head []byte) bool {
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		switch {
		case r == utf8.RuneError && n == 1:
			return !utf8.FullRune(head)
		case r < ' ' && !strings.ContainsRune("\t\n\r", r), r == 0x7f:
			return false
		}
		head = head[n:]
	}
	return true
}

// textFormat tells the format by the first line that is not blank.
func textFormat(head []byte) string {
	for line := range bytes.Lines(bytes.TrimPrefix(head, byteOrderMark)) {
		fields := bytes.Fields(line)
		switch {
		case len(fields) == 0:
			continue
		case len(fields) == 1 && (string(fields[0]) == "*" || isNumber(fields[0])):
			return "lirs"
		case len(fields) == 4 && isNumber(fields[0]) && isNumber(fields[1]):
			return "arc"
		}
		if _, err := newColumns(string(line)); err == nil {
			return "csv"
		}
		return ""
	}
	return ""
}

// isNumber reports whether the field looks like a number; one out of range is
// left to the reader, which says what is wrong with it.
func isNumber(field []byte) bool {
	digits := bytes.TrimPrefix(field, []byte("-"))
	return len(digits) > 0 && len(bytes.TrimLeft(digits, "0123456789")) == 0
}
