package trace_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/workload/trace"
)

// refused checks that the error is about the content and one line.
func refused(t *testing.T, err error, reason string) {
	t.Helper()
	require.Error(t, err)
	require.ErrorIs(t, err, trace.ErrFormat)
	var bad *trace.Error
	require.ErrorAs(t, err, &bad)
	require.NotContains(t, err.Error(), "\n")
	require.Less(t, len(err.Error()), 300)
	require.Contains(t, err.Error(), reason)
}

func TestBadInput(t *testing.T) {
	const (
		ask      = "the content does not tell the format for sure: name it with -format NAME, one of arc, lirs,"
		noNumber = "is not a whole number from 0 to 2^63-1"
		noARC    = "is not the four numbers"
		partial  = "ends within a record of"
		damaged  = "damaged or cut off"
	)
	record := func(time uint32, id uint64, size uint32, next int64) string {
		b := binary.LittleEndian.AppendUint32(nil, time)
		b = binary.LittleEndian.AppendUint64(b, id)
		b = binary.LittleEndian.AppendUint32(b, size)
		return string(binary.LittleEndian.AppendUint64(b, uint64(next)))
	}
	once := record(1, 1, 1, -1)
	for name, c := range map[string]struct{ format, content, want string }{
		"empty":                    {"", "", "trace: file: is empty"},
		"empty with format":        {"csv", "", "is empty"},
		"one byte":                 {"", "\x00", ask},
		"blank lines alone":        {"", "\n\n \n", ask},
		"blank lines as lirs":      {"lirs", "\n\n \n", "lirs: holds no requests"},
		"unknown format":           {"lirz", "1\n", `format "lirz" is none of arc, lirs, be32, be64, le32, le64, oracleGeneral, csv`},
		"format in upper case":     {"ARC", "1 1 0 0\n", `format "ARC" is none of`},
		"format with line feed":    {"a\nb", "1\n", `format "a\nb" is none of`},
		"prose":                    {"", "It was a dark and stormy night.\n", ask},
		"three numbers":            {"", "1 2 3\n", ask},
		"JSON":                     {"", "{\"key\": 1}\n", ask},
		"CSV without a key column": {"", "time,size\n1,2\n", ask},
		"XML":                      {"", "<trace/>\n", ask},
		"Go source":                {"", "package trace\n", ask},
		"UTF-16":                   {"", "\xff\xfe1\x00\n\x00", "is text in UTF-16"},
		"UTF-16, big-endian":       {"", "\xfe\xff\x001\x00\n", "is text in UTF-16"},
		"Latin-1":                  {"", "caf\xe9\n", ask},

		"arc: negative start":       {"", "-1 1 0 0\n", `arc: line 1: "-1" ` + noNumber},
		"arc: negative count":       {"", "1 -1 0 0\n", noNumber},
		"arc: count of 0":           {"", "1 0 0 0\n", "a count of 0"},
		"arc: count of 10^18":       {"", "5 1 0 0\n1 1000000000000000000 0 1\n", "arc: line 2: more than 134217728 operations"},
		"arc: count of 2^64":        {"", "1 18446744073709551616 0 0\n", noNumber},
		"arc: start over 2^63":      {"", "9223372036854775808 1 0 0\n", noNumber},
		"arc: end over 2^63":        {"", "9223372036854775807 2 0 0\n", "2 blocks from 9223372036854775807 on go beyond 2^63-1"},
		"arc: three fields":         {"", "1 1 0 0\n2 1 0\n", "arc: line 2: \"2 1 0\" " + noARC},
		"arc: five fields":          {"", "1 1 0 0\n2 1 0 1 1\n", noARC},
		"arc: cut off in a number":  {"arc", "1 1 0 0\n2 1", noARC},
		"arc: fraction":             {"", "1 1 0 0\n1.5 1 0 1\n", noNumber},
		"arc: hexadecimal":          {"", "1 1 0 0\n0x1f 1 0 1\n", noNumber},
		"arc: letters":              {"", "1 1 x y\n", `"x" ` + noNumber},
		"arc: NUL":                  {"arc", "1 1 0 0\n1 1 \x00 0\n", "arc: line 2: holds a NUL byte"},
		"arc: is lirs":              {"arc", "1\n2\n", noARC},
		"arc: is csv":               {"arc", "key,op\n1,get\n", noNumber},
		"arc: is binary":            {"arc", "\x01\x02\x03\xff\xfe", noNumber},
		"arc: carriage return only": {"", "1 1 0 0\r2 1 0 1\r", ask},

		"lirs: negative":            {"", "1\n-5\n", `lirs: line 2: "-5" ` + noNumber},
		"lirs: negative first":      {"", "-5\n", noNumber},
		"lirs: over 2^63":           {"", "1\n9223372036854775808\n", noNumber},
		"lirs: 40 digits":           {"", strings.Repeat("9", 40) + "\n", noNumber},
		"lirs: 400 digits":          {"", strings.Repeat("9", 400) + "\n", "…"},
		"lirs: separators alone":    {"", "*\n*\n", "lirs: holds no requests"},
		"lirs: two numbers":         {"", "1\n2 3\n", noNumber},
		"lirs: letters":             {"lirs", "x\n", noNumber},
		"lirs: exponent":            {"", "1\n1e5\n", noNumber},
		"lirs: underscores":         {"", "1\n1_000\n", noNumber},
		"lirs: plus":                {"", "1\n+1\n", noNumber},
		"lirs: NUL":                 {"lirs", "1\n\x00\n", "line 2: holds a NUL byte"},
		"lirs: mark in the middle":  {"", "1\n\ufeff2\n", noNumber},
		"lirs: foreign digits":      {"", "1\n١\n", noNumber},
		"lirs: is arc":              {"lirs", "1 1 0 0\n", noNumber},
		"lirs: long line":           {"lirs", strings.Repeat("1", 600<<10), "lirs: line 1: longer than 524288 bytes"},
		"lirs: long line of blanks": {"lirs", "1\n" + strings.Repeat(" ", 600<<10), "lirs: line 2: longer than 524288 bytes"},

		"csv: header alone":            {"", "key,op\n", "csv: holds no requests"},
		"csv: blank lines":             {"csv", "\n\n", "csv: holds no header"},
		"csv: no key column":           {"csv", "time,size\n1,2\n", `line 1: the header "time,size" has no column key, block_id,`},
		"csv: key column twice":        {"csv", "key,Key\n1,2\n", `line 1: column "key" comes twice`},
		"csv: no header":               {"csv", "1,2\n", "has no column key"},
		"csv: too few fields":          {"", "key,op\n1\n", "csv: line 2: 1 fields, where the header has 2"},
		"csv: too many fields":         {"", "key,op\n1,get,3\n", "3 fields, where the header has 2"},
		"csv: empty key":               {"", "key,op\n,get\n", "the key is empty"},
		"csv: unknown op":              {"", "key,op\n1,get\n1,frobnicate\n", `csv: line 3: operation "frobnicate" is not known: say get, set or delete`},
		"csv: empty op":                {"", "key,op\n1,\n", `operation "" is not known`},
		"csv: negative size":           {"", "key,size\n1,-1\n", `size in bytes: "-1" ` + noNumber},
		"csv: size of 4 GiB":           {"", "key,size\n1,4294967296\n", "size in bytes: 4294967296 is more than 4294967295"},
		"csv: negative ttl":            {"", "key,ttl\n1,-1\n", `ttl in seconds: "-1" ` + noNumber},
		"csv: ttl with a unit":         {"", "key,ttl\n1,5s\n", `ttl in seconds: "5s" ` + noNumber},
		"csv: empty time":              {"", "key,time\n1,\n", `time in seconds: "" ` + noNumber},
		"csv: time in milliseconds":    {"", "key,time\n1,1702511878000\n", "time in seconds: 1702511878000 is more than 4294967295: another unit?"},
		"csv: fraction of a second":    {"", "key,time\n1,1.5\n", noNumber},
		"csv: op_count of 0":           {"", "key,op_count\n1,0\n", "an op_count of 0"},
		"csv: op_count of 10^18":       {"", "key,op_count\n1,1000000000000000000\n", "more than 134217728 operations"},
		"csv: negative op_count":       {"", "key,op_count\n1,-1\n", `op_count: "-1" ` + noNumber},
		"csv: quote not closed":        {"", "key,op\n\"1,get\n2,get\n", `quotes in "\"1,get" do not match`},
		"csv: quote within a field":    {"", "key,op\n1\"2,get\n", "do not match"},
		"csv: quoted line break":       {"", "key,op\n\"1\n2\",get\n", "do not match"},
		"csv: NUL":                     {"csv", "key\n\x00\n", "line 2: holds a NUL byte"},
		"csv: semicolons":              {"csv", "key;op\n1;get\n", "has no column key"},
		"csv: long line":               {"csv", "key\n" + strings.Repeat("x", 600<<10), "line 2: longer than"},
		"csv: cut off in a row":        {"", "key,op,size\n1,get,5\n2,ge", "2 fields, where the header has 3"},
		"be32: partial":                {"be32", "\x00\x00\x00\x01\x00\x00", "be32: byte 4: " + partial + " 4 bytes"},
		"le32: partial":                {"le32", "\x00", "le32: byte 0: " + partial},
		"be64: partial":                {"be64", "12345678" + "1234567", "be64: byte 8: " + partial + " 8 bytes"},
		"le64: partial":                {"le64", "1234", partial},
		"be32: too short to recognize": {"", "\x00\x00\x00\x01\x00\x00\x00\x02", ask},
		"oracle: partial":              {"oracleGeneral", once + once[:23], "oracleGeneral: byte 24: " + partial + " 24 bytes"},
		"oracle: too short":            {"", once + once, ask},
		"oracle: next is before":       {"oracleGeneral", once + record(1, 2, 1, 1), "oracleGeneral: byte 24: request 2 says that request 1 is the next"},
		"oracle: next is itself":       {"oracleGeneral", record(1, 2, 1, 1), "request 1 says that request 1 is the next"},
		"oracle: next is negative":     {"oracleGeneral", record(1, 2, 1, -2), "says that request -2 is the next"},
		"oracle: is text":              {"oracleGeneral", strings.Repeat("1 1 0 0\n", 3), "damaged, or another format"},

		"gzip: magic alone":       {"", "\x1f\x8b\x08", "gzip: unexpected EOF: " + damaged},
		"gzip: garbage":           {"", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03garbage garbage", "gzip: "},
		"zstd: magic alone":       {"", "\x28\xb5\x2f\xfd", "zstd: "},
		"zstd: garbage":           {"", "\x28\xb5\x2f\xfdgarbage garbage", "zstd: "},
		"xz: magic alone":         {"", "\xfd7zXZ\x00", "xz: unexpected EOF: " + damaged},
		"xz: garbage":             {"", "\xfd7zXZ\x00garbage garbage", "xz: "},
		"gzip: of nothing":        {"", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00", "is empty"},
		"bzip2, which is unknown": {"", "BZh91AY&SY\x00\x01\x02\x03", ask},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := trace.Read(strings.NewReader(c.content), "file", c.format)
			refused(t, err, c.want)
			require.Contains(t, err.Error(), "trace: file: ")
		})
	}
}

// endless repeats its text and counts the bytes that were asked for.
type endless struct {
	text string
	n    int
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.text[(e.n+i)%len(e.text)]
	}
	e.n += len(p)
	return len(p), nil
}

// TestLineWithoutEnd would not come to an end if lines had no limit.
func TestLineWithoutEnd(t *testing.T) {
	for _, format := range []string{"arc", "lirs", "csv"} {
		r := &endless{text: "1 "}
		_, err := trace.Read(r, "line", format)
		refused(t, err, "line 1: longer than")
		require.Less(t, r.n, 4*trace.MaxLine)
	}
	r := &endless{text: "key"}
	_, err := trace.Read(r, "line", "")
	refused(t, err, "-format")
	require.Less(t, r.n, 4*trace.MaxLine)
}

func TestNames(t *testing.T) {
	_, err := trace.Read(strings.NewReader("x"), "evil\nname\x1b[2J", "lirs")
	refused(t, err, `trace: "evil\nname\x1b[2J": lirs: line 1: `)
	for _, name := range []string{"t.gz", "t.zst", "t.xz"} {
		_, err := trace.Read(strings.NewReader("1\n"), name, "")
		refused(t, err, "named ."+strings.TrimPrefix(name, "t.")+" but not compressed with ")
	}
}
