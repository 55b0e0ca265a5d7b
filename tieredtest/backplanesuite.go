package tieredtest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
)

// BackplaneSuite is the backplane under test.
type BackplaneSuite struct {
	// New returns two ends of a backplane that nobody else uses: what is published at one is
	// heard at both. They may be the same. What it opens it closes with t.Cleanup.
	New func(t testing.TB) [2]tiered.Backplane

	// Waived are rules that it does not keep, by name, with the reason, which the skipped
	// subtest prints.
	Waived map[string]string
}

// TestBackplane holds the backplane to every rule, each a subtest.
func TestBackplane(t *testing.T, s BackplaneSuite) {
	t.Helper()
	if s.New == nil {
		t.Fatal("tieredtest: BackplaneSuite.New is nil")
	}
	run(t, backplaneRules, s, s.Waived)
}

var backplaneRules = []rule[BackplaneSuite]{
	{"EveryoneHears", everyoneHears},
	{"MessagesComeWhole", messagesComeWhole},
	{"OneCallAtATime", oneCallAtATime},
	{"StopIsTheEnd", stopIsTheEnd},
	{"SubscribeAgainAndAgain", subscribeAgain},
}

// ear is a Receiver that takes note.
type ear struct {
	mu        sync.Mutex
	messages  []string // guarded by mu
	connected int      // guarded by mu
	early     bool     // a message came before Connected; guarded by mu
	inside    atomic.Int32
	together  atomic.Bool // two calls at a time
	on        func()      // with each message; nil for nothing
}

func (e *ear) enter() (leave func()) {
	if e.inside.Add(1) > 1 {
		e.together.Store(true)
	}
	return func() { e.inside.Add(-1) }
}

func (e *ear) Message(b []byte) {
	defer e.enter()()
	if e.on != nil {
		e.on()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.early = e.early || e.connected == 0
	e.messages = append(e.messages, string(b))
}

func (e *ear) Connected() {
	defer e.enter()()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.connected++
}

func (e *ear) Disconnected(error) { e.enter()() }

func (e *ear) heard() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.messages)
}

func (e *ear) isConnected() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.connected > 0
}

// listen subscribes, and waits until it is connected.
func listen(t *trial, b tiered.Backplane, e *ear) (stop func()) {
	stop = b.Subscribe(e)
	await(t, "Connected is called", e.isConnected)
	return stop
}

func everyoneHears(t *trial, s BackplaneSuite) {
	ends := s.New(t.TB)
	ears := []*ear{{}, {}, {}}
	for i, e := range ears {
		defer listen(t, ends[i%2], e)()
	}
	var want []string
	for i := range 100 {
		want = append(want, fmt.Sprintf("message %03d", i))
		require.NoError(t, ends[i%2].Publish(background, []byte(want[i])))
	}
	for _, e := range ears {
		await(t, "all messages have come", func() bool { return len(e.heard()) >= len(want) })
		got := e.heard()
		slices.Sort(got)
		require.Equal(t, want, got)
		require.False(t, e.early, "a message came before Connected")
	}
	require.NotEmpty(t, ends[0].Name())
}

func messagesComeWhole(t *trial, s BackplaneSuite) {
	ends := s.New(t.TB)
	e := &ear{}
	defer listen(t, ends[1], e)()
	want := []string{"", "\x00\xff\r\n", "{braces}", strings.Repeat("x", 64<<10)}
	for _, m := range want {
		b := []byte(m)
		require.NoError(t, ends[0].Publish(background, b))
		clear(b)
	}
	await(t, "all messages have come", func() bool { return len(e.heard()) >= len(want) })
	require.ElementsMatch(t, want, e.heard())
}

func oneCallAtATime(t *trial, s BackplaneSuite) {
	ends := s.New(t.TB)
	e := &ear{on: func() { <-time.After(100 * time.Microsecond) }}
	defer listen(t, ends[0], e)()
	var group sync.WaitGroup
	for g := range 10 {
		group.Go(func() {
			for range 10 {
				if err := ends[g%2].Publish(background, []byte("m")); err != nil {
					t.TB.Error(err)
				}
			}
		})
	}
	group.Wait()
	await(t, "all messages have come", func() bool { return len(e.heard()) == 100 })
	require.False(t, e.together.Load(), "two calls of a Receiver at a time")
}

func stopIsTheEnd(t *trial, s BackplaneSuite) {
	ends := s.New(t.TB)
	stopped, other := &ear{}, &ear{}
	stop := listen(t, ends[0], stopped)
	defer listen(t, ends[1], other)()
	var ended, late atomic.Bool
	stopped.on = func() { late.Store(late.Load() || ended.Load()) }
	publishing, enough := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(publishing)
		for {
			select {
			case <-enough:
				return
			default:
				_ = ends[0].Publish(background, []byte("m"))
			}
		}
	}()
	await(t, "it hears", func() bool { return len(stopped.heard()) > 0 })
	stop()
	ended.Store(true)
	n := len(other.heard())
	await(t, "the other goes on hearing", func() bool { return len(other.heard()) > n+10 })
	close(enough)
	<-publishing
	require.False(t, late.Load(), "a call after stop had returned")
	stop()
}

func subscribeAgain(t *trial, s BackplaneSuite) {
	ends := s.New(t.TB)
	for range 10 {
		ends[0].Subscribe(&ear{})() // before it is connected
		e := &ear{}
		stop := listen(t, ends[0], e)
		require.NoError(t, ends[1].Publish(background, []byte("m")))
		await(t, "the message has come", func() bool { return len(e.heard()) == 1 })
		stop()
	}
}
