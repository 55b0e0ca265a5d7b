package workload_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"testing"

	"github.com/larder-go/larder/workload"
	"github.com/stretchr/testify/require"
)

// The golden hashes hold on every platform and for every release: a change here
// makes all results measured before incomparable with those measured after.

// goldenOps lets every period of a named workload pass several times.
const goldenOps = 200_000

func TestGoldenNamed(t *testing.T) {
	t.Parallel()
	golden := map[string]string{
		"zipf99-rw100":   "c381f6e0f2481bfd",
		"zipf99-rw95":    "1c571b9f57928d7d",
		"zipf99-rw50":    "3f2201be06b1487c",
		"uniform-r100w1": "0fa5b7c6d3cf059e",
		"uniform-r1w1":   "e778614a7ea3fb6e",
		"uniform-r1w100": "ee9ec1776cf592d8",
		"hotspot":        "182b42fc3fb1b98e",
		"latest":         "2e24984beee055bc",
		"loop":           "037f01b80d62f835",
		"scan":           "c88363de9c3a472e",
		"shifting":       "1f1dea6272c5b922",
		"sessions":       "3b6427e841e8f3c9",
	}
	for _, name := range workload.Names() {
		spec, err := workload.Named(name)
		require.NoError(t, err)
		require.Equal(t, golden[name], stream(t, spec, 1, goldenOps).Hash(), name)
	}
	require.Len(t, golden, len(workload.Names()))
}

// What the named workloads do not use: other laws, skews, seeds and sizes of the
// key space.
func TestGoldenCustom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dist, ttl, size string
		keys            int
		seed            uint64
		want            string
	}{
		{"zipf:0", "uniform:1s:10s", "uniform:64:1024", 1, 0, "acc9bd8ab18e90bf"},
		{"zipf:0.5", "lognormal:30s:1.5", "choice:64=9,4096=1", 2, 1, "e444839ce847eaf5"},
		{"zipf:1", "choice:1s=9,1h=1", "pareto:64:65536:1.1", 3, math.MaxUint64, "2eff063353673b49"},
		{"zipf:1.2", "pareto:1ms:1193h:0.3", "lognormal:1000:3", math.MaxInt32, 1 << 63, "d95c49be8159e39f"},
		{"zipf:2", "60s", "64", 1_000_003, 12345, "8752e51f7b4ae2d5"},
		{"hotspot:0.1:0.9", "0", "0", 65_536, 2, "be45a551fa50df52"},
		{"latest:1.5", "0", "0", 1000, 3, "169ef5a2a7d38c76"},
		{"scan:0:10:7", "0", "0", 65_537, 4, "0e7bb62bd677ba4f"},
		{"shift:0.7:3:2", "0", "0", 999, 5, "3a78f95485acadd7"},
	} {
		dist, err := workload.ParseDist(c.dist)
		require.NoError(t, err)
		ttl, err := workload.ParseTTL(c.ttl)
		require.NoError(t, err)
		size, err := workload.ParseSize(c.size)
		require.NoError(t, err)
		mix := workload.Mix{Get: 0.7, Set: 0.2, Delete: 0.1}
		spec := workload.Spec{Keys: c.keys, Dist: dist, Mix: mix, TTL: ttl, Size: size}
		require.Equal(t, c.want, stream(t, spec, c.seed, 50_000).Hash(), c.dist)
	}
}

// Streams round most differences in the last place away; this does not.
func TestGoldenElementary(t *testing.T) {
	t.Parallel()
	h := sha256.New()
	for _, f := range elementary {
		s := workload.NewSource(1, 0)
		for range 20_000 {
			bits := math.Float64bits(f.got(f.at(s.Unit())))
			h.Write(binary.LittleEndian.AppendUint64(nil, bits))
		}
	}
	require.Equal(t, "80e5579e6f24c7cf", hex.EncodeToString(h.Sum(nil)[:8]))
}
