package cli_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// machineOf is a machine with this load average, and not much else.
func machineOf(load string) fstest.MapFS {
	return fstest.MapFS{
		"proc/loadavg": {Data: []byte(load + " 1.0 1.0 1/100 1000\n")},
		"proc/cpuinfo": {Data: []byte("model name\t: Some 9000\nflags\t\t: fpu hypervisor\n")},
		"proc/stat":    {Data: []byte("cpu 100 0 0 100 0 0 0 50\n")},
	}
}

// robbed is a machine that a tenth of the time is stolen from since it has begun.
type robbed struct {
	fstest.MapFS
	begun time.Time
}

func (r robbed) Open(name string) (fs.File, error) {
	if name == "proc/stat" && time.Since(r.begun) > 0 {
		return fstest.MapFS{name: {Data: []byte("cpu 180 0 0 110 0 0 0 60\n")}}.Open(name)
	}
	return r.MapFS.Open(name)
}

// TestEnv watches for a second of virtual time, in which a tenth is stolen.
func TestEnv(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		t.Run(format, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				got := runApp(t, cli.App{System: robbed{machineOf("1000.5"), begun}}, "env", "-format", format)
				require.Equal(t, time.Second, time.Since(begun))
				require.Zero(t, got.code, got.stderr)
				require.Empty(t, got.stderr)
				if format == "json" {
					var e struct {
						CPU      string   `json:"cpu"`
						Load     *float64 `json:"load"`
						Governor *string  `json:"governor"`
						Warnings []string `json:"warnings"`
					}
					require.NoError(t, json.Unmarshal([]byte(got.stdout), &e))
					require.Equal(t, "Some 9000", e.CPU)
					require.Equal(t, 1000.5, *e.Load)
					require.Nil(t, e.Governor)
					require.Len(t, e.Warnings, 3)
					return
				}
				for _, part := range []string{
					"processor     Some 9000\n", "load average  1000.50 in the last minute\n", "steal         10.0 % of the last second\n",
					"governor      unknown\n", "hypervisor    yes: a virtual machine\n", "quota         none is known\n",
					"\nWhat makes figures unsure here:\n- the load average is 1000.5 on ", "\n- the hypervisor gave 10.0 % of the time to others\n", "\n- this is a virtual machine",
				} {
					require.Contains(t, got.stdout, part)
				}
				for line := range strings.Lines(got.stdout) {
					require.LessOrEqual(t, len(line), 80+1)
				}
			})
		})
	}
}

func TestEnvOfWhatIsUnknown(t *testing.T) {
	got := runApp(t, cli.App{}, "env")
	require.Zero(t, got.code)
	require.Contains(t, got.stdout, "load average  unknown\n")
	require.Contains(t, got.stdout, "\nNothing that is known makes figures unsure here.\n")
	require.Contains(t, runApp(t, cli.App{}, "env", "-format", "json").stdout, `"warnings": []`)
}

// TestBusyMachine: who measures beside something else is told so, in one line, and the
// manifest tells it to those who read the results.
func TestBusyMachine(t *testing.T) {
	for _, args := range []string{"run -backend cow -reads 50 " + quick, "stampede -goroutines 2 -latency 2ms -ttl 20ms -every 5ms -duration 60ms -slack 1m -samples 1"} {
		path := t.TempDir() + "/out.txt"
		a := cli.App{Backends: bench.Larder(), System: machineOf("1000")}
		got := runApp(t, a, append(words("%s", args), "-o", path)...)
		require.Zero(t, got.code, got.stderr)
		require.Regexp(t, `^cachebench: warning: the load average is 1000.0 on \d+ cores: [^\n]*\n$`, got.stderr)
		require.Equal(t, 1000., *manifest(t, path).Machine.Load)

		a.System = machineOf("0.01")
		got = runApp(t, a, append(words("%s", args), "-o", path)...)
		require.Empty(t, got.stderr)
		require.Equal(t, 0.01, *manifest(t, path).Machine.Load)
	}
}

func manifest(t *testing.T, path string) (m bench.Manifest) {
	t.Helper()
	b, err := os.ReadFile(path + ".manifest.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &m))
	return m
}
