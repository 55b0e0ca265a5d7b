package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
	"github.com/larder-go/larder/workload/trace"
)

const listSynopsis = `Show what run and replay know: backends, workloads, distributions, sweepers,
formats of traces, policies, and what stands in the lines that run writes.`

// list writes the tables, one section after the other.
func (a App) list(_ context.Context, args []string, stdout, _ io.Writer) error {
	f := newFlags("list", listSynopsis, "")
	if done, err := f.read(args, stdout); done {
		return err
	}
	t := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	section := func(title string) { fmt.Fprintf(t, "%s\n", title) }

	section("Backends (run -backend; * is measured if none is named):")
	for _, b := range a.Backends {
		mark := " "
		if b.Default {
			mark = "*"
		}
		fmt.Fprintf(t, " %s%s\t%s\n", mark, b.Name, underneath(text.WrapSoft(b.About, listWidth)))
		if library := b.Library(); library != "" {
			fmt.Fprintf(t, "  \t(%s)\n", library)
		}
		if b.NoTTL {
			fmt.Fprint(t, "  \t(no time to live: what has one is stored without it)\n")
		}
		if b.Unbounded {
			fmt.Fprint(t, "  \t(no capacity: with one there are no figures of it)\n")
		}
		if b.OneTTL {
			fmt.Fprint(t, "  \t(one time to live for all entries)\n")
		}
		if b.MaxKeys > 0 {
			fmt.Fprintf(t, "  \t(at most %d keys: filling it takes too long with more)\n", b.MaxKeys)
		}
	}

	section("\nWorkloads (run -wl; * is measured if none is named or described):")
	for _, name := range workload.Names() {
		line, err := describe(name)
		if err != nil {
			return err
		}
		fmt.Fprintln(t, line)
	}

	fmt.Fprintf(t, "  Each has %d keys and, if nothing else is said, values of %s bytes.\n", usualKeys, usualValue)
	fmt.Fprintln(t, "  What its operations really hold is in the comments that run writes.")

	section("\nWorkloads of sweep (sweep -wl; all are measured if none is named):")
	for _, l := range bench.SweepLaws() {
		fmt.Fprintf(t, "  %s\t%s\n", l.Name, underneath(text.WrapSoft(l.About, listWidth)))
	}

	section("\nDistributions (run -dist; run -h explains them):")
	fmt.Fprintln(t, "  "+strings.Join(workload.DistForms(), "\n  "))

	section("\nSweepers (run -sweeper; * is the default):")
	for _, s := range allSweepers() {
		mark := " "
		if s == larder.SweepDefault {
			mark = "*"
		}
		fmt.Fprintf(t, " %s%v\t%s\n", mark, s, sweeperAbout[s])
	}

	section("\nPolicies of bounded caches (run -policy; * is the default):")
	for _, p := range larder.Policies() {
		mark := " "
		if p == larder.PolicyAdaptive {
			mark = "*"
		}
		fmt.Fprintf(t, " %s%v\t%s\n", mark, p, policyAbout[p])
	}

	section("\nTrace formats (-format; plain, or compressed with gzip, zstd or xz):")
	fmt.Fprintln(t, "  "+strings.Join(trace.Formats(), "  "))

	section("\nPolicies (replay -policy):")
	for _, p := range replay.Policies() {
		fmt.Fprintf(t, "  %s\t%s\n", p.Name, p.Doc)
	}

	section("\nProtections (stampede -protection; all are measured if none is named):")
	for _, p := range bench.Protections() {
		fmt.Fprintf(t, "  %s\t%s\n", p.Name, underneath(text.WrapSoft(p.About, listWidth)))
	}

	units := func(command string, all []bench.Unit) {
		section("\nUnits of " + command + ":")
		for _, u := range all {
			better := ""
			if u.Better != "" {
				better = u.Better + " is better: "
			}
			fmt.Fprintf(t, "  %s\t%s\n", u.Name, underneath(text.WrapSoft(better+u.About, listWidth)))
		}
	}
	for subject, command := range []string{"run", "memory", "iterate", "snapshot", "sweep", "sweep -virtual", "latency", "gc"} {
		units(command, bench.Subject(subject).Units())
	}
	units("stampede", bench.StampedeUnits())

	section("\nParts of the lines of run:")
	for _, p := range lineParts {
		fmt.Fprintf(t, "  %s\t%s\n", p.name, underneath(text.WrapSoft(p.about, listWidth)))
	}
	return t.Flush()
}

// listWidth is that of what stands beside a name.
const listWidth = 57

// underneath puts all lines of a cell into its column.
func underneath(cell string) string {
	lines := strings.Split(cell, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n  \t")
}

// lineParts explains what neither a flag nor a unit does.
var lineParts = []struct{ name, about string }{
	{"cap", "capacity that was asked for, in entries; 0: unbounded, or more than is ever stored"},
	{"policy", "of larder's own with a capacity; no such part: adaptive"},
	{"goroutines", "N-P: N goroutines, GOMAXPROCS=P"},
	{"keys", "keys that there are: of a trace those of the whole file, even where -ops takes its beginning only"},
	{"distinct", "keys among them that the operations touch"},
	{"one-hit-keys", "share of the distinct keys that occur once: a cache gains nothing by keeping them"},
	{"top-1%", "share of the operations that go to the 1 % most frequent keys"},
	{"sweeper", "own: the sweeper of a library that is not larder's"},
	{"t", "virtual time since the entries began to live; a line without it sums up"},
	{"# cannot", "a row that was asked for and cannot be measured, with the reason"},
	{"fills", "Sets that follow a Get that missed; a Get and its fill are one operation"},
}

var sweeperAbout = map[larder.Sweeper]string{
	larder.SweepDefault:  "wheel for syncmap, adaptive for all others",
	larder.SweepNone:     "nothing in the background",
	larder.SweepFull:     "all entries in one go",
	larder.SweepCursor:   "some entries a tick, going on where it stopped",
	larder.SweepAdaptive: "as cursor, until nothing expired is left",
	larder.SweepHeap:     "a heap of deadlines beside the entries",
	larder.SweepWheel:    "a timing wheel beside the entries",
	larder.SweepQueue:    "a queue beside them; one time to live for all",
	larder.SweepSampled:  "some entries at random, at Sets; no ticks",
}

var policyAbout = map[larder.Policy]string{
	larder.PolicyAdaptive:      "the one of several orders that misses least",
	larder.PolicyTinyLFU:       "keeps what is asked for most often",
	larder.PolicyS3FIFO:        "new entries prove themselves in a small queue",
	larder.PolicyLRU:           "keeps what was asked for last, by a clock hand",
	larder.PolicySoonestExpiry: "evicts what expires soonest",
}

// describe returns the line of a named workload.
func describe(name string) (string, error) {
	spec, err := workload.Named(name)
	if err != nil {
		return "", err
	}
	mark := " "
	if strings.HasPrefix(name, "zipf99-") {
		mark = "*"
	}
	line := fmt.Sprintf(" %s%s\t%v, %s", mark, name, spec.Dist, mixText(spec.Mix))
	if own := spec.TTL.String(); own != "0" {
		line += "\n  \tttl " + own
	}
	if size := spec.Size.String(); size != usualValue {
		line += "\n  \tvalues of " + size + " bytes"
	}
	return line, nil
}

// mixText names the kinds that occur.
func mixText(m workload.Mix) string {
	var parts []string
	for _, k := range []struct {
		share float64
		kind  workload.Kind
	}{{m.Get, workload.Get}, {m.Set, workload.Set}, {m.Delete, workload.Delete}} {
		if k.share > 0 {
			parts = append(parts, fmt.Sprintf("%.3g %% %v", 100*k.share, k.kind))
		}
	}
	return strings.Join(parts, " ")
}
