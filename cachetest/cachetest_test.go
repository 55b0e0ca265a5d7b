package cachetest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
	"github.com/larder-go/larder/rwmutex"
	"github.com/stretchr/testify/require"
)

// Run is called from a test, as the package's comment shows. What it does with
// concurrent histories can be had alone, and longer.
func ExampleHistory_Check() {
	history := cachetest.History{Clients: 4, Keys: 8, Ops: 20_000, Expiry: true}
	err := history.Check(cachetest.Of(rwmutex.New[string, int]))
	fmt.Println(err)
	// Output: <nil>
}

// TestTheReferenceKeepsTheContract, and so does the wrapper that the bugs are planted
// in, as long as there is none: for most rules it is around the reference.
func TestTheReferenceKeepsTheContract(t *testing.T) {
	s := planted(func(*wrapper, options) {})
	s.Int = cachetest.Of(newReference[int, int])
	s.Float = cachetest.Of(newReference[float64, int])
	s.Any = cachetest.Of(newReference[any, int])
	s.Struct = cachetest.Of(newReference[cachetest.StructKey, int])
	cachetest.Run(t, s)
}

func TestBadHistories(t *testing.T) {
	none := func(larder.Options[string, int]) (larder.Cache[string, int], error) { return nil, nil }
	mk := cachetest.Of(rwmutex.New[string, int])
	require.ErrorContains(t, cachetest.History{Ops: 10}.Check(nil), "needs a factory")
	require.ErrorContains(t, cachetest.History{Clients: -1, Ops: 10}.Check(mk), "negative")
	require.ErrorContains(t, cachetest.History{Keys: -1, Ops: 10}.Check(mk), "negative")
	require.ErrorContains(t, cachetest.History{Whole: true, Keys: 9, Ops: 10}.Check(mk), "at most 8")
	require.ErrorContains(t, cachetest.History{Whole: true, Expiry: true, Ops: 10}.Check(mk), "no Expiry")
	require.ErrorContains(t, cachetest.History{Whole: true, Bounds: true, Ops: 10}.Check(mk), "neither Whole nor Churn")
	require.ErrorContains(t, cachetest.History{Ops: 10}.Check(none), "neither a cache nor an error")
	violations := cachetest.Violations(t, cachetest.Suite{String: none}, "ReadYourWrites")
	require.Len(t, violations, 1)
	require.Contains(t, violations[0].String(), "neither a cache nor an error")
}

// A cache without jitter breaks one rule; excused from it, it passes. The rules that
// have nothing to do with jitter are left out.
func TestAWaiverExcuses(t *testing.T) {
	unjittered := altered(func(o *options) { o.Jitter = 0 })
	require.NotEmpty(t, cachetest.Violations(t, unjittered, "JitterSpreads"))
	others := slices.DeleteFunc(cachetest.Rules(), func(rule string) bool { return strings.HasPrefix(rule, "Jitter") })
	cachetest.Run(t, unjittered, cachetest.Without("it has no jitter", "JitterSpreads"), cachetest.Without("this is about jitter", others...))
}

// What differs from the model is told by the few operations that it takes:
// here one, since all keys are deleted in the end.
func TestASequenceIsShrunk(t *testing.T) {
	forgetful := planted(func(w *wrapper, _ options) {
		del := w.delete
		w.delete = func(key string) bool { return key != "key-3" && del(key) }
	})
	violations := cachetest.Violations(t, forgetful, "AgreesWithModel")
	require.Len(t, violations, 1)
	_, log, found := strings.Cut(violations[0].String(), "after\n")
	require.True(t, found)
	require.Equal(t, []string{"Set(key-3,"}, firstWords(log))
}

func firstWords(lines string) []string {
	var words []string
	for line := range strings.Lines(lines) {
		words = append(words, strings.Fields(line)[0])
	}
	return words
}
