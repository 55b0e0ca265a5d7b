package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
	"github.com/larder-go/larder/workload/trace"
)

const listSynopsis = `Show what run and replay know. The shares of a workload's keys are not parameters
but what its operations really hold.`

// listOps operations of each workload are looked at.
const listOps = 1 << 17

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
		fmt.Fprintf(t, " %s%s\t%s\n", mark, b.Name, b.About)
		if b.MaxKeys > 0 {
			fmt.Fprintf(t, "  \t(with at most %d keys: filling it takes too long with more)\n", b.MaxKeys)
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

	section("\nDistributions (run -dist):")
	fmt.Fprintln(t, "  "+strings.Join(workload.DistForms(), "  "))

	section("\nSweepers (run -sweeper; * is the default):")
	for _, s := range larder.Sweepers() {
		mark := " "
		if s == larder.SweepCursor {
			mark = "*"
		}
		fmt.Fprintf(t, " %s%v\t%s\n", mark, s, sweeperAbout[s])
	}

	section("\nTrace formats (-format; plain, or compressed with gzip, zstd or xz):")
	fmt.Fprintln(t, "  "+strings.Join(trace.Formats(), "  "))

	section("\nPolicies (replay -policy):")
	for _, p := range replay.Policies() {
		fmt.Fprintf(t, "  %s\t%s\n", p.Name, p.Doc)
	}

	section("\nUnits of run:")
	for _, u := range bench.Units() {
		better := ""
		if u.Better != "" {
			better = u.Better + " is better: "
		}
		fmt.Fprintf(t, "  %s\t%s%s\n", u.Name, better, u.About)
	}
	return t.Flush()
}

var sweeperAbout = map[larder.Sweeper]string{
	larder.SweepCursor: "some entries a tick, going on where it stopped",
	larder.SweepFull:   "all entries in one go",
	larder.SweepNone:   "nothing in the background",
}

// describe returns the line of a named workload.
func describe(name string) (string, error) {
	spec, err := workload.Named(name)
	if err != nil {
		return "", err
	}
	work, err := bench.Synthesize(spec, 1, listOps)
	if err != nil {
		return "", err
	}
	mark := " "
	if strings.HasPrefix(name, "zipf99-") {
		mark = "*"
	}
	text := fmt.Sprintf(" %s%s\t%v over %d keys, %s", mark, name, spec.Dist, spec.Keys, mixText(spec.Mix))
	if s := spec.TTL.String(); s != "0s" && s != "0" {
		text += ", ttl " + s
	}
	r := work.Realised
	return text + fmt.Sprintf(", values %v B; top key %.2g %%, top 1 %% of keys %.3g %% of operations",
		spec.Size, 100*r.TopKey, 100*r.Top1Pct), nil
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
