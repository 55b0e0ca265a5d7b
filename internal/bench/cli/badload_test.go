package cli_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBadInputOfLoads is TestBadInput of what has a rate, a collector, processors or
// several sizes.
func TestBadInputOfLoads(t *testing.T) {
	dir, trace, empty := t.TempDir(), file(t, "small.lirs", smallTrace), file(t, "empty", "")
	for _, c := range []struct {
		args string
		code int
		want string // part of the message
	}{
		// Latencies.
		{"latency x", 2, `unexpected argument "x"`},
		{"latency -rate 0", 2, `"0" for flag -rate: want an integer from 1 to 10000000`},
		{"latency -rate 1e5,100000", 2, "100000 is named twice"},
		{"latency -arrivals uniform", 2, `unknown law of arrivals "uniform"; there are poisson, constant`},
		{"latency -arrivals poison", 2, `unknown law of arrivals "poison"; did you mean "poisson"?`},
		{"latency -goroutines 257", 2, "want an integer from 1 to 256"},
		{"latency -slack 0", 2, "for flag -slack: want a duration such as 300ms"},
		{"latency -trace TRACE", 2, `unknown flag "-trace"`},
		{"latency -hdr=", 2, "the name of a file is missing"},
		{"latency -hdr EMPTY/spectra", 5, "cannot make the folder of -hdr: "},
		{"latency -wl loop -reads 5", 2, "-wl and -reads exclude each other"},
		{"latency -o DIR", 5, "is a directory"},
		{"latency -backend rawmap", 3, "nothing was measured: rawmap: it is measured only where nothing is written"},

		// The collector.
		{"gc x", 2, `unexpected argument "x"`},
		{"gc -gogc 0", 2, `"0" for flag -gogc: want an integer from 1 to 100000, or off`},
		{"gc -gogc on", 2, "want an integer from 1 to 100000, or off"},
		{"gc -gogc 100,off", 2, "-gogc off needs a -memlimit: without one nothing is collected until memory is full"},
		{"gc -gogc off -memlimit 2x,none", 2, "-gogc off needs a -memlimit"},
		{"gc -memlimit 1x", 2, "want a multiple of the live heap above 1x, up to 100x, such as 1.5x"},
		{"gc -memlimit 5MB", 2, "want a multiple of the live heap such as 1.5x, bytes such as 512MiB, or none"},
		{"gc -memlimit 2x,2.0x", 2, "2x is named twice"},
		{"gc -goroutines 0x", 2, "want an integer from 1 to 10000, or such as 2x: two for each processor"},
		{"gc -backend rawmap -goroutines 2", 3, "nothing was measured: rawmap: it is measured with one goroutine alone"},
		{"gc -o DIR", 5, "is a directory"},

		// Processors and sizes.
		{"run -procs 0", 2, `"0" for flag -procs: want an integer from 1 to 1024`},
		{"scale -procs 1,2,1", 2, "1 is named twice"},
		{"run -goroutines 1x,1.0x", 2, "want an integer from 1 to 10000, or such as 2x"},
		{"run -goroutines 1x,1x", 2, "1x is named twice"},
		{"growth -trace TRACE", 2, "-trace has one number of keys: there is nothing to grow; use cachebench run"},
		{"scale -o DIR", 5, "is a directory"},
		{"growth -o DIR", 5, "is a directory"},
		{"memory -value 8,8", 2, "8 is named twice"},
		{"memory -value 8,big", 2, `"big"`},
	} {
		t.Run(c.args, func(t *testing.T) {
			args := strings.NewReplacer("TRACE", trace, "EMPTY", empty, "DIR", dir).Replace(c.args)
			got := refused(t, args, c.code, c.want)
			if c.code != 3 {
				require.Empty(t, got.stdout)
			}
		})
	}
}
