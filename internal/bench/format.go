package bench

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"strconv"

	"golang.org/x/perf/benchfmt"
)

// Unit is a unit of the results.
type Unit struct {
	Name   string
	Better string // higher or lower; "" where neither is
	About  string
}

// Units returns the units of a benchmark line, in its order.
func Units() []Unit {
	return []Unit{
		{"ns/op", "lower", "time from start to end by the operations of all goroutines together, as in go test -bench"},
		{"ops/s", "higher", "operations of all goroutines together per second"},
		{"hit-%", "higher", "share of the Gets that found their key"},
		{"write-%", "", "share of Sets and Deletes among the operations that were run; fills are not among them"},
		{"B/op", "lower", "bytes allocated by an operation"},
		{"allocs/op", "lower", "allocations by an operation"},
	}
}

// Writer writes rows in the Go benchmark format, as benchstat reads it. What
// differs from run to run is in comments or in the Manifest: benchstat compares
// nothing between files whose configuration differs.
type Writer struct {
	w       io.Writer
	bench   *benchfmt.Writer
	config  []benchfmt.Config
	started bool
}

// NewWriter returns a Writer to w. It names the machine as go test does. Each row is one call of w.Write.
func NewWriter(w io.Writer) *Writer {
	config := []benchfmt.Config{
		{Key: "goos", Value: []byte(runtime.GOOS), File: true},
		{Key: "goarch", Value: []byte(runtime.GOARCH), File: true},
	}
	if cpu := cpuModel(); cpu != "" {
		config = append(config, benchfmt.Config{Key: "cpu", Value: []byte(cpu), File: true})
	}
	return &Writer{w: w, bench: benchfmt.NewWriter(w), config: config}
}

// Work writes a comment that says what the operations of a workload really are.
func (w *Writer) Work(work *Work) error {
	_, err := fmt.Fprintf(w.w, "# wl=%s %s\n", work.Name, work.Realised)
	return err
}

// Skip writes a comment that says what is missing, and why.
func (w *Writer) Skip(c Cell, reason string) error {
	_, err := fmt.Fprintf(w.w, "# wl=%s: not measured: %s\n", c.Work, reason)
	return err
}

// Partial writes a comment that says that the rows before it are not all that
// were asked for.
func (w *Writer) Partial() error {
	_, err := fmt.Fprintln(w.w, "# partial: interrupted before everything was measured")
	return err
}

// Row writes one sample.
func (w *Writer) Row(r Row) error {
	if !w.started {
		w.started = true
		if err := w.units(); err != nil {
			return err
		}
	}
	return w.bench.Write(&benchfmt.Result{
		Config: w.config,
		Name:   benchfmt.Name(r.Name()),
		Iters:  int(r.Ops()),
		Values: r.values(),
	})
}

func (w *Writer) units() error {
	for _, u := range Units() {
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

// values returns what Units lists.
func (r Row) values() []benchfmt.Value {
	ops := float64(r.Ops())
	values := []benchfmt.Value{
		{Unit: "ns/op", Value: significant(r.NsPerOp())},
		{Unit: "ops/s", Value: significant(r.OpsPerSecond())},
	}
	if ratio, ok := r.HitRatio(); ok {
		values = append(values, benchfmt.Value{Unit: "hit-%", Value: significant(100 * ratio)})
	}
	return append(values,
		benchfmt.Value{Unit: "write-%", Value: significant(100 * float64(r.Sets+r.Deletes) / ops)},
		benchfmt.Value{Unit: "B/op", Value: decimals(2, float64(r.Bytes)/ops)},
		benchfmt.Value{Unit: "allocs/op", Value: decimals(4, float64(r.Allocs)/ops)},
	)
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
