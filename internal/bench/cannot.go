package bench

import (
	"fmt"
	"strings"

	"github.com/larder-go/larder/workload"
)

// CannotPrefix begins a comment in results that tells of what was asked for and
// cannot be measured. The name of the missing row follows, without the number of
// processors, then ": " and the reason.
const CannotPrefix = "cannot: "

// Cannot is a cell that cannot be measured.
type Cannot struct {
	Cell
	Reason string // of which the backend is the subject, such as "it has no capacity"
}

// unnumbered returns the name of the cell without the number of processors.
func (c Cell) unnumbered() string {
	name := c.Name()
	return name[:strings.LastIndexByte(name, '-')]
}

// skip returns why the cell cannot be measured, or "".
func (c Cell) skip(w *Work, intKeys bool) string {
	b := c.backend
	switch {
	case !c.Subject.operates() && b.Empty:
		return "it holds no entries"
	case b.Unbounded && c.setup.Capacity > 0:
		return "it has no capacity"
	case b.ReadOnly && c.Subject == Collections && c.Goroutines > 1:
		return "it is measured with one goroutine alone, since it has no lock"
	case b.ReadOnly && (c.Subject == Speed || c.Subject == Latency) && (w.Replay || w.Asked != workload.Mix{Get: 1}):
		return "it is measured only where nothing is written"
	case b.MaxKeys > 0 && c.most(w) > b.MaxKeys:
		return fmt.Sprintf("it is measured with at most %d keys, since filling it takes too long with more, and %s has %d",
			b.MaxKeys, w.Name, c.most(w))
	case intKeys && b.NewInt == nil:
		return "it has no integer keys"
	case !intKeys && b.NewString == nil:
		return "it has no string keys"
	case c.Subject == Memory && b.OffHeap:
		return "it takes memory beside the heap, which is not looked at"
	case b.Cannot != nil && b.Cannot(c.setup) != "":
		return b.Cannot(c.setup)
	case b.OneTTL && !c.Subject.sweeps() && c.severalTTLs:
		return "it has one time to live for all entries, and " + w.Name + " has several"
	case c.Subject.sweeps():
		return c.skipSweep(w, intKeys)
	case c.Subject == Iterations && !c.has(iterates[int], iterates[string], intKeys):
		return "it has no All"
	case c.Subject == Snapshots && !c.has(snapshots[int], snapshots[string], intKeys):
		return "it has no Snapshot"
	case c.Batch > 1 && !c.has(batches[int], batches[string], intKeys):
		return "it has no GetMany, and looks keys up one by one alone"
	}
	return ""
}

// most returns how many entries the cell's caches are filled with at most.
func (c Cell) most(w *Work) int {
	if c.Subject == Memory {
		return max(w.Stream.Keys, c.setup.Capacity)
	}
	return w.Stream.Keys
}
