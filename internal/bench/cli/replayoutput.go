package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload/trace"
)

// replayOutput is where the lines of replay go: in words to standard output, and in
// the Go benchmark format to a file.
type replayOutput struct {
	stdout   io.Writer
	target   *target // nil without -o
	manifest *bench.Manifest
	name     string // of the trace
	sized    bool   // it has sizes
}

// openReplayOutput opens everything that will be written, so that what cannot be
// written is known before anything is replayed.
func openReplayOutput(path string, stdout io.Writer, m *bench.Manifest) (*replayOutput, error) {
	o := &replayOutput{stdout: stdout, manifest: m}
	if path == "" {
		return o, nil
	}
	var err error
	o.target, err = openTarget(path)
	return o, err
}

// head writes to the file what made it.
func (o *replayOutput) head(t *trace.Trace) error {
	m := o.manifest
	o.name, o.sized = bench.TraceName(t.Name), replay.Sized(t.Stream())
	lines := []string{
		"command: " + strings.Join(m.Command, " "),
		fmt.Sprintf("commit: %s, %s", m.Machine.Commit, m.Machine.Go),
		fmt.Sprintf("trace: %s, %s, %d operations on %d keys, sha256 %s", o.name, t.Format, len(t.Ops), t.Keys, t.SHA256),
	}
	for _, name := range m.Options.Backends {
		if library := m.Libraries[name]; library != "" {
			lines = append(lines, fmt.Sprintf("%s: %s", name, library))
		}
	}
	for _, line := range lines {
		if err := o.toFile("# %s\n", line); err != nil {
			return err
		}
	}
	return o.units(len(m.Options.Backends) == 0)
}

// units writes to the file what its units are. Policies hit as often each time, and
// caches do not, even on one goroutine, since each has a seed of its own. What is said
// of a unit is said for the whole file: with a cache in it nothing is exact.
func (o *replayOutput) units(exact bool) error {
	about := "better=higher"
	if exact {
		about += " assume=exact"
	}
	units := []string{"hit-%", "warm-hit-%"}
	if o.sized {
		units = append(units, "byte-hit-%", "warm-byte-hit-%")
	}
	for _, unit := range units {
		if err := o.toFile("Unit %s %s\n", unit, about); err != nil {
			return err
		}
	}
	return nil
}

// policy writes the result of a policy.
func (o *replayOutput) policy(l replay.Limits, r replay.Result, p replay.Policy) error {
	// What the optimum reaches in bytes is not the most that there can be.
	return o.line(l, r, o.sized && p.Name != replay.Optimum, "policy="+p.Name)
}

// backend writes the result of a cache, and notes if that had fewer shards than were
// asked for or held more than it should.
func (o *replayOutput) backend(l replay.Limits, r bench.CacheResult, b bench.Backend, how bench.Through) error {
	if err := o.line(l, r.Result, o.sized, labelsOf(b, how)...); err != nil {
		return err
	}
	if r.Shards < how.Shards {
		if err := o.note(fmt.Sprintf("%s is made of %d of %d shards with a capacity of %d", b.Name, r.Shards, how.Shards, l.Capacity)); err != nil {
			return err
		}
	}
	if l.Capacity > 0 && r.Most > l.Capacity {
		return o.note(fmt.Sprintf("%s held up to %d entries with a capacity of %d", b.Name, r.Most, l.Capacity))
	}
	return nil
}

// cannot writes why a cache could not be replayed.
func (o *replayOutput) cannot(l replay.Limits, b bench.Backend, how bench.Through, reason string) error {
	labels := labelsOf(b, how)
	if _, err := fmt.Fprintf(o.stdout, "%v %s %s%s\n", l, strings.Join(labels, " "), bench.CannotPrefix, reason); err != nil {
		return err
	}
	return o.toFile("# %sReplay/trace=%s/%v/%s: %s\n", bench.CannotPrefix, o.name, l, strings.Join(labels, "/"), reason)
}

// labelsOf says whose a line is.
func labelsOf(b bench.Backend, how bench.Through) []string {
	labels := []string{"backend=" + b.Name}
	if how.Shards > 0 {
		labels = append(labels, fmt.Sprintf("shards=%d", how.Shards))
	}
	return append(labels, fmt.Sprintf("goroutines=%d", how.Goroutines))
}

// line writes one result, in bytes too if sized. The labels say whose it is.
func (o *replayOutput) line(l replay.Limits, r replay.Result, sized bool, labels ...string) error {
	bytes, units := "", ""
	if sized {
		bytes = fmt.Sprintf(", bytes %.2f %%, warm bytes %.2f %%", r.ByteRatio(), r.Warm.ByteRatio())
		units = fmt.Sprintf(" %.4f byte-hit-%% %.4f warm-byte-hit-%%", r.ByteRatio(), r.Warm.ByteRatio())
	}
	_, err := fmt.Fprintf(o.stdout, "%v %s %.2f %% %d of %d requests of %s, warm %.2f %%%s\n",
		l, strings.Join(labels, " "), r.Ratio(), r.Hits, r.Requests, o.name, r.Warm.Ratio(), bytes)
	if err != nil {
		return err
	}
	o.manifest.Rows++
	return o.toFile("BenchmarkReplay/trace=%s/%v/%s %d %.4f hit-%% %.4f warm-hit-%%%s\n",
		o.name, l, strings.Join(labels, "/"), r.Requests, r.Ratio(), r.Warm.Ratio(), units)
}

// note writes a comment.
func (o *replayOutput) note(text string) error {
	if _, err := fmt.Fprintf(o.stdout, "# %s\n", text); err != nil {
		return err
	}
	return o.toFile("# %s\n", text)
}

func (o *replayOutput) toFile(format string, args ...any) error {
	if o.target == nil {
		return nil
	}
	_, err := fmt.Fprintf(o.target, format, args...)
	return err
}

// commit gives the files their names.
func (o *replayOutput) commit() error {
	if o.target == nil {
		return nil
	}
	return o.target.commit(o.manifest)
}

// abort drops the files, unless they have got their names.
func (o *replayOutput) abort() {
	if o.target != nil {
		o.target.abort()
	}
}
