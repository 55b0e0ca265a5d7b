package bench_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

func TestCachesAreToldTheNumberOfKeys(t *testing.T) {
	var told []int
	b, _ := backend("bounded", nil)
	open := b.NewString
	b.NewString = func(s bench.Setup) (bench.Cache[string], error) {
		told = append(told, s.Keys)
		return open(s)
	}
	p := plan(synthetic(t, spec(t, 95)), b)
	p.Works = append(p.Works, recorded(t, 0, 1, 6))
	require.NoError(t, p.Check())
	_, err := run(t, p)
	require.NoError(t, err)
	require.Equal(t, []int{0, 50, 7}, told, "a trial before the work is known, then that of each workload")
}

// queued is a cache whose Sets take effect when Wait is called, and which loses
// those for which there is no room meanwhile.
type queued struct {
	*fake
	queue []func()
}

func (q *queued) Set(key string, value []byte, ttl time.Duration) error {
	if len(q.queue) < 2000 {
		q.queue = append(q.queue, func() { _ = q.fake.Set(key, value, ttl) })
	}
	return nil
}

func (q *queued) Wait() {
	for _, set := range q.queue {
		set()
	}
	q.queue = nil
	q.calls = append(q.calls, "wait")
}

func TestFillingWaitsForSets(t *testing.T) {
	q := &queued{fake: &fake{m: make(map[string][]byte)}}
	b := bench.Backend{Name: "queued", NewString: func(bench.Setup) (bench.Cache[string], error) { return q, nil }}
	many := spec(t, 95)
	many.Keys = 5000
	r, err := run(t, plan(synthetic(t, many), b))
	require.NoError(t, err)
	require.Equal(t, r.rows[0].Gets, r.rows[0].Hits, "not all keys were there at first")

	calls := strings.Join(q.calls, "\n")
	filling, measuring, ok := strings.Cut(calls, "get ")
	require.True(t, ok)
	require.True(t, strings.HasSuffix(filling, "\nwait\n"), "what was set last was not waited for")
	require.NotContains(t, measuring, "wait")
}

func TestMissingTimesToLiveAreTold(t *testing.T) {
	with, _ := backend("with", nil)
	without, _ := backend("without", nil)
	without.NoTTL = true
	measure := func(ttl time.Duration, ofOps string) *recorder {
		s := spec(t, 95)
		var err error
		if ofOps != "" {
			s.TTL, err = workload.ParseTTL(ofOps)
			require.NoError(t, err)
		}
		p := plan(synthetic(t, s), with, without)
		p.TTL, p.Goroutines = ttl, []int{1, 2}
		r, err := run(t, p)
		require.NoError(t, err)
		return r
	}
	told := []string{"without knows no time to live: its entries never expire"}
	for _, r := range []*recorder{measure(time.Hour, ""), measure(larder.NoExpiry, "1m")} {
		require.Equal(t, told, r.notes, "once for all rows")
		for _, row := range r.rows {
			require.Equal(t, map[string]string{"with": "with", "without": "without (no TTL)"}[row.Backend], row.Label())
			require.NotContains(t, row.Name(), "TTL", "benchstat would compare it with nothing")
		}
	}
	for _, r := range []*recorder{measure(larder.NoExpiry, ""), measure(0, "")} {
		require.Empty(t, r.notes, "nothing was asked for")
		require.Equal(t, "without", r.rows[1].Label())
	}
}

func TestNotesAreComments(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, bench.NewWriter(&b).Note(bench.Cell{Work: "small"}, "x knows nothing"))
	require.Equal(t, "# wl=small: x knows nothing\n", b.String())
}

func TestAnErrorOfANoteEndsThePlan(t *testing.T) {
	b, _ := backend("without", nil)
	b.NoTTL = true
	err := plan(synthetic(t, spec(t, 95)), b).Run(context.Background(), deaf{new(recorder)})
	require.ErrorIs(t, err, errDeaf)
}

func TestManifestNamesLibraries(t *testing.T) {
	own, _ := backend("own", nil)
	theirs, _ := backend("theirs", nil)
	theirs.Module, theirs.NoTTL = "example.org/theirs", true
	m := plan(synthetic(t, spec(t, 95)), own, theirs).Manifest(nil)
	require.Equal(t, []string{"theirs"}, m.Options.NoTTL)
	// What go test builds does not tell versions; a test of module peers
	// builds the command and sees them.
	require.Equal(t, map[string]string{"theirs": "example.org/theirs of unknown version"}, m.Libraries)
}
