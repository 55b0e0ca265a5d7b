package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/suite"
)

// hurry turns the runs into trials, whose results go to a folder that is removed.
func (p *suitePass) hurry() (remove func(), err error) {
	dir, err := os.MkdirTemp("", "cachebench-")
	if err != nil {
		return func() {}, fileError(err)
	}
	remove = func() { _ = os.RemoveAll(dir) }
	trace := filepath.Join(dir, "quick.csv")
	if err := os.WriteFile(trace, []byte(smallCSV()), 0o600); err != nil {
		return remove, fileError(err)
	}
	p.folder, p.trial = dir, true
	for i := range p.runs {
		r := &p.runs[i]
		r.Parts = slices.Clone(r.Parts[:min(len(r.Parts), 2)]) // more would differ in their traces alone
		for j, c := range r.Parts {
			r.Parts[j] = trial(c, p.app.flagsOf(c.Mode), trace)
		}
	}
	return remove, nil
}

// smallCSV is a trace with times and sizes, of 200 keys.
func smallCSV() string {
	var b strings.Builder
	b.WriteString("time,id,size\n")
	for i := range 2000 {
		fmt.Fprintf(&b, "%d,%d,%d\n", 1000+i/10, (i*i+i/7)%200, 100+i%50)
	}
	return b.String()
}

// trials are what the flags of a trial are, by command; those of "" of all that have
// such flags.
var trials = map[string][]suite.Flag{
	"": {
		{Name: "samples", Value: "1"}, {Name: "keys", Value: "1000"}, {Name: "views", Value: "10"},
		{Name: "duration", Value: "50ms"}, {Name: "rate", Value: "1000"}, {Name: "slack", Value: "1m"}, {Name: "ops", Value: "100000"},
	},
	"stampede": {
		{Name: "goroutines", Value: "10"}, {Name: "latency", Value: "2ms"}, {Name: "ttl", Value: "20ms"},
		{Name: "every", Value: "5ms"}, {Name: "duration", Value: "60ms"}, {Name: "keys", Value: "0"},
	},
	"latency": {{Name: "rate", Value: "100000"}, {Name: "duration", Value: "300ms"}}, // the mix is to be met
	"sweep":   {{Name: "scale", Value: "10ms"}, {Name: "wl", Value: "ttl-burst"}},
}

// trial returns the command with few operations.
func trial(c suite.Command, has *flags, trace string) suite.Command {
	named := c.Value("wl")
	c = c.Without("processes", "samples", "duration", "scale", "rate", "step", "format", "ops")
	if c.Value("trace") != "" {
		c = c.With(suite.Flag{Name: "trace", Value: trace})
		if has.Lookup("samples") != nil {
			c = c.With(suite.Flag{Name: "samples", Value: "1"})
		}
		return c
	}
	for _, mode := range []string{"", c.Mode} {
		for _, f := range trials[mode] {
			switch {
			case has.Lookup(f.Name) == nil, f.Name == "wl" && named != "":
			case f.Name == "keys" && named != "" && c.Mode != "sweep": // they have their own
			case f.Name == "duration" && has.Lookup("ops") != nil: // the one or the other
			default:
				c = c.With(f)
			}
		}
	}
	return c
}
