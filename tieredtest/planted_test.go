package tieredtest_test

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

var ctx = context.Background()

// broken is a remote with one rule broken: each function that is not nil takes the place of the
// method.
type broken struct {
	*tiered.Memory
	get        func(keys []string) []tiered.Record
	lease      func(keys []string, seen []uint64, l tiered.Leasing) []tiered.Lease
	fill       func(token string, f []tiered.Filling) []tiered.Outcome
	write      func(w []tiered.Writing) []tiered.Outcome
	invalidate func(k []tiered.Invalidation) []tiered.Outcome
	tag        func(tag string) tiered.Outcome
	release    func(keys []string, token string) error
	extend     func(keys []string, l tiered.Leasing) error
	all        func(k tiered.Kind) tiered.Outcome
	end        func() error
}

func (b *broken) Get(ctx context.Context, keys []string) []tiered.Record {
	if b.get != nil {
		return b.get(keys)
	}
	return b.Memory.Get(ctx, keys)
}

func (b *broken) Lease(ctx context.Context, keys []string, seen []uint64, l tiered.Leasing) []tiered.Lease {
	if b.lease != nil {
		return b.lease(keys, seen, l)
	}
	return b.Memory.Lease(ctx, keys, seen, l)
}

func (b *broken) Fill(ctx context.Context, token string, f []tiered.Filling) []tiered.Outcome {
	if b.fill != nil {
		return b.fill(token, f)
	}
	return b.Memory.Fill(ctx, token, f)
}

func (b *broken) Write(ctx context.Context, w []tiered.Writing) []tiered.Outcome {
	if b.write != nil {
		return b.write(w)
	}
	return b.Memory.Write(ctx, w)
}

func (b *broken) Invalidate(ctx context.Context, k []tiered.Invalidation) []tiered.Outcome {
	if b.invalidate != nil {
		return b.invalidate(k)
	}
	return b.Memory.Invalidate(ctx, k)
}

func (b *broken) InvalidateTag(ctx context.Context, tag string, a []byte) tiered.Outcome {
	if b.tag != nil {
		return b.tag(tag)
	}
	return b.Memory.InvalidateTag(ctx, tag, a)
}

func (b *broken) Release(ctx context.Context, keys []string, token string) error {
	if b.release != nil {
		return b.release(keys, token)
	}
	return b.Memory.Release(ctx, keys, token)
}

func (b *broken) Extend(ctx context.Context, keys []string, l tiered.Leasing) error {
	if b.extend != nil {
		return b.extend(keys, l)
	}
	return b.Memory.Extend(ctx, keys, l)
}

func (b *broken) InvalidateAll(ctx context.Context, k tiered.Kind, a []byte) tiered.Outcome {
	if b.all != nil {
		return b.all(k)
	}
	return b.Memory.InvalidateAll(ctx, k, a)
}

func (b *broken) Close() error {
	if b.end != nil {
		return b.end()
	}
	return b.Memory.Close()
}

// plantedBug is a bug in a remote, and the rule that is about it.
type plantedBug struct {
	what, rule string
	plant      func(m *tiered.Memory) *broken
}

// TestRemoteSuiteRings: each planted bug is found by the rule that is about it, and there is one for
// each rule.
func TestRemoteSuiteRings(t *testing.T) {
	defer tieredtest.SetPatience(tieredtest.SetPatience(300 * time.Millisecond))
	proven := make(map[string]bool)
	for _, bug := range slices.Concat(valueBugs, leaseBugs, ageBugs) {
		proven[bug.rule] = true
		t.Run(bug.what, func(t *testing.T) {
			failures := tieredtest.RemoteFailures(t, bug.rule, tieredtest.RemoteSuite{New: func(t testing.TB) tiered.Remote {
				m := newMemory(t)
				b := bug.plant(m)
				b.Memory = m
				return b
			}})
			require.NotEmpty(t, failures, "rule %s has not found it", bug.rule)
		})
	}
	require.ElementsMatch(t, tieredtest.RemoteRules(), slices.Collect(maps.Keys(proven)))
}
