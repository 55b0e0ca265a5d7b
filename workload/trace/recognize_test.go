package trace_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/workload/trace"
)

// encodings writes an integer in each of the formats.
var encodings = map[string]func([]byte, uint64) []byte{
	"be32": func(b []byte, id uint64) []byte { return binary.BigEndian.AppendUint32(b, uint32(id)) },
	"be64": binary.BigEndian.AppendUint64,
	"le32": func(b []byte, id uint64) []byte { return binary.LittleEndian.AppendUint32(b, uint32(id)) },
	"le64": binary.LittleEndian.AppendUint64,
}

// TestIntegersAreRecognized offers identifiers of the kinds that traces have.
func TestIntegersAreRecognized(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	ids := func(keys int, id func(key int) uint64) []uint64 {
		of := make([]uint64, keys)
		for key := range of {
			of[key] = id(key)
		}
		seq := make([]uint64, 20_000)
		for i := range seq {
			seq[i] = of[min(r.IntN(keys), r.IntN(keys))]
		}
		return seq
	}
	numbers := ids(3000, func(key int) uint64 { return uint64(key) })
	loop := make([]uint64, 20_000)
	for i := range loop {
		loop[i] = uint64(i % 1000)
	}
	offset := ids(3000, func(key int) uint64 { return 1e9 + uint64(key) })
	blocks := ids(3000, func(int) uint64 { return uint64(r.IntN(1<<21)) * 8 })
	hashes32 := ids(3000, func(int) uint64 { return uint64(r.Uint32()) })
	hashes64 := ids(3000, func(int) uint64 { return r.Uint64() })
	for name, c := range map[string]struct {
		ids     []uint64
		formats string // that are recognized
	}{
		"numbers":  {numbers, "be32 be64 le32 le64"},
		"loop":     {loop, "be32 be64 le32 le64"},
		"offset":   {offset, "be32 be64 le32 le64"},
		"blocks":   {blocks, "be32 be64 le32 le64"},
		"hashes32": {hashes32, "be32"}, // nothing tells the order of bytes
		"hashes64": {hashes64, "be64"},
	} {
		for format, encode := range encodings {
			t.Run(name+"/"+format, func(t *testing.T) {
				var content []byte
				for _, id := range c.ids {
					content = encode(content, id)
				}
				tr, err := trace.Read(bytes.NewReader(content), "x", "")
				if !bytes.Contains([]byte(c.formats), []byte(format)) {
					// Another order may be told, another width never.
					if err == nil {
						require.Equal(t, format[2:], tr.Format[2:])
						require.Len(t, tr.Ops, len(c.ids))
					}
					return
				}
				require.NoError(t, err)
				require.Equal(t, format, tr.Format)
				for i, op := range tr.Ops {
					require.Equal(t, c.ids[i], tr.IDs[op.Key])
				}
			})
		}
	}
}

// TestRealTraces recognizes published traces, which are too large to be part of
// the repository: LARDER_TRACES names their folder.
func TestRealTraces(t *testing.T) {
	dir := os.Getenv("LARDER_TRACES")
	if _, err := os.Stat(dir); err != nil {
		why := fmt.Sprintf("LARDER_TRACES=%q does not name the folder of the traces", dir)
		if os.Getenv("LARDER_REQUIRE") == "1" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	for _, c := range []struct {
		file, format string
		ops, keys    int
	}{
		{"arc/OLTP.lis.zst", "arc", 914_145, 186_880},
		{"lirs/loop.trace.gz", "lirs", 505_500, 1_011},
		{"lirs/multi3.trace.gz", "lirs", 30_241, 7_454},
		{"lirs/sprite.trace.gz", "lirs", 133_996, 7_075},
		{"cache2k/web07.trace.xz", "be32", 76_118, 20_484},
		{"cache2k/orm-busy.trace.xz", "be32", 5_000_000, 76_349},
		{"scarab/scarab-recs.trace.xz", "be64", 1_245_184, 258_368},
		{"corda/trace_vaultservice.gz", "be64", 135_702, 90_468},
		{"cloudphysics/cloudPhysicsIO.oracleGeneral.bin.zst", "oracleGeneral", 113_872, 48_974},
		// op_count makes more operations of 99, 99 and 999 rows.
		{"meta/kv_traces_1.csv", "csv", 691, 52},
		{"meta/kv_traces_2.csv", "csv", 433, 62},
		{"meta/block_traces_1.csv.zst", "csv", 1_023, 625},
	} {
		tr, err := trace.Open(filepath.Join(dir, c.file), "")
		require.NoError(t, err)
		require.Equal(t, c.format, tr.Format, c.file)
		require.Len(t, tr.Ops, c.ops, c.file)
		require.Equal(t, c.keys, tr.Keys, c.file)
	}
}
