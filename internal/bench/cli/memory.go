package cli

import (
	"cmp"
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

const memorySynopsis = `Measure what an entry of a cache takes beyond the bytes of its key and value:
the heap after the collector has run, with the cache full, minus that before it
was made, by the number of resident entries. Keys and values are made beforehand
and stay alive. Then every entry is overwritten, and what that allocates is
counted.

With -capacity 0,100% the difference of two rows is what it takes to be bounded.
On Linux the memory that the system has given is told beside the heap.

Each sample is taken in a process of its own. The output is that of run.`

const memoryExamples = `  cachebench memory
  cachebench memory -backend cow,rawmap -keys 1e4,1e6,1e7
  cachebench memory -backend cow -key int -value 8,64,1024 -o memory.txt
  cachebench memory -backend cow -capacity 0,100% -policy adaptive,lru`

const memoryFilled = `A bounded cache gets
as many keys more as it may hold: what its policy keeps of entries that
have left is there only then`

const (
	usualMemoryKeys    = "1000000"
	usualMemorySamples = "3"

	// memoryOps are enough to draw sizes and times to live from.
	memoryOps = 1 << 16
)

// memoryFlags are the flags of memory.
type memoryFlags struct {
	*flags
	*cacheFlags
	works   *workFlags
	bound   *boundFlags
	samples *single[int]
}

func (a App) memoryFlags() *memoryFlags {
	f := newFlags("memory", memorySynopsis, memoryExamples)
	m := &memoryFlags{
		flags:      f,
		cacheFlags: a.addCacheFlags(f, func(b bench.Backend) bool { return !b.Empty }),
		works:      newWorkFlags(f),
		bound:      addBoundFlags(f, memoryFilled),
		samples:    singleOf(integer(1, mostSamples), usualMemorySamples),
	}
	m.works.keys = listOf(integer(1, maxKeys), usualMemoryKeys)
	m.works.values = listOf(parseSize, usualValue)
	m.works.values.whole = true
	m.works.addEntryFlags()
	f.Var(m.samples, "samples", "`number` of samples of each combination, and of processes")
	return m
}

// plan turns the flags into what to measure.
func (m *memoryFlags) plan() (bench.Plan, error) {
	p := m.cacheFlags.plan()
	p.Subject = bench.Memory
	p.Samples = m.samples.value
	p.Goroutines = []int{1}
	p.Sweepers = []larder.Sweeper{larder.SweepDefault}
	if err := cmp.Or(m.cacheFlags.check(), m.bound.apply(&p)); err != nil {
		return p, err
	}
	p.Works, p.TTL = m.works.entries("memory")
	return p, nil
}

// entries returns the workloads that fill a cache, and the time to live of the
// caches. The number of keys is in all names.
func (w *workFlags) entries(name string) (works []func() (bench.Work, error), ttl time.Duration) {
	sizes := []*workFlags{w}
	if w.values != nil {
		sizes = w.eachSize()
	}
	for _, keys := range w.keys.values {
		for _, w := range sizes {
			spec := w.spec(keys, workload.Uniform{}, 0)
			spec.Name = name
			works = append(works, func() (bench.Work, error) {
				work, err := bench.Synthesize(spec, w.seed.value, memoryOps)
				work.Labels = append([]string{keysLabel(keys)}, w.labels(0)...)
				work.Variant = variant(keys)
				if len(sizes) > 1 {
					work.Variant += ", values of " + w.value.text + " bytes"
				}
				return work, err
			})
		}
	}
	return works, w.cacheTTL()
}

// eachSize returns the flags once for each size of the values.
func (w *workFlags) eachSize() (all []*workFlags) {
	for i, size := range w.values.values {
		one := *w
		one.value = &single[workload.Size]{value: size, text: w.values.texts[i], parse: parseSize}
		all = append(all, &one)
	}
	return all
}

func keysLabel(keys int) string { return fmt.Sprintf("keys=%d", keys) }

func variant(keys int) string { return fmt.Sprintf("%d keys", keys) }

// fresh implements planner.
func (*memoryFlags) fresh() bool { return true }
