package bench_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchunit"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/sweepwatch"
	"github.com/larder-go/larder/workload"
)

// mortal is a cache whose entries expire; what has expired stays until its sweeper
// is told, as it is at each Set with sweeps.
type mortal struct {
	setup bench.Setup

	mu        sync.Mutex
	values    map[string][]byte
	deadlines map[string]time.Time

	sweeps bool // everything at each Set, and tells who watches
	undead bool // serves what has expired
	one    bool // takes one time to live alone
	forget bool // finds nothing
	onGet  func()
}

func (m *mortal) now() time.Time {
	if m.setup.Clock != nil {
		return m.setup.Clock.Now()
	}
	return time.Now()
}

func (m *mortal) Get(key string) ([]byte, bool) {
	if m.onGet != nil {
		m.onGet()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.values[key]
	if m.forget || !m.undead && m.expired(key) {
		return nil, false
	}
	return v, ok
}

func (m *mortal) expired(key string) bool {
	d, ok := m.deadlines[key]
	return ok && !m.now().Before(d)
}

func (m *mortal) Set(key string, value []byte, ttl time.Duration) error {
	if m.one && ttl != larder.DefaultTTL && ttl != larder.NoExpiry {
		return larder.ErrTTL
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key] = value
	switch ttl {
	case larder.NoExpiry:
		delete(m.deadlines, key)
		return nil
	case larder.DefaultTTL:
		ttl = m.setup.TTL
	}
	m.deadlines[key] = m.now().Add(ttl)
	if m.sweeps {
		m.sweep()
	}
	return nil
}

func (m *mortal) sweep() {
	removed := 0
	for key := range m.deadlines {
		if m.expired(key) {
			delete(m.deadlines, key)
			delete(m.values, key)
			removed++
		}
	}
	if o := sweepwatch.Current(); o != nil {
		o.Hold(5*time.Microsecond, 3)
		o.Work(7*time.Microsecond, removed)
	}
}

func (m *mortal) Delete(string) bool { return false }
func (m *mortal) Close() error       { return nil }
func (m *mortal) Stats() larder.Stats {
	return larder.Stats{SweepLag: 3 * time.Second, SweepDeletes: 4, LazyDeletes: 5}
}

func (m *mortal) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.values)
}

func mortalBackend(name string, own bool, make func(*mortal)) bench.Backend {
	return bench.Backend{Name: name, Own: own, NewString: func(s bench.Setup) (bench.Cache[string], error) {
		m := &mortal{setup: s, values: map[string][]byte{}, deadlines: map[string]time.Time{}}
		if make != nil {
			make(m)
		}
		return m, nil
	}}
}

// law returns a workload of 200 entries that expire.
func law(t *testing.T, name string) func() (bench.Work, error) {
	t.Helper()
	size, err := workload.ParseSize("64")
	require.NoError(t, err)
	for _, l := range bench.SweepLaws() {
		if l.Name == name {
			return func() (bench.Work, error) {
				return bench.SweepWork(bench.SweepSpec{
					Law: l, Entries: 200, Scale: 20 * ms, Duration: 60 * ms, Reads: 0.5, Size: size,
				}, 1)
			}
		}
	}
	require.Fail(t, "no such law", name)
	return nil
}

func sweepPlan(t *testing.T, name string, b ...bench.Backend) bench.Plan {
	t.Helper()
	p := plan(law(t, name), b...)
	p.Subject, p.Rate, p.Duration, p.TTL, p.Slack = bench.Sweeps, 2000, 60*ms, 20*ms, time.Nanosecond
	return p
}

func TestSweeps(t *testing.T) {
	for _, l := range bench.SweepLaws() {
		t.Run(l.Name, func(t *testing.T) {
			r, err := run(t, sweepPlan(t, l.Name,
				mortalBackend("kept", true, nil), mortalBackend("swept", true, func(m *mortal) { m.sweeps = true }), mortalBackend("theirs", false, nil)))
			require.NoError(t, err)
			require.Len(t, r.rows, 3)
			for _, row := range r.rows {
				w := row.Sweep
				require.Equal(t, 60*ms, row.Elapsed)
				require.Positive(t, row.Sets)
				require.Equal(t, 120, w.Due)
				require.Positive(t, w.Begun)
				require.InDelta(t, 84, w.EntryBytes, 1e-9)
				for _, q := range []bench.Quantiles{w.Get, w.Set, w.Late, w.IdleGet, w.IdleSet, w.IdleLate, w.Pause} {
					require.Positive(t, q.Max)
					require.LessOrEqual(t, q.P999, q.Max)
				}
				require.Equal(t, row.Backend != "theirs", w.Watched)
			}
			kept, swept, theirs := r.rows[0].Sweep, r.rows[1].Sweep, r.rows[2].Sweep
			require.Positive(t, kept.Overdue)
			require.Positive(t, kept.Lag.Max)
			require.Positive(t, theirs.Overdue, "it is counted from outside")
			require.Equal(t, 3*time.Second, kept.Told)
			require.Zero(t, kept.Holds)
			require.Positive(t, kept.DeadGets, "or that none hits proves nothing")
			if l.Name == "ttl-dead" || l.Name == "ttl-short" { // where the loop's Sets call the sweeper
				require.Positive(t, swept.Holds)
				require.Equal(t, 3*swept.Holds, swept.Held)
				require.Equal(t, 5*time.Microsecond, swept.Hold.Max)
				require.Equal(t, time.Duration(swept.Holds)*7*time.Microsecond, swept.Busy)
			}
			require.Regexp(t, `^Sweep/wl=`+l.Name+`/sweeper=cursor/backend=kept-\d+$`, r.rows[0].Name())
			require.Regexp(t, `^Sweep/wl=`+l.Name+`/sweeper=own/backend=theirs-\d+$`, r.rows[2].Name())
		})
	}
}

// TestTuningOfSweepersIsOfOwnRowsAlone: it is nothing to caches of others.
func TestTuningOfSweepersIsOfOwnRowsAlone(t *testing.T) {
	p := sweepPlan(t, "ttl-dead", mortalBackend("mine", true, nil), mortalBackend("theirs", false, nil))
	p.SweepInterval, p.SweepLimit, p.SweepBudget = 20*ms, 64, 1000
	r, err := run(t, p)
	require.NoError(t, err)
	require.Len(t, r.rows, 2)
	require.Regexp(t, `^Sweep/wl=ttl-dead/sweeper=cursor/backend=mine/interval=20ms/limit=64/budget=1000-\d+$`, r.rows[0].Name())
	require.Regexp(t, `^Sweep/wl=ttl-dead/sweeper=own/backend=theirs-\d+$`, r.rows[1].Name())
}

// TestServingTheDeadIsInvalid: the alarm rings.
func TestServingTheDeadIsInvalid(t *testing.T) {
	undead := mortalBackend("undead", true, func(m *mortal) { m.undead = true })
	for _, l := range bench.SweepLaws() {
		_, err := run(t, sweepPlan(t, l.Name, undead))
		require.ErrorIs(t, err, bench.ErrInvalid, l.Name)
		require.ErrorContains(t, err, "past their deadline found them")
	}
	p := sweepPlan(t, "ttl-short", undead)
	p.Subject, p.Step = bench.SweepTimes, ms
	_, err := run(t, p)
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.ErrorContains(t, err, "past their deadline found them")
}

func TestLosingABystanderIsInvalid(t *testing.T) {
	_, err := run(t, sweepPlan(t, "ttl-dead", mortalBackend("forgets", true, func(m *mortal) { m.forget = true })))
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.ErrorContains(t, err, "finds nothing, and the entry does not expire")
}

// TestOneTimeToLive: a sweeper that takes no other is measured where there is but
// one.
func TestOneTimeToLive(t *testing.T) {
	one := mortalBackend("one", true, func(m *mortal) { m.one = true })
	p := sweepPlan(t, "ttl-burst", one)
	p.Works = append(p.Works, law(t, "ttl-dead"), law(t, "ttl-short"))
	r, err := run(t, p)
	require.NoError(t, err)
	require.Equal(t, []string{"one: its sweeper cursor takes one time to live for all entries, and ttl-burst has several"}, r.skipped)
	require.Len(t, r.rows, 2)
}

func TestWhatCannotBeSwept(t *testing.T) {
	eternal := mortalBackend("eternal", false, nil)
	eternal.NoTTL = true
	floor := mortalBackend("floor", false, nil)
	floor.Floor = true
	theirs := mortalBackend("theirs", false, nil)
	p := sweepPlan(t, "ttl-burst", eternal, floor, theirs)
	p.Sweepers = larder.Sweepers()
	p.Subject, p.Step = bench.SweepTimes, ms
	r, err := run(t, p)
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.Equal(t, []string{
		"eternal: it knows no time to live", "floor: it is a floor: nothing of it expires", "theirs: it goes by the system's clock, which cannot be virtual",
	}, r.skipped, "each once, whatever sweepers there are")
}

func TestSweepsAreWritten(t *testing.T) {
	results, units := parsed(t, written(t, sweepPlan(t, "ttl-dead",
		mortalBackend("theirs", false, nil), mortalBackend("swept", true, func(m *mortal) { m.sweeps = true }))))
	require.Len(t, results, 2)
	all := bench.Sweeps.Units()
	require.Len(t, results[0].Values, len(all)-6, "what the sweepers of others do is not known")
	require.Len(t, results[1].Values, len(all))
	for _, u := range all {
		_, read := benchunit.Tidy(0, u.Name)
		_, ok := results[1].Value(read)
		require.True(t, ok, read)
		require.Equal(t, map[string]int{"lower": -1, "": 0}[u.Better], units.GetBetter(read), read)
	}
}

func TestFits(t *testing.T) {
	for _, l := range bench.SweepLaws() {
		s := bench.SweepSpec{Law: l, Entries: 100, Scale: time.Second, Reads: 0.5}
		require.NoError(t, s.Fits(100), l)
		switch l.Name {
		case "ttl-dead":
			require.ErrorContains(t, s.Fits(101), "ttl-dead sets 101 keys while one lives, and there are 100")
		case "ttl-short":
			require.NoError(t, s.Fits(200), "half are Gets")
			require.Error(t, s.Fits(202))
		default:
			require.NoError(t, s.Fits(1e6), "they are there at first")
		}
	}
}

func TestCancelEndsSweeps(t *testing.T) {
	for _, subject := range []bench.Subject{bench.Sweeps, bench.SweepTimes} {
		ctx, cancel := context.WithCancel(t.Context())
		p := sweepPlan(t, "ttl-short", mortalBackend("b", true, func(m *mortal) { m.onGet = cancel }))
		p.Subject, p.Step, p.Duration = subject, ms, time.Hour
		require.ErrorIs(t, p.Run(ctx, new(recorder)), context.Canceled)
		cancel()
	}
}

var errFull = errors.New("full")

func TestFailedSetEndsSweeps(t *testing.T) {
	b, _ := backend("full", func(f *fake) {
		f.set = func(*fake, string, []byte, time.Duration) error { return errFull }
	})
	_, err := run(t, sweepPlan(t, "ttl-burst", b))
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.ErrorIs(t, err, errFull)
}
