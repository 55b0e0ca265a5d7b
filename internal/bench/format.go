package bench

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"strconv"

	"golang.org/x/perf/benchfmt"

	"github.com/larder-go/larder/internal/machine"
)

// Writer writes rows in the Go benchmark format, as benchstat reads it. What
// differs from run to run is in comments or in the Manifest: benchstat compares
// nothing between files whose configuration differs.
type Writer struct {
	w       io.Writer
	bench   *benchfmt.Writer
	config  []benchfmt.Config
	started bool
}

// NewWriter returns a Writer to w. It names the machine as go test does. Each row is one call of w.Write, but for SweepTimes: there each step is.
func NewWriter(w io.Writer) *Writer {
	config := []benchfmt.Config{
		{Key: "goos", Value: []byte(runtime.GOOS), File: true},
		{Key: "goarch", Value: []byte(runtime.GOARCH), File: true},
	}
	if cpu := machine.Processor(files()); cpu != "" {
		config = append(config, benchfmt.Config{Key: "cpu", Value: []byte(cpu), File: true})
	}
	return &Writer{w: w, bench: benchfmt.NewWriter(w), config: config}
}

// Work writes a comment that says what the operations of a workload really are.
func (w *Writer) Work(work *Work) error {
	_, err := fmt.Fprintf(w.w, "# wl=%s %s\n", work.Name, work.Realised)
	return err
}

// Skip writes a comment that says which row is missing, and why.
func (w *Writer) Skip(c Cell, reason string) error {
	_, err := fmt.Fprintf(w.w, "# %s%s: %s\n", CannotPrefix, c.unnumbered(), reason)
	return err
}

// Note writes a comment that says what is to be known of the rows of a backend.
func (w *Writer) Note(c Cell, text string) error {
	_, err := fmt.Fprintf(w.w, "# wl=%s: %s\n", c.Work, text)
	return err
}

// Partial writes a comment that says that the rows before it are not all that
// were asked for.
func (w *Writer) Partial() error {
	_, err := io.WriteString(w.w, PartialLine)
	return err
}

// PartialLine is what Partial writes.
const PartialLine = "# partial: interrupted before everything was measured\n"

// Row writes one sample.
func (w *Writer) Row(r Row) error {
	if !w.started {
		w.started = true
		if err := w.units(r.Subject.Units()); err != nil {
			return err
		}
	}
	for _, step := range r.Steps {
		if err := w.line(r.sweepName(step.part(r.Steps)), 1, r.stepValues(step)); err != nil {
			return err
		}
	}
	return w.line(r.Name(), r.iterations(), r.values())
}

func (w *Writer) line(name string, iterations int, values []benchfmt.Value) error {
	return w.bench.Write(&benchfmt.Result{Config: w.config, Name: benchfmt.Name(name), Iters: iterations, Values: values})
}

func (w *Writer) units(units []Unit) error {
	for _, u := range units {
		if u.Better == "" {
			continue
		}
		key := benchfmt.UnitMetadataKey{Unit: u.Name, Key: "better"}
		if err := w.bench.Write(&benchfmt.UnitMetadata{UnitMetadataKey: key, OrigUnit: u.Name, Value: u.Better}); err != nil {
			return err
		}
	}
	return nil
}

// iterations returns how often was done what the row is about.
func (r Row) iterations() int {
	switch r.Subject {
	case Iterations:
		return r.Views
	case Snapshots:
		return int(r.Sets)
	case Sweeps, SweepTimes:
		return max(int(r.Sets), 1)
	}
	return int(r.Ops())
}

// percent returns a share.
func percent(part, whole int) float64 { return 100 * float64(part) / float64(max(whole, 1)) }

// values returns what Units lists.
func (r Row) values() []benchfmt.Value {
	ops := float64(r.Ops())
	switch r.Subject {
	case Memory:
		values := []benchfmt.Value{
			{Unit: "overhead-B/entry", Value: decimals(2, r.Overhead())},
			{Unit: "B/op", Value: decimals(2, float64(r.Bytes)/ops)},
			{Unit: "allocs/op", Value: decimals(4, float64(r.Allocs)/ops)},
		}
		if r.Resident.Known {
			values = append(values, benchfmt.Value{Unit: "rss-B/entry", Value: decimals(2, r.ResidentByEntry())})
		}
		return values
	case Iterations:
		return []benchfmt.Value{
			{Unit: "torn-%", Value: significant(percent(r.Torn, r.Views))},
			{Unit: "beside-%", Value: significant(percent(r.Beside, r.Views))},
		}
	case Snapshots:
		return r.stallValues()
	case Sweeps:
		return r.sweepValues()
	case Latency:
		return r.latencyValues()
	case Collections:
		return r.collectionValues()
	case SweepTimes:
		return r.peakValues()
	}
	values := []benchfmt.Value{
		{Unit: "ns/op", Value: significant(r.NsPerOp())},
		{Unit: "ops/s", Value: significant(r.OpsPerSecond())},
	}
	if ratio, ok := r.HitRatio(); ok {
		values = append(values, benchfmt.Value{Unit: "hit-%", Value: significant(100 * ratio)})
	}
	values = append(values,
		benchfmt.Value{Unit: "write-%", Value: significant(r.WritePercent())},
		benchfmt.Value{Unit: "B/op", Value: decimals(2, float64(r.Bytes)/ops)},
		benchfmt.Value{Unit: "allocs/op", Value: decimals(4, float64(r.Allocs)/ops)},
	)
	if r.Bound.Counted {
		values = append(values,
			benchfmt.Value{Unit: "evictions/op", Value: decimals(4, float64(r.Bound.Evictions)/ops)},
			benchfmt.Value{Unit: "rejections/op", Value: decimals(4, float64(r.Bound.Rejections)/ops)},
		)
	}
	return values
}

func (r Row) stallValues() (values []benchfmt.Value) {
	s := r.Stalls
	add := func(unit string, v float64) {
		values = append(values, benchfmt.Value{Unit: unit, Value: significant(v)})
	}
	for _, t := range []struct {
		name string
		Quantiles
	}{{"set", s.Set}, {"latency", s.Latency}, {"idle", s.Idle}} {
		add(t.name+"-p50-ns", float64(t.P50))
		add(t.name+"-p99-ns", float64(t.P99))
		add(t.name+"-p99.9-ns", float64(t.P999))
		add(t.name+"-max-ns", float64(t.Max))
	}
	add("get-p50-ns", float64(s.Get.P50))
	add("get-p99.9-ns", float64(s.Get.P999))
	add("clock-ns", float64(s.Clock.P50))
	add("begun-%", percent(int(r.Sets), s.Due))
	add("snapshots/s", float64(s.Taken)/r.Elapsed.Seconds())
	if r.Every > 0 {
		add("snapshot-ns", float64(s.Snapshot.P50))
		add("snapshot-p99-ns", float64(s.Snapshot.P99))
	}
	return values
}

// significant rounds to five digits: more are noise.
func significant(v float64) float64 {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 5, 64), 64)
	return rounded
}

// decimals rounds to n digits after the point: what is allocated once a run is
// next to nothing for an operation.
func decimals(n int, v float64) float64 {
	scale := math.Pow10(n)
	return significant(math.Round(v*scale) / scale)
}
