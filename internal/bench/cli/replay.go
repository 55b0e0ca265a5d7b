package cli

import (
	"cmp"
	"context"
	"io"
	"math"
	"slices"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

const replaySynopsis = `Print the hit ratio that policies and caches reach on a trace, beside the
optimum that none exceeds, one line each. A Get is a request that inserts its
key on a miss, a Set inserts and is no request; the cache is empty at first.
"warm" is the hit ratio of the requests after the warm-up. Where the trace has
sizes, the hit ratio in bytes follows: what was found of what was asked for.

-policy replays policies by themselves: the same figures each time. All objects
count alike, and times to live play no part.

-backend replays through real caches, larder's with the policy adaptive. With
one goroutine each Set is waited for where a cache has queues, so that figures
differ by the caches' own seeds alone. With several each is dealt the next 64
operations; they carry them out at once, and when all have done theirs it is
waited, and they are dealt the next. If the trace has times to live, the clock
of larder's caches shows the times of its operations; caches of others, and a
trace that does not tell its times, cannot be replayed then. A backend that
cannot has a line that says why.

With -shards there are fewer where -capacity is less than 64 for each; a comment
says how many.

With -max-weight an entry weighs its size in bytes, as the operation that
inserts it says. The optimum is left out: with several sizes nobody knows how to
compute it. For the same reason its line has no hit ratio in bytes.`

const replayExamples = `  cachebench replay -trace web07.trace.xz -capacity 205,10%
  cachebench replay -trace accesses.bin -format le64 -capacity 1000 -policy lru
  cachebench replay -trace web07.trace.xz -capacity 1% -backend cow
  cachebench replay -trace P3.lis.zst -capacity 10% -backend sharded -shards 256
  cachebench replay -trace blocks.csv -max-weight 1e9`

const mostReplayGoroutines = 1000

// replayFlags are the flags of replay.
type replayFlags struct {
	*flags
	path       *single[string]
	format     *single[string]
	capacities *list[bench.Capacity]
	weights    *list[int]
	policies   *list[replay.Policy]
	backends   *list[bench.Backend]
	shards     *list[int]
	goroutines *list[int]
	warmup     *single[float64]
	out        *single[string]
}

func (a App) replayFlags() *replayFlags {
	f := newFlags("replay", replaySynopsis, replayExamples)
	r := &replayFlags{
		flags:      f,
		path:       singleOf(traceName, ""),
		format:     formatFlag(f),
		capacities: listOf(parseCapacity(1, math.MaxInt), ""),
		weights:    listOf(integer(1, math.MaxInt), ""),
		policies:   listOf(oneOf("policy", replay.Policies(), policyName), ""),
		backends:   a.backendList(""),
		shards:     shardsFlag(f),
		goroutines: listOf(integer(1, mostReplayGoroutines), "1"),
		warmup:     singleOf(parseShare, "0.5"),
		out:        resultsFile(),
	}
	f.Var(r.path, "trace", "trace `file`")
	f.Var(r.capacities, "capacity", "`entries` that the cache holds, a comma list; 10% is a tenth of the keys")
	f.Var(r.weights, "max-weight", "`bytes` that the cache holds, a comma list, instead of -capacity;\nlarder's backends and some of the policies can")
	f.Var(r.policies, "policy", "`policies`, a comma list; cachebench list shows them; all if not given")
	f.Var(r.backends, "backend", "`backends`, a comma list; cachebench list shows them; none if not given")
	f.Var(r.goroutines, "goroutines", "`numbers` of goroutines that work with a backend, a comma list")
	f.Var(r.warmup, "warmup", "`share` of the trace that is the warm-up, from 0 to below 1")
	f.Var(r.out, "o", "write the results to a `file` too, in the Go benchmark format, and what\none has to know to repeat them to FILE.manifest.json. Without -backend\nthey are marked as exact: compare then takes any change for one")
	return r
}

// check returns an error if flags are missing or contradict each other.
func (r *replayFlags) check() error {
	if err := r.exclude("capacity", "give the one or the other", "max-weight"); err != nil {
		return err
	}
	if err := checkShards(r.shards.values, r.backends.values); err != nil {
		return err
	}
	switch {
	case r.path.text == "":
		return usageError("-trace is missing: name a trace file")
	case len(r.capacities.values)+len(r.weights.values) == 0:
		return usageError("-capacity is missing: give numbers of entries, such as -capacity 100,1000, or -max-weight")
	case r.given("goroutines") && len(r.backends.values) == 0:
		return usageError("-goroutines is for real caches: name some with -backend")
	}
	for _, p := range r.policies.values {
		if len(r.weights.values) > 0 && !p.Weighs {
			return usageError("-policy %s does not weigh: leave it out with -max-weight", p.Name)
		}
	}
	return nil
}

// limits returns those of the flags, each once, for a stream.
func (r *replayFlags) limits(s *workload.Stream) (all []replay.Limits, err error) {
	for _, c := range r.capacities.values {
		l := replay.Limits{Capacity: c.Of(s.Keys)}
		if !slices.Contains(all, l) { // 1 % and 2 % of few keys may be as many
			all = append(all, l)
		}
	}
	for _, w := range r.weights.values {
		all = append(all, replay.Limits{MaxWeight: int64(w)})
	}
	if len(r.weights.values) > 0 && !replay.Sized(s) {
		return nil, usageError("%s has no sizes: give -capacity instead of -max-weight", r.path.text)
	}
	return all, nil
}

// chosen returns the policies that are named, or all that can be replayed.
func (r *replayFlags) chosen() []replay.Policy {
	if len(r.policies.values) > 0 {
		return r.policies.values
	}
	return slices.DeleteFunc(replay.Policies(), func(p replay.Policy) bool {
		return len(r.weights.values) > 0 && !p.Weighs
	})
}

func (a App) replay(ctx context.Context, args []string, stdout, _ io.Writer) error {
	r := a.replayFlags()
	if done, err := r.read(args, stdout); done {
		return err
	}
	if err := r.check(); err != nil || a.dry {
		return err
	}
	if err := a.keepsTrace(r.out.text, r.path.text); err != nil {
		return err
	}
	t, err := a.openTrace(r.path.text, r.format.text)
	if err != nil {
		return err
	}
	stream := t.Stream()
	if !slices.ContainsFunc(stream.Ops, func(op workload.Op) bool { return op.Kind == workload.Get }) {
		return usageError("%s holds no Get, so that there is no hit ratio", r.path.text)
	}
	limits, err := r.limits(stream)
	if err != nil {
		return err
	}
	re, err := bench.NewReplay(stream, t.Times, r.warmup.value)
	if err != nil {
		return err
	}
	if err := r.anyFits(re, limits); err != nil {
		return err
	}
	m := re.Manifest(append([]string{program, "replay"}, args...), bench.Source{Trace: r.path.text, Format: t.Format, SHA256: t.SHA256}, r.backends.values)
	m.Suite = a.suite
	out, err := openReplayOutput(r.out.text, stdout, m)
	if err != nil {
		return err
	}
	defer out.abort()
	if err := out.head(t); err != nil {
		return err
	}
	if len(r.weights.values) > 0 {
		if err := out.note("opt is left out: with several sizes nobody knows how to compute it"); err != nil {
			return err
		}
	}
	for _, l := range limits {
		if err := r.all(ctx, re, l, out); err != nil {
			return err
		}
	}
	return out.commit()
}

// anyFits returns an error if backends are named and none can be replayed.
func (r *replayFlags) anyFits(re *bench.Replay, limits []replay.Limits) (err error) {
	for _, l := range limits {
		for _, b := range r.backends.values {
			unfit := re.Fits(b, l)
			if unfit == nil {
				return nil
			}
			err = cmp.Or(err, unfit)
		}
	}
	return err
}

// all replays everything within one set of limits.
func (r *replayFlags) all(ctx context.Context, re *bench.Replay, l replay.Limits, out *replayOutput) error {
	for _, p := range r.chosen() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		result, err := re.Policy(p, l)
		if err != nil {
			return err
		}
		if err := out.policy(l, result, p); err != nil {
			return err
		}
	}
	for _, b := range r.backends.values {
		reason, unfit := re.Unfit(b, l)
		for _, how := range r.through(b) {
			if unfit != nil {
				if err := out.cannot(l, b, how, reason); err != nil {
					return err
				}
				continue
			}
			result, err := re.Cache(ctx, b, l, how)
			if err != nil {
				return err
			}
			if err := out.backend(l, result, b, how); err != nil {
				return err
			}
		}
	}
	return nil
}

// through returns all ways to replay through a backend.
func (r *replayFlags) through(b bench.Backend) (ways []bench.Through) {
	shards := r.shards.values
	if !b.Sharded || len(shards) == 0 {
		shards = []int{0}
	}
	for _, n := range shards {
		for _, goroutines := range r.goroutines.values {
			ways = append(ways, bench.Through{Goroutines: goroutines, Shards: n})
		}
	}
	return ways
}

func policyName(p replay.Policy) string { return p.Name }
