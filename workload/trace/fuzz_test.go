package trace_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/larder-go/larder/workload/trace"
)

// fuzz reads any bytes as one format ("" detects it) and checks that the result
// is a sound trace or an error of one line about the content.
func fuzz(f *testing.F, format string, seeds ...string) {
	for _, c := range mixedFiles {
		seed, err := os.ReadFile(filepath.Join("testdata", c.file))
		if err != nil {
			f.Fatal(err)
		}
		if format == "" || format == c.format {
			f.Add(seed)
		}
	}
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		// Low limits keep a decompression bomb from slowing the search down.
		const ops = 1 << 16
		tr, err := trace.ReadLimited(bytes.NewReader(content), "name", format, 1<<20, ops)
		if err != nil {
			if !errors.Is(err, trace.ErrFormat) || strings.ContainsAny(err.Error(), "\n\r\x00") || len(err.Error()) > 400 {
				t.Fatalf("error %q", err)
			}
			return
		}
		if len(tr.Ops) == 0 || len(tr.Ops) > ops || len(tr.IDs) != tr.Keys || tr.Keys > len(tr.Ops) {
			t.Fatalf("%d operations, %d keys, %d identifiers", len(tr.Ops), tr.Keys, len(tr.IDs))
		}
		if tr.Times != nil && len(tr.Times) != len(tr.Ops) {
			t.Fatalf("%d operations, %d times", len(tr.Ops), len(tr.Times))
		}
		if format != "" && tr.Format != format {
			t.Fatalf("format %q", tr.Format)
		}
		first := uint32(0) // of the keys that were not seen yet
		for i, op := range tr.Ops {
			if op.Key > first {
				t.Fatalf("operation %d: key %d comes before key %d", i, op.Key, first)
			}
			if op.Key == first {
				first++
			}
		}
		if int(first) != tr.Keys {
			t.Fatalf("%d keys, %d of them used", tr.Keys, first)
		}
		again, err := trace.Read(bytes.NewReader(content), "name", tr.Format)
		if err != nil || len(again.Ops) != len(tr.Ops) || again.SHA256 != tr.SHA256 {
			t.Fatalf("another result when read as %s: %v", tr.Format, err)
		}
	})
}

func FuzzRead(f *testing.F)       { fuzz(f, "", "", "\x1f\x8b\x08", "\x28\xb5\x2f\xfd", "\xfd7zXZ\x00") }
func FuzzReadARC(f *testing.F)    { fuzz(f, "arc", "1 2 3 4\n", "9223372036854775807 1 0 0\r\n") }
func FuzzReadLIRS(f *testing.F)   { fuzz(f, "lirs", "*\n1\n", "\ufeff1\r\n") }
func FuzzReadBE32(f *testing.F)   { fuzz(f, "be32", "\x00\x00\x00\x01") }
func FuzzReadBE64(f *testing.F)   { fuzz(f, "be64", "\x00\x00\x00\x00\x00\x00\x00\x01") }
func FuzzReadLE32(f *testing.F)   { fuzz(f, "le32", "\x01\x00\x00\x00") }
func FuzzReadLE64(f *testing.F)   { fuzz(f, "le64", "\x01\x00\x00\x00\x00\x00\x00\x00") }
func FuzzReadOracle(f *testing.F) { fuzz(f, "oracleGeneral", strings.Repeat("\xff", 24)) }
func FuzzReadCSV(f *testing.F) {
	fuzz(f, "csv", "key,op,op_count,size,ttl,time\na,get,2,3,4,5\n", "\"id\"\n\"a\"\"b\"\n")
}
