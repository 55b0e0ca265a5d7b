package cli_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// few are flags that make stampede short. The slack is for a busy machine.
const few = "-goroutines 4 -latency 2ms -ttl 20ms -every 5ms -duration 60ms -slack 1m"

func TestStampede(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	got := cachebench(t, words("stampede -errors 0,0.3 -keys 5 -o %s %s", out, few)...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr)
	var want []string
	for _, errors := range []string{"0", "0.3"} {
		for _, p := range bench.Protections() {
			want = append(want, "Stampede/protection="+p.Name+"/latency=2ms/errors="+errors+"/ttl=20ms/every=5ms/keys=5/goroutines=4-")
		}
	}
	require.Equal(t, want, names(t, got.stdout))
	require.Contains(t, got.stdout, "Unit wait-p99-ns better=lower\n")
	require.Equal(t, 1+16, strings.Count(got.stdout, " loads/expiry "), "the unit and the rows")

	kept, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, got.stdout, string(kept))
	b, err := os.ReadFile(out + ".manifest.json")
	require.NoError(t, err)
	var m bench.Manifest
	require.NoError(t, json.Unmarshal(b, &m))
	require.Equal(t, 16, m.Rows)
	require.False(t, m.Partial)
	require.Equal(t, "20ms", m.Options.TTL)
	require.Equal(t, "60ms", m.Options.Duration)
	require.Equal(t, []string{"2ms"}, m.Options.Stampede.Latencies)
	require.Equal(t, []float64{0, 0.3}, m.Options.Stampede.Errors)
	require.Equal(t, "singleflight", m.Options.Stampede.Protections[1])
	require.Equal(t, "stampede", m.Command[1])
}

func TestStampedeOnATerminal(t *testing.T) {
	a := cli.App{Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("stampede -protection none,loader,never %s", few)...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stdout)
	for _, part := range []string{
		"\n4 goroutines, a load takes 2ms, 0 % fail\n protection ", " at once ", " none ", " loader ", " (never) ", " loads/TTL ", " p99 ms ", " fail: loads per TTL are ",
		"\nRows are in the order of p99, the least wait first. loads/TTL: of the hot key,\n", "/3)", "To keep the benchmark lines, ",
	} {
		require.Contains(t, got.stderr, part)
	}
}

// TestInterruptKeepsStampedes: what was measured before Ctrl-C is kept.
func TestInterruptKeepsStampedes(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stdout, stderr strings.Builder
	rows := 0
	code := cli.App{}.Run(ctx, words("stampede -samples 1000 -o %s %s", out, few), writerFunc(func(p []byte) (int, error) {
		if strings.Contains(string(p), "BenchmarkStampede") {
			if rows++; rows == 2 {
				cancel()
			}
		}
		return stdout.Write(p)
	}), &stderr)
	require.Equal(t, cli.ExitInterrupted, code)
	require.Equal(t, "cachebench stampede: interrupted: 2 rows were measured and are kept in "+out+", whose manifest says that they are not all\n", stderr.String())
	kept, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Len(t, names(t, string(kept)), 2)
	require.Contains(t, string(kept), "\n# partial: interrupted before everything was measured\n")

	code = cli.App{}.Run(ctx, words("stampede %s", few), io.Discard, &stderr)
	require.Equal(t, cli.ExitInterrupted, code)
	require.Contains(t, stderr.String(), "cachebench stampede: interrupted before anything was measured\n")
}

func TestStampedeIntoNothing(t *testing.T) {
	got := cli.App{}.Run(t.Context(), words("stampede %s", few), broken{io.ErrShortWrite}, io.Discard)
	require.Equal(t, cli.ExitIO, got)
}

func TestBadInputOfStampede(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		args string
		code int
		want string // part of the message
	}{
		{"stampede x", 2, `unexpected argument "x"`},
		{"stampeed", 2, `unknown command "stampeed"; did you mean "stampede"?`},
		{"stampede -backend cow", 2, `unknown flag "-backend"`},
		{"stampede -error 0.5", 2, `unknown flag "-error"; did you mean "-errors"?`},
		{"stampede -protection singelflight", 2, `unknown protection "singelflight"; did you mean "singleflight"?`},
		{"stampede -protection lock", 2, `unknown protection "lock"; there are none, singleflight, loader, early, xfetch, swr, sie, never`},
		{"stampede -protection swr,swr", 2, "swr is named twice"},
		{"stampede -goroutines 0", 2, `"0" for flag -goroutines: want an integer from 1 to 10000`},
		{"stampede -goroutines 1000,1e3", 2, "1000 is named twice"},
		{"stampede -latency 0", 2, "want a duration such as 50ms, above 0 and at most 10s"},
		{"stampede -latency 11s", 2, "above 0 and at most 10s"},
		{"stampede -latency 10ms,10000us", 2, "10ms is named twice"},
		{"stampede -errors 1.5", 2, `"1.5" for flag -errors: want a number from 0 to 1`},
		{"stampede -errors 0,NaN", 2, "want a number from 0 to 1"},
		{"stampede -errors 0,-0", 2, "0 is named twice"},
		{"stampede -spread 1", 2, "want a number from 0 to below 1"},
		{"stampede -ttl none", 2, "want a duration such as 300ms"},
		{"stampede -ttl 3s", 2, "-duration 5s is less than 2 times -ttl, 3s: nothing would expire; give a longer one"},
		{"stampede -protection none,swr -soft 5ms", 2, "-soft is of sie, and -protection does not name it"},
		{"stampede -protection none,early -window 1s", 2, "-window is of swr and sie, and -protection names neither"},
		{"stampede -latency 50ms,501ms", 2, "-ttl 500ms is shorter than -latency, 501ms: a value would live for less long than it takes to load"},
		{"stampede -every 6s", 2, "-every 6s is longer than -duration, 5s"},
		{"stampede -every 0", 2, "want a duration such as 300ms"},
		{"stampede -keys -1", 2, "want an integer from 0 to 1000000"},
		{"stampede -samples 0", 2, "want an integer from 1 to 1000"},
		{"stampede -seed x", 2, "want an integer from 0 to"},
		{"stampede -o DIR", 5, "is a directory"},
	} {
		got := refused(t, strings.Replace(c.args, "DIR", dir, 1), c.code, c.want)
		require.Empty(t, got.stdout, c.args)
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left, "nothing is left behind")
}
