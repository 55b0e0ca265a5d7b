package cli

import (
	"context"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/replay"
)

const replaySynopsis = `Print the hit ratio that policies reach on a trace, beside the optimum that none
exceeds, one line each. A Get is a request that inserts its key on a miss, a Set
inserts and is no request; the cache is empty at first, all objects are of one
size, and times to live play no part.`

const replayExamples = `  cachebench replay -trace web07.trace.xz -capacity 205,2048
  cachebench replay -trace accesses.bin -format le64 -capacity 1000 -policy lru`

func (a App) replay(ctx context.Context, args []string, stdout, _ io.Writer) error {
	f := newFlags("replay", replaySynopsis, replayExamples)
	path := singleOf(traceName, "")
	f.Var(path, "trace", "trace `file`")
	format := formatFlag(f)
	capacities := listOf(integer(1, math.MaxInt), "")
	f.Var(capacities, "capacity", "`entries` that the cache holds, a comma list")
	policies := listOf(oneOf("policy", replay.Policies(), func(p replay.Policy) string { return p.Name }), policyNames())
	f.Var(policies, "policy", "`policies`, a comma list; cachebench list shows them")
	if done, err := f.read(args, stdout); done {
		return err
	}
	if path.text == "" {
		return usageError("-trace is missing: name a trace file")
	}
	if len(capacities.values) == 0 {
		return usageError("-capacity is missing: give numbers of entries, such as -capacity 100,1000")
	}
	t, err := openTrace(path.text, format.text)
	if err != nil {
		return err
	}
	stream := t.Stream()
	optimum, err := bench.NewOptimum(stream)
	if err != nil {
		return err
	}
	name := bench.TraceName(path.text)
	for _, capacity := range capacities.values {
		for _, policy := range policies.values {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r, err := optimum.Run(policy, capacity)
			if err != nil {
				return err
			}
			if r.Requests == 0 {
				return usageError("%s holds no Get, so that there is no hit ratio", path.text)
			}
			_, err = fmt.Fprintf(stdout, "capacity=%d policy=%s %.2f %% %d of %d requests of %s\n",
				capacity, policy.Name, r.Ratio(), r.Hits, r.Requests, name)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func policyNames() string {
	return strings.Join(namesOf(replay.Policies(), func(p replay.Policy) string { return p.Name }), ",")
}
