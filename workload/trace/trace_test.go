package trace_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/workload"
	"github.com/larder-go/larder/workload/trace"
)

func open(t *testing.T, name, format string) *trace.Trace {
	t.Helper()
	tr, err := trace.Open(filepath.Join("testdata", name), format)
	require.NoError(t, err)
	return tr
}

// mixed is the trace that testdata holds in every format.
var mixedFiles = []struct{ file, format string }{
	{"mixed.lis", "arc"},
	{"mixed.lis.zst", "arc"},
	{"mixed.lirs", "lirs"},
	{"mixed.lirs.gz", "lirs"},
	{"mixed.be32", "be32"},
	{"mixed.be32.xz", "be32"},
	{"mixed.be64.xz", "be64"},
	{"mixed.le32", "le32"},
	{"mixed.le64", "le64"},
	{"mixed.oracle.gz", "oracleGeneral"},
	{"mixed.oracle.zst", "oracleGeneral"},
	{"mixed.csv", "csv"},
}

func TestEveryFormatTellsTheSameTrace(t *testing.T) {
	want := open(t, "mixed.lirs", "lirs")
	require.Len(t, want.Ops, 222)
	require.Equal(t, 84, want.Keys)
	require.Equal(t, slices.Sorted(slices.Values(want.IDs)), slices.Compact(slices.Sorted(slices.Values(want.IDs))))
	for _, c := range mixedFiles {
		for _, format := range []string{"", c.format} {
			got := open(t, c.file, format)
			require.Equal(t, c.format, got.Format, c.file)
			require.Equal(t, c.file, got.Name)
			require.Equal(t, want.Keys, got.Keys, c.file)
			if c.format != "csv" { // whose keys are text
				require.Equal(t, want.IDs, got.IDs, c.file)
			}
			for i, op := range got.Ops {
				require.Equal(t, want.Ops[i].Key, op.Key, c.file)
				require.Equal(t, workload.Get, op.Kind)
			}
			if c.format == "oracleGeneral" || c.format == "csv" {
				require.Len(t, got.Times, len(got.Ops))
				for i, op := range got.Ops {
					require.EqualValues(t, 1000+i/10, got.Times[i])
					require.EqualValues(t, 100+want.IDs[op.Key], op.Size)
				}
			} else {
				require.Nil(t, got.Times)
			}
			stored, err := os.ReadFile(filepath.Join("testdata", c.file))
			require.NoError(t, err)
			sum := sha256.Sum256(stored)
			require.Equal(t, hex.EncodeToString(sum[:]), got.SHA256)
			require.Equal(t, &workload.Stream{Ops: got.Ops, Keys: got.Keys, IDs: got.IDs}, got.Stream())
		}
	}
}

func TestFirstRequests(t *testing.T) {
	ids := func(text, format string) (ids []uint64) {
		tr, err := trace.Read(strings.NewReader(text), "x", format)
		require.NoError(t, err)
		for _, op := range tr.Ops {
			ids = append(ids, tr.IDs[op.Key])
		}
		return ids
	}
	require.Equal(t, []uint64{7, 8, 9, 8, 9, 10}, ids("7 3 0 0\n8 3 0 1\n", "arc"))
	require.Equal(t, []uint64{math.MaxInt64 - 1, math.MaxInt64}, ids("9223372036854775806 2 0 0", "arc"))
	require.Equal(t, []uint64{5, 0, 5}, ids("5\n*\n0\n5\n", "lirs"))
	require.Equal(t, []uint64{0x01020304, 0xfffefdfc}, ids("\x01\x02\x03\x04\xff\xfe\xfd\xfc", "be32"))
	require.Equal(t, []uint64{0x04030201, 0xfcfdfeff}, ids("\x01\x02\x03\x04\xff\xfe\xfd\xfc", "le32"))
	require.Equal(t, []uint64{0x01020304fffefdfc}, ids("\x01\x02\x03\x04\xff\xfe\xfd\xfc", "be64"))
	require.Equal(t, []uint64{0xfcfdfeff04030201}, ids("\x01\x02\x03\x04\xff\xfe\xfd\xfc", "le64"))
	require.Equal(t, []uint64{0xaf63dc4c8601ec8c}, ids("key\na\n", "csv"), "FNV-1a of a")
}

// TestTextVariants reads what editors and other systems make of text.
func TestTextVariants(t *testing.T) {
	for name, c := range map[string]struct{ text, format string }{
		"CRLF":              {"1\r\n2\r\n1\r\n", "lirs"},
		"byte order mark":   {"\ufeff1\n2\n1\n", "lirs"},
		"no last line feed": {"1\n2\n1", "lirs"},
		"blank lines":       {"\n \n1\n\n2\n1\n\n", "lirs"},
		"white space":       {" 1\n2\t\n1 \n", "lirs"},
		"starts with *":     {"*\n1\n2\n*\n1\n*", "lirs"},
		"ARC, CRLF, mark":   {"\ufeff1 2 0 0\r\n1 1 0 1\r\n", "arc"},
		"ARC, tabs":         {"1\t2\t0\t0\n1  1 0  1\n", "arc"},
		"CSV, CRLF, mark":   {"\ufeffkey,x\r\n1,\r\n2,\r\n1,\r\n", "csv"},
		"CSV, quotes":       {"\"x\",\"Key\"\n\"a,b\",1\n,2\n,\"1\"\n", "csv"},
		"CSV, one column":   {"id\n1\n2\n1\n", "csv"},
	} {
		for _, format := range []string{"", c.format} {
			tr, err := trace.Read(strings.NewReader(c.text), name, format)
			require.NoError(t, err, name)
			require.Equal(t, c.format, tr.Format, name)
			require.Equal(t, []workload.Op{{Key: 0}, {Key: 1}, {Key: 0}}, tr.Ops, name)
		}
	}
}

func TestCSVOperations(t *testing.T) {
	get, set, del := workload.Get, workload.Set, workload.Delete
	want := []workload.Op{
		{Key: 0, Kind: get}, {Key: 0, Kind: get}, {Key: 1, Kind: get},
		{Key: 0, Kind: set, Size: 100, TTL: 60_000}, {Key: 0, Kind: get, Size: 100},
		{Key: 1, Kind: set, Size: 7}, {Key: 1, Kind: get, Size: 7}, {Key: 1, Kind: get, Size: 7}, {Key: 1, Kind: get, Size: 7},
		{Key: 0, Kind: del}, {Key: 0, Kind: get},
		{Key: 2, Kind: set, Size: 9, TTL: 4_294_967_000}, {Key: 2, Kind: get, Size: 9},
	}
	for _, file := range []string{"writes.csv", "writes-reordered.csv"} {
		tr := open(t, file, "")
		require.Equal(t, want, tr.Ops, file)
		require.Equal(t, []uint32{10, 10, 10, 11, 12, 12, 13, 13, 13, 14, 15, 15, 16}, tr.Times, file)
		require.Equal(t, 3, tr.Keys)
	}
}

func TestOperationNames(t *testing.T) {
	for kind, names := range map[workload.Kind]string{
		workload.Get:    "get GET Gets GET_LEASE read getChunkData.Permanent",
		workload.Set:    "set SET_LEASE add cas replace append prepend incr decr write putChunk.NotInitialized",
		workload.Delete: "delete DELETE",
	} {
		for name := range strings.FieldsSeq(names) {
			tr, err := trace.Read(strings.NewReader("id,operation\n1, "+name+" \n"), "x", "")
			require.NoError(t, err, name)
			require.Equal(t, kind, tr.Ops[0].Kind, name)
		}
	}
}

// Two texts with one hash are two keys. These differ, and have the same FNV-1a.
func TestKeysWithOneHash(t *testing.T) {
	tr, err := trace.Read(strings.NewReader("key\n8yn0iYCKYHlIj4-BwPqk\nGReLUrM4wMqfg9yzV3KQ\n8yn0iYCKYHlIj4-BwPqk\n"), "x", "")
	require.NoError(t, err)
	require.Equal(t, 2, tr.Keys)
	require.Equal(t, []workload.Op{{Key: 0}, {Key: 1}, {Key: 0}}, tr.Ops)
	require.Equal(t, tr.IDs[0], tr.IDs[1])
}

// Compressed files may be parts put together, and end in padding.
func TestConcatenatedParts(t *testing.T) {
	for _, file := range []string{"mixed.lirs.gz", "mixed.be32.xz", "mixed.lis.zst"} {
		part, err := os.ReadFile(filepath.Join("testdata", file))
		require.NoError(t, err)
		whole := slices.Concat(part, part)
		if strings.HasSuffix(file, ".xz") {
			whole = slices.Concat(part, make([]byte, 8), part, make([]byte, 4))
		}
		tr, err := trace.Read(bytes.NewReader(whole), file, "")
		require.NoError(t, err, file)
		require.Len(t, tr.Ops, 2*222)
		require.Equal(t, 84, tr.Keys)
		sum := sha256.Sum256(whole)
		require.Equal(t, hex.EncodeToString(sum[:]), tr.SHA256)
	}
}

func TestLimits(t *testing.T) {
	lines := strings.Repeat("1\n", 1000)
	_, err := trace.ReadLimited(strings.NewReader(lines), "x", "lirs", 2000, 1000)
	require.NoError(t, err)

	_, err = trace.ReadLimited(strings.NewReader(lines), "x", "lirs", 1999, 1000)
	require.EqualError(t, err, "trace: x: larger than 1999 bytes, the most that is read: take a part of the trace")
	require.ErrorIs(t, err, trace.ErrFormat)

	_, err = trace.ReadLimited(strings.NewReader(lines), "x", "lirs", 2000, 999)
	require.EqualError(t, err, "trace: x: lirs: line 1000: more than 999 operations, the most that is read: take a part of the trace, or sample it by key")
	require.ErrorIs(t, err, trace.ErrFormat)

	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	for range 1000 {
		_, err := z.Write(bytes.Repeat([]byte("*\n"), 1000))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	require.Less(t, bomb.Len(), 10_000)
	_, err = trace.ReadLimited(&bomb, "bomb.gz", "lirs", 1_000_000, 10)
	require.ErrorContains(t, err, "larger than 1000000 bytes")
	require.ErrorIs(t, err, trace.ErrFormat)
}

func TestFormats(t *testing.T) {
	require.Equal(t, []string{"arc", "lirs", "be32", "be64", "le32", "le64", "oracleGeneral", "csv"}, trace.Formats())
}
