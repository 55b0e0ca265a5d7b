package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVerify(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out.txt")
	got := cachebench(t, words("run -backend cow -reads 90,50 -ttl 5m %s -o %s", quick, out)...)
	require.Zero(t, got.code, got.stderr)
	got = cachebench(t, "verify", out)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, out+": 2 of 2 workloads agree\n"+out+": to repeat it: cachebench run -backend cow -reads 90,50 -ttl 5m "+quick+" -o "+out+"\n", got.stdout)

	manifest, err := os.ReadFile(out + ".manifest.json")
	require.NoError(t, err)
	for _, c := range []struct {
		from, to, says string
		code           int
	}{
		{`"stream_hash": "`, `"stream_hash": "0`, "workload zipf99-rw90 with 100 keys: the stream is ", 3},
		{`"seed": 1`, `"seed": 2`, "the seed is 1 now, and was 2", 3},
		{`"ttl": "5m0s"`, `"ttl": "6m0s"`, "the time to live is 5m0s now, and was 6m0s", 3},
		{`"dist": "zipf:0.99"`, `"dist": "zipf:1"`, "the distribution is zipf:0.99 now, and was zipf:1", 3},
		{`"operations": 20000`, `"operations": 20001`, "the number of operations is 20000 now, and was 20001", 3},
		{`"90,50"`, `"90"`, "its command has 1 workloads, and the manifest 2", 3},
		{`"90,50"`, `"90,50,10"`, "its command has 3 workloads, and the manifest 2", 3},
		{`"90,50"`, `"many"`, "its command cannot be read any more: ", 2},
		{`"run"`, `"rnu"`, `unknown command "rnu"`, 2},
		{`"cachebench"`, `"benchcache"`, "its command is not one of cachebench", 2},
		{`{`, ``, "cannot be understood", 2},
	} {
		changed := strings.Replace(string(manifest), c.from, c.to, 1)
		require.NotEqual(t, string(manifest), changed, c.from)
		require.NoError(t, os.WriteFile(out+".manifest.json", []byte(changed), 0o600))
		got := cachebench(t, "verify", out)
		require.Equal(t, c.code, got.code, c.to)
		require.Contains(t, got.stderr, c.says)
		require.Contains(t, got.stdout, "FAILED: ")
		require.Equal(t, 1, strings.Count(got.stderr, "\n"))
	}

	require.NoError(t, os.Remove(out+".manifest.json"))
	refused(t, "verify "+out, 2, "there is no "+out+".manifest.json beside it: what made it is unknown")
	refused(t, "verify "+filepath.Join(dir, "none.txt"), 5, "none.txt: no such file")
	refused(t, "verify", 2, "missing: FILE…")
	refused(t, "verify "+out+" "+filepath.Join(dir, "none.txt"), 5, "2 of 2 files failed")
}

// TestVerifyRows: a manifest that is right does not make up for rows that are not its.
func TestVerifyRows(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	require.Zero(t, cachebench(t, words("run -backend cow -reads 90 %s -samples 2 -o %s", quick, out)...).code)
	rows, err := os.ReadFile(out)
	require.NoError(t, err)
	for _, c := range []struct {
		from, to, says string
		code           int
	}{
		{"", "", "", 0},
		{"BenchmarkCache/wl", "# wl", "rows, and its manifest tells of", 3},
		{" stream=", " stream=0", "it says that the stream of zipf99-rw90 is 0", 3},
		{"BenchmarkCache/wl=zipf99-rw90/", "BenchmarkCache/wl=zipf99-rw50/", "a row is of workload zipf99-rw50, of which its manifest does not tell", 3},
		{" ns/op", " ns/op x", "cannot be understood", 2},
	} {
		require.NoError(t, os.WriteFile(out, []byte(strings.Replace(string(rows), c.from, c.to, 1)), 0o600))
		got := cachebench(t, "verify", out)
		require.Equal(t, c.code, got.code, "%s %s", c.to, got.stderr)
		require.Contains(t, got.stderr, c.says)
	}
}

// TestVerifyBackendsOfOthers: operations do not depend on who carries them out.
func TestVerifyBackendsOfOthers(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	require.Zero(t, cachebench(t, words("run -backend cow -reads 90 %s -o %s", quick, out)...).code)
	manifest, err := os.ReadFile(out + ".manifest.json")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(out+".manifest.json", []byte(strings.ReplaceAll(string(manifest), `"cow"`, `"otter"`)), 0o600))
	require.Zero(t, cachebench(t, "verify", out).code)
}

func TestVerifyTraces(t *testing.T) {
	dir, suite := tiny(t)
	out := filepath.Join(dir, "out")
	require.Zero(t, cachebench(t, "suite", suite, "-o", out, "-traces", dir).code)
	for _, name := range []string{"real.txt", "two.txt"} {
		file := filepath.Join(out, name)
		got := cachebench(t, "verify", "-traces", dir, file)
		require.Zero(t, got.code, got.stderr)
		require.Contains(t, got.stdout, " workloads agree\n")
	}
	real := filepath.Join(out, "real.txt")
	got := cachebench(t, "verify", real)
	require.Zero(t, got.code, got.stderr)
	require.Contains(t, got.stdout, "not checked: workload small with 5 keys: traces/small.lirs is not there\n")
	require.Contains(t, got.stdout, "0 of 1 workloads agree\n")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "small.lirs"), []byte(smallTrace+"9\n"), 0o600))
	for _, name := range []string{"real.txt", "two.txt"} {
		got := cachebench(t, "verify", "-traces", dir, filepath.Join(out, name))
		require.Equal(t, 3, got.code)
		require.Contains(t, got.stderr, "the trace is ")
	}
}
