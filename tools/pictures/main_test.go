package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sources are results as the lab writes them, of a few lines.
func sources(t *testing.T) (folder string) {
	t.Helper()
	var expiries, memory, lag strings.Builder
	for _, way := range []string{"jitter=0/ttl=5m", "jitter=0.2/ttl=5m", "jitter=0/ttl=4m-6m"} {
		fmt.Fprintf(&expiries, "BenchmarkExpiries/%s/t=0299s 1 7 expiries/s\nBenchmarkExpiries/%s/t=0301s 1 3 expiries/s\n", way, way)
	}
	for _, sweeper := range []string{"none", "sampled", "adaptive", "cursor"} {
		name := "BenchmarkSweepTime/wl=ttl-short/sweeper=" + sweeper + "/backend=cow/entries=12/scale=10s/rate=100"
		fmt.Fprintf(&memory, "%s/t=0000.00s-2 1 1200 resident 0 overdue 0 overdue-B\n%s/t=0060.00s-2 1 3245 resident 1544 overdue 129700 overdue-B\n%s-2 6023 3245 peak-resident\n", name, name, name)
	}
	for _, sweeper := range []string{"cursor", "adaptive"} {
		name := "BenchmarkSweepTime/wl=ttl-burst/sweeper=" + sweeper + "/backend=cow/entries=12/rate=100/interval=1s/limit=1024"
		fmt.Fprintf(&lag, "%s/t=0000.00s-2 1 0 overdue 0 lag-s\n%s/t=0010.00s-2 1 9 overdue 9.5 lag-s\n%s/t=0020.00s-2 1 0 overdue 0 lag-s\n", name, name, name)
	}
	var ratios strings.Builder
	for _, trace := range []string{"web07", "loop"} {
		for i, who := range []string{"policy=adaptive", "policy=lru", "policy=opt", "backend=lru/goroutines=1"} {
			name := "BenchmarkReplay/trace=" + trace
			fmt.Fprintf(&ratios, "%s/capacity=2000/%s 9 %d hit-%%\n%s/capacity=20/%s 9 %d hit-%%\n", name, who, 50+i, name, who, 5+i)
		}
	}
	// No lines of their own.
	ratios.WriteString("BenchmarkReplay/trace=loop/capacity=1/backend=otter/goroutines=4 9 50 hit-%\nBenchmarkReplay/trace=loop/max-weight=1/policy=lru 9 50 hit-%\n")
	folder = t.TempDir()
	for name, text := range map[string]string{
		"expiries.txt": expiries.String(), "sweep-memory.txt": memory.String(), "sweep-behind.txt": lag.String(), "hitratio.txt": ratios.String(),
	} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644))
	}
	return folder
}

func Example() {
	run([]string{"-results", "no-such-folder", "memory"}, os.Stdout, os.Stdout)
	// Output: pictures: no-such-folder/sweep-memory.txt is missing: scripts/bench sweep-memory makes it
}

// texts returns all text of an SVG, which must be well-formed.
func texts(t *testing.T, svg []byte) (all []string) {
	t.Helper()
	for in := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := in.Token()
		if err == io.EOF {
			return all
		}
		require.NoError(t, err)
		if text, ok := token.(xml.CharData); ok {
			all = append(all, strings.TrimSpace(string(text)))
		}
	}
}

func TestPicturesAreDrawn(t *testing.T) {
	folder := sources(t)
	var out, problems bytes.Buffer
	require.Zero(t, run([]string{"-results", folder}, &out, &problems), "%s", &problems)
	for name, shows := range map[string][]string{
		"expiries":       {"When 10 keys expire that were set at the same time", "5 minutes to live", "5 minutes, with Options.Jitter 0.2", "larder.Between(4 minutes, 6 minutes)", "minutes since they were set"},
		"memory":         {"seconds", "resident entries (bytes of keys and values)", "2 k (168 kB)"},
		"hitratio-web07": {"Hit ratio on web07", "adaptive", "lru", "lru (library)", "optimum", "20", "500", "2 k", "entries (logarithmic)"},
		"hitratio-loop":  {"Hit ratio on loop", "20", "2 k"},
		"lag":            {"cursor, 1,024 a second: none left at 20s", "adaptive (default): none left at 20s", "entries"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folder, name+".svg")
			require.Contains(t, out.String(), path+"\n")
			svg, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Subset(t, texts(t, svg), shows)
			require.Contains(t, string(svg), `viewBox="0 0 675 315"`)
		})
	}
	left, err := filepath.Glob(filepath.Join(folder, ".*"))
	require.NoError(t, err)
	require.Empty(t, left, "a file was left behind")
}

func TestTheSameResultsGiveTheSamePicture(t *testing.T) {
	folder := sources(t)
	for _, p := range pictures {
		one, err := p.drawings(folder)
		require.NoError(t, err)
		other, err := p.drawings(folder)
		require.NoError(t, err)
		require.Equal(t, one, other)
	}
}

func TestWhatCannotBeDrawnIsTold(t *testing.T) {
	name := "BenchmarkSweepTime/wl=ttl-burst/sweeper=cursor/backend=cow/interval=1s/limit=1024"
	for _, c := range []struct{ what, text, says string }{
		{"NoBenchmarkFormat", "BenchmarkX 1 many entries\n", "sweep-behind.txt:1: "},
		{"Empty", "", "there is no line with /wl=ttl-burst/backend=cow/interval=1s/limit=1024/sweeper=cursor (scripts/bench sweep-behind makes it anew)"},
		{"NoTime", name + "/t=soon 1 2 overdue\n", "sweep-behind.txt:1: t=soon is no time since the beginning, such as 12.5s"},
		{"NegativeTime", name + "/t=-1s 1 2 overdue\n", "t=-1s is no time"},
		{"NotANumber", name + "/t=1s 1 NaN overdue\n", "NaN overdue cannot be drawn"},
		{"WithoutT", name + " 1 2 overdue\n", "line 1 and those like it have no t"},
		{"WithoutUnit", name + "/t=1s 1 2 resident\n", "line 1 has no overdue"},
		{"TwoSamples", name + "/t=1s 1 2 overdue\n" + name + "/t=1s 1 2 overdue\n", "line 2: t=1s after t=1s: "},
	} {
		t.Run(c.what, func(t *testing.T) {
			folder := sources(t)
			require.NoError(t, os.WriteFile(filepath.Join(folder, "sweep-behind.txt"), []byte(c.text), 0o644))
			var out, problems bytes.Buffer
			require.Equal(t, exitInput, run([]string{"-results", folder}, &out, &problems))
			require.Contains(t, problems.String(), c.says)
			require.Equal(t, 1, strings.Count(problems.String(), "\n"), "%s", &problems)
			require.Empty(t, out.String())
			drawn, err := filepath.Glob(filepath.Join(folder, "*.svg"))
			require.NoError(t, err)
			require.Empty(t, drawn, "some were written before another failed")
		})
	}
}

func TestHitRatiosThatCannotBeDrawnAreTold(t *testing.T) {
	const name = "BenchmarkReplay/trace=web07/policy=lru"
	for text, says := range map[string]string{
		"":                                  "there is no line with /trace=, /capacity= and /policy= or /backend= (scripts/bench hitratio makes it anew)",
		name + "/capacity=5 1 2 hit-%\n":    "web07 has one capacity alone",
		name + "/capacity=5 1 2 ns/op\n":    "line 1 has no hit-%",
		name + "/capacity=many 1 2 hit-%\n": "line 1: capacity=many is no number of entries",
		name + "/capacity=0 1 2 hit-%\n" + name + "/capacity=9 1 2 hit-%\n": "line 1: capacity=0 is no number of entries",
	} {
		folder := sources(t)
		require.NoError(t, os.WriteFile(filepath.Join(folder, "hitratio.txt"), []byte(text), 0o644))
		var out, problems bytes.Buffer
		require.Equal(t, exitInput, run([]string{"-results", folder, "hitratio"}, &out, &problems))
		require.Contains(t, problems.String(), says)
	}
}

func TestBadCommandLines(t *testing.T) {
	for _, c := range []struct {
		args []string
		exit int
		says string
	}{
		{[]string{"memroy"}, exitInput, "no picture is called memroy; there are: expiries memory lag hitratio"},
		{[]string{"-result", "x"}, exitInput, "flag provided but not defined: -result"},
		{[]string{"-h"}, 0, "-results folder"},
	} {
		var out, problems bytes.Buffer
		require.Equal(t, c.exit, run(c.args, &out, &problems), c.args)
		require.Contains(t, problems.String(), c.says)
	}
}

func TestAPictureThatCannotBeWritten(t *testing.T) {
	folder := sources(t)
	require.NoError(t, os.Mkdir(filepath.Join(folder, "memory.svg"), 0o755))
	var out, problems bytes.Buffer
	require.Equal(t, exitWrite, run([]string{"-results", folder, "memory"}, &out, &problems))
	require.Contains(t, problems.String(), "memory.svg")
}

// TestPicturesShowTheResults holds the pictures in the repository to the results
// beside them. Those lie outside of this module, where go test does not see that
// they have changed since it passed: -count=1, which scripts/test gives, has it look.
func TestPicturesShowTheResults(t *testing.T) {
	folder := filepath.Join("..", "..", "results")
	for _, p := range pictures {
		t.Run(p.name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(folder, p.source))
			if os.IsNotExist(err) {
				t.Skipf("results/%s has not been made: %s makes it", p.source, p.maker)
			}
			require.NoError(t, err)
			drawings, err := p.drawings(folder)
			require.NoError(t, err)
			var want []string
			for _, d := range drawings {
				want = append(want, filepath.Join(folder, d.file))
				svg, err := os.ReadFile(filepath.Join(folder, d.file))
				require.NoError(t, err, "run scripts/pictures %s", p.name)
				require.Contains(t, string(svg), p.origin(text), "out of date: run scripts/pictures %s", p.name)
			}
			there, err := filepath.Glob(filepath.Join(folder, p.name+"*.svg"))
			require.NoError(t, err)
			require.ElementsMatch(t, want, there, "a picture of what the results have no more: remove it")
		})
	}
}
