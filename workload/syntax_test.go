package workload_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/larder-go/larder/workload"
	"github.com/stretchr/testify/require"
)

// parseFunc is ParseDist, ParseTTL or ParseSize.
type parseFunc func(string) (fmt.Stringer, error)

func parseDist(s string) (fmt.Stringer, error) { return workload.ParseDist(s) }
func parseTTL(s string) (fmt.Stringer, error)  { return workload.ParseTTL(s) }
func parseSize(s string) (fmt.Stringer, error) { return workload.ParseSize(s) }

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		parse      parseFunc
		text, want string
	}{
		{parseDist, "uniform", "uniform"},
		{parseDist, "zipf:0.990", "zipf:0.99"},
		{parseDist, "zipf:0", "zipf:0"},
		{parseDist, "zipf:1e300", "zipf:1e+300"},
		{parseDist, "hotspot:.2:.8", "hotspot:0.2:0.8"},
		{parseDist, "latest:0.99", "latest:0.99"},
		{parseDist, "loop:1000", "loop:1000"},
		{parseDist, "scan:0.99:50000:10000", "scan:0.99:50000:10000"},
		{parseDist, "shift:1.2:100:5", "shift:1.2:100:5"},
		{parseTTL, "0", "0"},
		{parseTTL, "0s", "0"},
		{parseTTL, "60s", "1m0s"},
		{parseTTL, ".5s", "500ms"},
		{parseTTL, "uniform:1s:10s", "uniform:1s:10s"},
		{parseTTL, "lognormal:30s:1.50", "lognormal:30s:1.5"},
		{parseTTL, "pareto:1s:1h:1.1", "pareto:1s:1h0m0s:1.1"},
		{parseTTL, "choice:0=9,1h=1", "choice:0=9,1h0m0s=1"},
		{parseSize, "0", "0"},
		{parseSize, "1073741824", "1073741824"},
		{parseSize, "uniform:0:1024", "uniform:0:1024"},
		{parseSize, "lognormal:256:0", "lognormal:256:0"},
		{parseSize, "pareto:64:65536:1.1", "pareto:64:65536:1.1"},
		{parseSize, "choice:64=9,4096=1", "choice:64=9,4096=1"},
		{parseSize, "choice:64=4294967295,64=1", "choice:64=4294967295,64=1"},
	} {
		got, err := c.parse(c.text)
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, got.String(), c.text)
		requireRoundTrip(t, c.parse, got)
	}
	require.Equal(t, "0", workload.TTL{}.String())
	require.Equal(t, "0", workload.Size{}.String())
}

func requireRoundTrip(t *testing.T, parse parseFunc, value fmt.Stringer) {
	t.Helper()
	again, err := parse(value.String())
	require.NoError(t, err, value.String())
	require.Equal(t, value, again)
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		parse      parseFunc
		text, want string
	}{
		{parseDist, "", `workload: unknown distribution "" (known: uniform, zipf, hotspot, latest, loop, scan, shift)`},
		{parseDist, "zipf", `workload: distribution "zipf": want zipf:SKEW`},
		{parseDist, "zipf:", `workload: distribution "zipf:": "" is not a number that can be used`},
		{parseDist, "zipf:0.9:1", `workload: distribution "zipf:0.9:1": want zipf:SKEW`},
		{parseDist, "uniform:", `workload: distribution "uniform:": want uniform`},
		{parseDist, "zipf:steep", `workload: distribution "zipf:steep": "steep" is not a number that can be used`},
		{parseDist, "zipf:1e999", `workload: distribution "zipf:1e999": "1e999" is not a number that can be used`},
		{parseDist, "zipf:-1", `workload: distribution "zipf:-1": the skew -1 is not a finite number from 0`},
		{parseDist, "zipf:NaN", `workload: distribution "zipf:NaN": the skew NaN is not a finite number from 0`},
		{parseDist, "zipf:inf", `workload: distribution "zipf:inf": the skew +Inf is not a finite number from 0`},
		{parseDist, "loop:0", `workload: distribution "loop:0": the length in keys, 0, is not in [1, 4294967296]`},
		{parseDist, "loop:1.5", `workload: distribution "loop:1.5": "1.5" is not an integer that can be used`},
		{parseDist, "loop:99999999999999999999", `workload: distribution "loop:99999999999999999999": "99999999999999999999" is not an integer that can be used`},
		{parseDist, "hotspot:20:80", `workload: distribution "hotspot:20:80": the share of hot keys, 20, is not in (0, 1)`},
		{parseDist, "scan:x:y:z", `workload: distribution "scan:x:y:z": "x" is not a number that can be used`},
		{parseTTL, "", `workload: time to live "": "" is not a duration such as 60s or 1h30m`},
		{parseTTL, "soon", `workload: time to live "soon": "soon" is not a duration such as 60s or 1h30m`},
		{parseTTL, "pareto", `workload: time to live "pareto": want pareto:TTL:TTL:SHAPE`},
		{parseTTL, "60", `workload: time to live "60": "60" is not a duration such as 60s or 1h30m`},
		{parseTTL, "-1s", `workload: time to live "-1s": -1s is negative`},
		{parseTTL, "500us", `workload: time to live "500us": 500us is not a whole number of milliseconds`},
		{parseTTL, "1200h", `workload: time to live "1200h": 1200h is longer than 1193h2m47.295s`},
		{parseTTL, "9999999h", `workload: time to live "9999999h": "9999999h" is not a duration such as 60s or 1h30m`},
		{parseTTL, "uniform:0:10s", `workload: time to live "uniform:0:10s": the lower bound 0 is below 1ms`},
		{parseTTL, "uniform:2s:1s", `workload: time to live "uniform:2s:1s": the lower bound 2s is above the upper bound 1s`},
		{parseTTL, "uniform:-1s:1s", `workload: time to live "uniform:-1s:1s": -1s is negative`},
		{parseTTL, "lognormal:0:1", `workload: time to live "lognormal:0:1": the median 0 is below 1ms`},
		{parseTTL, "lognormal:1s:-1", `workload: time to live "lognormal:1s:-1": sigma, -1, is not in [0, 5]`},
		{parseTTL, "pareto:0:1s:1", `workload: time to live "pareto:0:1s:1": the lower bound 0 is below 1ms`},
		{parseTTL, "choice:1s", `workload: time to live "choice:1s": "1s" is not TTL=WEIGHT with an integer weight from 1 to 4294967295`},
		{parseSize, "64B", `workload: size "64B": "64B" is not a number of bytes that can be used`},
		{parseSize, "-1", `workload: size "-1": -1 bytes is negative`},
		{parseSize, "1073741825", `workload: size "1073741825": 1073741825 bytes is more than 1073741824`},
		{parseSize, "uniform:1:1e3", `workload: size "uniform:1:1e3": "1e3" is not a number of bytes that can be used`},
		{parseSize, "lognormal:64:NaN", `workload: size "lognormal:64:NaN": sigma, NaN, is not in [0, 5]`},
		{parseSize, "pareto:1:2:0", `workload: size "pareto:1:2:0": the shape 0 is not in [0.01, 100]`},
		{parseSize, "pareto:2:1:1", `workload: size "pareto:2:1:1": the lower bound 2 is above the upper bound 1`},
		{parseSize, "choice:", `workload: size "choice:": "" is not a number of bytes that can be used`},
		{parseSize, "choice:64=0", `workload: size "choice:64=0": "64=0" is not SIZE=WEIGHT with an integer weight from 1 to 4294967295`},
		{parseSize, "choice:64=4294967296", `workload: size "choice:64=4294967296": "64=4294967296" is not SIZE=WEIGHT with an integer weight from 1 to 4294967295`},
		{parseSize, "normal:1:2", `workload: unknown size "normal" (known: uniform, lognormal, pareto, choice)`},
	} {
		_, err := c.parse(c.text)
		require.EqualError(t, err, c.want)
	}
}

func TestFormsCanBeParsed(t *testing.T) {
	t.Parallel()
	values := strings.NewReplacer("SKEW", "0.9", "KEYS", "0.1", "REQUESTS", "0.9", "LENGTH", "5", "EVERY", "5", "STEP", "5",
		"SIGMA", "1", "SHAPE", "1", "TTL", "1s", "SIZE", "64", "WEIGHT", "1", ",…", "")
	for _, list := range []struct {
		forms []string
		parse parseFunc
	}{{workload.DistForms(), parseDist}, {workload.TTLForms(), parseTTL}, {workload.SizeForms(), parseSize}} {
		for _, form := range list.forms {
			_, err := list.parse(values.Replace(form))
			require.NoError(t, err, form)
		}
	}
}

// fuzz looks for text that makes a parser panic, answer in several lines, or
// return what its own text does not describe.
func fuzz(f *testing.F, parse parseFunc, use func(*testing.T, fmt.Stringer), seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := parse(text)
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "workload: "), err)
			require.NotContains(t, err.Error(), "\n")
			return
		}
		requireRoundTrip(t, parse, value)
		use(t, value)
	})
}

func FuzzParseDist(f *testing.F) {
	fuzz(f, parseDist, func(t *testing.T, d fmt.Stringer) {
		for _, keys := range []int{1, 2, 1000, 1<<31 - 1} {
			s := workload.Spec{Keys: keys, Dist: d.(workload.Dist), Mix: workload.Mix{Get: 0.5, Set: 0.5}}
			if s.Validate() != nil {
				continue
			}
			for _, key := range allKeys(stream(t, s, 1, 20)) {
				require.Less(t, int64(key), int64(keys))
			}
		}
	}, "uniform", "zipf:0.99", "zipf:-1", "zipf:1e-320", "zipf:0x1p-2", "zipf:NaN", "hotspot:0.2:0.8", "latest:1", "loop:10", "scan:0:5:5", "shift:2:1:1", "loop:-1", "zipf:1:2", "::::", "zipf:-0")
}

func FuzzParseTTL(f *testing.F) {
	fuzz(f, parseTTL, func(t *testing.T, v fmt.Stringer) {
		s := valid()
		s.TTL = v.(workload.TTL)
		stream(t, s, 1, 20)
	}, "0", "60s", "1h30m", "-1s", "1ns", "uniform:1s:10s", "lognormal:1s:1.5", "pareto:1s:1h:1", "choice:1s=1,0=2", "choice:,", "1193h2m47.295s", "+1s", "-0", "lognormal:1s:5e-324")
}

func FuzzParseSize(f *testing.F) {
	fuzz(f, parseSize, func(t *testing.T, v fmt.Stringer) {
		s := valid()
		s.Size = v.(workload.Size)
		for _, op := range stream(t, s, 1, 20).Ops {
			require.LessOrEqual(t, op.Size, uint32(workload.MaxSize))
		}
	}, "0", "64", "-1", "1073741824", "uniform:0:10", "lognormal:64:5", "pareto:1:1073741824:0.01", "choice:1=1,2=2", "choice:1=1=1", "+5", "64\n")
}
