package tieredtest_test

import (
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

// brokenBackplane is a backplane with one rule broken.
type brokenBackplane struct {
	*tiered.Memory
	subscribe func(r tiered.Receiver) func()
}

func (b brokenBackplane) Subscribe(r tiered.Receiver) func() { return b.subscribe(r) }

// deaf is a receiver that changes what it is told.
type deaf struct {
	tiered.Receiver
	message func([]byte)
}

func (d deaf) Message(b []byte) { d.message(b) }

func TestBackplaneSuiteRings(t *testing.T) {
	defer tieredtest.SetPatience(tieredtest.SetPatience(300 * time.Millisecond))
	proven := make(map[string]bool)
	var subscribed sync.Map // backplanes, once somebody has
	for _, bug := range []struct {
		what, rule string
		subscribe  func(m *tiered.Memory, r tiered.Receiver) func()
	}{
		{"a message comes before it is connected", "EveryoneHears", func(m *tiered.Memory, r tiered.Receiver) func() {
			r.Message([]byte("early"))
			return m.Subscribe(r)
		}},
		{"long messages are cut off", "MessagesComeWhole", func(m *tiered.Memory, r tiered.Receiver) func() {
			return m.Subscribe(deaf{r, func(b []byte) { r.Message(b[:min(len(b), 1000)]) }})
		}},
		{"each call is on a goroutine of its own", "OneCallAtATime", func(m *tiered.Memory, r tiered.Receiver) func() {
			return m.Subscribe(deaf{r, func(b []byte) { go r.Message(b) }})
		}},
		{"stop does not wait", "StopIsTheEnd", func(m *tiered.Memory, r tiered.Receiver) func() {
			stop := m.Subscribe(r)
			return func() {
				go func() {
					<-time.After(20 * time.Millisecond)
					stop()
				}()
			}
		}},
		{"only the first to subscribe hears anything", "SubscribeAgainAndAgain", func(m *tiered.Memory, r tiered.Receiver) func() {
			if _, again := subscribed.LoadOrStore(m, true); again {
				return func() {}
			}
			return m.Subscribe(r)
		}},
	} {
		proven[bug.rule] = true
		t.Run(bug.what, func(t *testing.T) {
			failures := tieredtest.BackplaneFailures(t, bug.rule, tieredtest.BackplaneSuite{New: func(t testing.TB) [2]tiered.Backplane {
				m := newMemory(t)
				b := brokenBackplane{m, nil}
				b.subscribe = func(r tiered.Receiver) func() { return bug.subscribe(m, r) }
				return [2]tiered.Backplane{b, b}
			}})
			require.NotEmpty(t, failures, "rule %s has not found it", bug.rule)
		})
	}
	require.ElementsMatch(t, tieredtest.BackplaneRules(), slices.Collect(maps.Keys(proven)))
}
