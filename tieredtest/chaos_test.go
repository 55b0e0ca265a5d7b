package tieredtest_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

func write(c *tieredtest.ChaosRemote, ctx context.Context) error {
	return c.Write(ctx, []tiered.Writing{{Filling: tiered.Filling{Key: "k", Payload: []byte("value"), Keep: time.Hour}}})[0].Err
}

func payload(m tiered.Remote) string {
	return string(m.Get(context.Background(), []string{"k"})[0].Payload)
}

func TestFaultsOfCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(t)
		c := tieredtest.NewChaosRemote(m, 1)
		require.NoError(t, write(c, t.Context()))
		m.Invalidate(t.Context(), []tiered.Invalidation{{Key: "k"}})

		c.Set(tieredtest.Faults{Down: true})
		err := write(c, t.Context())
		require.ErrorIs(t, err, tiered.ErrRemoteDown)
		require.ErrorIs(t, err, tieredtest.ErrInjected)
		require.ErrorIs(t, c.Release(t.Context(), []string{"k"}, "t"), tieredtest.ErrInjected)
		require.ErrorIs(t, c.InvalidateAll(t.Context(), tiered.Removed, nil).Err, tieredtest.ErrInjected)
		require.Empty(t, payload(m))

		c.Set(tieredtest.Faults{Fail: 0.5})
		failed := 0
		for range 1000 {
			if write(c, t.Context()) != nil {
				failed++
			}
		}
		require.InDelta(t, 500, failed, 100)
		m.Invalidate(t.Context(), []tiered.Invalidation{{Key: "k"}})

		c.Set(tieredtest.Faults{Forget: 1})
		require.ErrorContains(t, write(c, t.Context()), "the answer is lost")
		require.Equal(t, "value", payload(m), "it was done all the same")

		c.Set(tieredtest.Faults{Delay: 1, Time: time.Second})
		began := time.Now()
		require.NoError(t, write(c, t.Context()))
		require.Equal(t, time.Second, time.Since(began))
		short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		require.ErrorIs(t, write(c, short), context.DeadlineExceeded)

		c.Set(tieredtest.Faults{Hang: true})
		began = time.Now()
		long, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		require.ErrorIs(t, write(c, long), context.DeadlineExceeded)
		require.Equal(t, time.Minute, time.Since(began))
		done := make(chan error)
		go func() { done <- write(c, context.Background()) }()
		synctest.Wait()
		c.Set(tieredtest.Faults{})
		require.NoError(t, <-done, "it goes on where the hanging ends")

		n := c.Injected()
		require.EqualValues(t, 3+failed, n.Failed)
		require.EqualValues(t, 1, n.Forgotten)
		require.EqualValues(t, 2, n.Delayed)
		require.EqualValues(t, 2, n.Hung)
	})
}

func TestCorruptedPayloads(t *testing.T) {
	m := newMemory(t)
	c := tieredtest.NewChaosRemote(m, 1)
	require.NoError(t, write(c, t.Context()))
	c.Set(tieredtest.Faults{Corrupt: 1})
	for range 100 {
		require.NotEqual(t, "value", payload(c))
		require.Equal(t, "value", payload(m), "what is stored stays as it is")
	}
	require.EqualValues(t, 100, c.Injected().Corrupted)
}

func TestAnnouncesLooksThroughDoubles(t *testing.T) {
	m, other := newMemory(t), newMemory(t)
	c := tieredtest.NewChaosRemote(m, 1)
	require.True(t, c.Announces(m))
	require.True(t, c.Announces(tieredtest.NewChaosBackplane(m, 1)))
	require.False(t, c.Announces(other))
	require.False(t, c.Announces(tieredtest.NewChaosBackplane(other, 1)))
}

// listener is a Receiver that takes note.
type listener struct{ all []string }

func (l *listener) Message(b []byte)   { l.all = append(l.all, string(b)) }
func (l *listener) Connected()         { l.all = append(l.all, "connected") }
func (l *listener) Disconnected(error) { l.all = append(l.all, "disconnected") }

func TestFaultsOfMessages(t *testing.T) {
	for _, c := range []struct {
		name   string
		faults tieredtest.Faults
		want   []string
	}{
		{"None", tieredtest.Faults{}, []string{"connected", "0", "1", "2", "3"}},
		{"Lose", tieredtest.Faults{Lose: 1}, []string{"connected"}},
		{"Repeat", tieredtest.Faults{Repeat: 1}, []string{"connected", "0", "0", "1", "1", "2", "2", "3", "3"}},
		{"Reorder", tieredtest.Faults{Reorder: 1}, []string{"connected", "1", "0", "3", "2"}},
		{"Delay", tieredtest.Faults{Delay: 1, Time: time.Hour}, []string{"connected", "0", "1", "2", "3"}},
		{"Down", tieredtest.Faults{Down: true}, []string{"connected", "disconnected"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory(t)
				b := tieredtest.NewChaosBackplane(m, 1)
				l := &listener{}
				stop := b.Subscribe(l)
				synctest.Wait()
				b.Set(c.faults)
				for i := range 4 {
					require.NoError(t, m.Publish(t.Context(), []byte(fmt.Sprint(i))))
				}
				<-time.After(10 * time.Hour)
				stop()
				require.Equal(t, c.want, l.all)
			})
		})
	}
}

func TestCutBackplaneIsConnectedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(t)
		b := tieredtest.NewChaosBackplane(m, 1)
		l := &listener{}
		defer b.Subscribe(l)()
		synctest.Wait()
		b.Set(tieredtest.Faults{Down: true})
		require.ErrorIs(t, b.Publish(t.Context(), []byte("x")), tieredtest.ErrInjected)
		require.NoError(t, m.Publish(t.Context(), []byte("lost")))
		synctest.Wait()
		b.Set(tieredtest.Faults{Corrupt: 1})
		require.NoError(t, b.Publish(t.Context(), []byte("message")))
		synctest.Wait()
		require.Equal(t, []string{"connected", "disconnected", "connected"}, l.all[:3])
		require.Len(t, l.all, 4)
		require.NotEqual(t, "message", l.all[3])
	})
}
