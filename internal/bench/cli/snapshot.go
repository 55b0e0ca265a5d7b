package cli

import (
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

const snapshotSynopsis = `Measure what taking snapshots costs those who write and read. One writer
overwrites random keys, at a rate that does not depend on how long that takes,
and each Set is timed: the call alone, and from when it was due to its end, so
that one that is held up counts for those that wait behind it. One reader beside
it times its Gets. That is done once without snapshots and once with one in an
interval, each held until the next is taken; then calls of Snapshot are timed
with nothing else going on.

Before, the same loop runs without Sets: what its figures (idle) show is the
scheduler and the machine, not the cache. Writer and reader want a processor
each. Backends without snapshots have a row that says so.

Each sample is taken in a process of its own. The output is that of run.`

const snapshotExamples = `  cachebench snapshot
  cachebench snapshot -backend cow,cow-map -keys 1e4 -rate 1000
  cachebench snapshot -keys 1e4,1e5,1e6,1e7 -every 100ms -o snapshot.txt`

const (
	usualSnapshotKeys    = "1000000"
	usualSnapshotSamples = "3"
	usualRate            = "100000"
	mostRate             = 10_000_000
)

// snapshotFlags are the flags of snapshot.
type snapshotFlags struct {
	*flags
	*cacheFlags
	works    *workFlags
	rate     *single[int]
	every    *single[time.Duration]
	duration *single[time.Duration]
	samples  *single[int]
}

func (a App) snapshotFlags() *snapshotFlags {
	f := newFlags("snapshot", snapshotSynopsis, snapshotExamples)
	s := &snapshotFlags{
		flags:      f,
		cacheFlags: a.addCacheFlags(f, bench.Backend.Snapshots),
		works:      newWorkFlags(f),
		rate:       singleOf(integer(1, mostRate), usualRate),
		every:      singleOf(parseDuration, "10ms"),
		duration:   singleOf(parseDuration, "2s"),
		samples:    singleOf(integer(1, mostSamples), usualSnapshotSamples),
	}
	s.works.keys = listOf(integer(1, maxKeys), usualSnapshotKeys)
	f.Var(s.works.keys, "keys", "`numbers` of keys, a comma list")
	f.Var(s.rate, "rate", "`number` of Sets that are due in a second")
	f.Var(s.every, "every", "`time` from one snapshot to the next")
	f.Var(s.duration, "duration", "`time` that a sample is measured; as long it runs without Sets")
	f.Var(s.samples, "samples", "`number` of samples of each combination, and of processes")
	return s
}

// plan turns the flags into what to measure.
func (s *snapshotFlags) plan() (bench.Plan, error) {
	p := s.cacheFlags.plan()
	p.Subject = bench.Snapshots
	p.Rate, p.Every, p.Duration = s.rate.value, s.every.value, s.duration.value
	p.Samples = s.samples.value
	p.Goroutines = []int{1}
	p.Sweepers = []larder.Sweeper{larder.SweepDefault}
	if err := s.cacheFlags.check(); err != nil {
		return p, err
	}
	p.Works, p.TTL = s.works.entries("snapshot")
	return p, nil
}

// fresh implements planner.
func (*snapshotFlags) fresh() bool { return true }
