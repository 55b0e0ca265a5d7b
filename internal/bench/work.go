package bench

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/larder-go/larder/workload"
)

// Work is a stream of operations and how it is to be run.
type Work struct {
	Name   string   // the wl of the benchmark name
	Labels []string // further parts of it, such as "keys=1000"

	// Variant tells works of one name apart for people, such as "1000 keys"; ""
	// where there is only one. The Labels do it for programs.
	Variant string

	Stream *workload.Stream
	Asked  workload.Mix // the mix that was asked for; achieving another makes a sample invalid

	// Replay is set for traces: each sample runs the stream from the beginning
	// to the end, on a cache that is empty at first. Otherwise the cache holds
	// all keys at first, and the stream is run as long as the plan says,
	// several times over where it is shorter.
	Replay bool

	Expiring Expiring // how entries come and go, with Sweeps and SweepTimes

	Source   Source   // what the stream was made from
	Realised Realised // what it really holds

	settled  uint64 // operations that a sample has at least; see the function of that name
	mostHits uint64 // of a replay; see the function of that name
}

// Source is where a stream comes from: a description or a trace.
type Source struct {
	Dist string `json:"dist,omitempty"`
	TTL  string `json:"ttl,omitempty"` // "" where entries have the caches' own, which Options tells
	Size string `json:"size,omitempty"`
	Seed uint64 `json:"seed,omitempty"`

	Trace  string `json:"trace,omitempty"`
	Format string `json:"format,omitempty"`
	SHA256 string `json:"sha256,omitempty"` // of the file as it is, compressed or not
}

const (
	// minStream operations of 16 bytes exceed the second-level caches, so that
	// the stream is read from memory, in order, as real requests would come.
	minStream = 1 << 20
	maxStream = 1 << 24

	// choice is how many more operations are drawn to take the nearest from.
	choice = 1 << 14
)

// Synthesize computes a workload, long enough for all of its keys to have a
// chance, but of ops operations where ops is not 0 and less.
func Synthesize(spec workload.Spec, seed uint64, ops int) (Work, error) {
	n := max(minStream, min(4*spec.Keys, maxStream))
	short := ops > 0 && ops < n
	if short {
		n = min(n, ops+choice)
	}
	stream, err := spec.Stream(seed, n)
	if err != nil {
		return Work{}, err
	}
	if short {
		stream.Ops = nearestWindow(stream.Ops, ops, spec.Mix)
	}
	ttl := spec.TTL.String()
	if ttl == (workload.TTL{}).String() {
		ttl = ""
	}
	return Work{
		Name:     spec.Name,
		Stream:   stream,
		Asked:    spec.Mix,
		Realised: realise(stream),
		settled:  settled(stream.Ops, spec.Mix),
		Source: Source{
			Dist: spec.Dist.String(),
			TTL:  ttl,
			Size: spec.Size.String(),
			Seed: seed,
		},
	}, nil
}

// Recorded makes a workload of the first ops operations of a trace, of all of them
// if ops is 0. Values of which the trace does not tell the size have size bytes.
func Recorded(stream *workload.Stream, source Source, ops, size int) (Work, error) {
	part := *stream
	if len(part.Ops) == 0 {
		return Work{}, fmt.Errorf("%s holds no operation", source.Trace)
	}
	if ops > 0 {
		if ops > len(part.Ops) {
			return Work{}, fmt.Errorf("%d operations are asked for, and %s has %d", ops, source.Trace, len(part.Ops))
		}
		part.Ops = part.Ops[:ops]
	}
	part.Ops = sized(part.Ops, uint32(size))
	return Work{
		Name:     TraceName(source.Trace),
		Stream:   &part,
		Asked:    part.Mix(),
		Replay:   true,
		Realised: realise(&part),
		Source:   source,

		mostHits: mostHits(&part),
	}, nil
}

// sized returns the operations with size for the sizes left open: the same slice
// if there are none.
func sized(ops []workload.Op, size uint32) []workload.Op {
	var own []workload.Op
	for i, op := range ops {
		if op.Size > 0 || op.Kind == workload.Delete || size == 0 {
			continue
		}
		if own == nil {
			own = append(own, ops...)
		}
		own[i].Size = size
	}
	if own != nil {
		return own
	}
	return ops
}

// TraceName returns the name of a trace in results: the file's, up to its first
// dot, with anything that has a meaning in benchmark names replaced.
func TraceName(path string) string {
	name, _, _ := strings.Cut(strings.TrimLeft(filepath.Base(path), "."), ".")
	name = strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f && r != '/' && r != '=' {
			return r
		}
		return '_'
	}, name)
	if name == "" {
		return "trace"
	}
	return name
}
