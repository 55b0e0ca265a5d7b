package tieredtest_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newMemory(t testing.TB) *tiered.Memory {
	m, err := tiered.NewMemory(tiered.MemoryOptions{})
	require.NoError(t, err)
	return m
}

func newRing(t testing.TB) *tiered.Ring {
	r, err := tiered.NewRing(map[string]tiered.Remote{"a": newMemory(t), "b": newMemory(t), "c": newMemory(t)})
	require.NoError(t, err)
	return r
}

func TestMemoryIsARemote(t *testing.T) {
	tieredtest.TestRemote(t, tieredtest.RemoteSuite{New: func(t testing.TB) tiered.Remote { return newMemory(t) }})
}

func TestRingIsARemote(t *testing.T) {
	tieredtest.TestRemote(t, tieredtest.RemoteSuite{New: func(t testing.TB) tiered.Remote { return newRing(t) }})
}

func TestChaosWithoutFaultsIsARemote(t *testing.T) {
	tieredtest.TestRemote(t, tieredtest.RemoteSuite{New: func(t testing.TB) tiered.Remote { return tieredtest.NewChaosRemote(newMemory(t), 1) }})
}

func TestMemoryIsABackplane(t *testing.T) {
	tieredtest.TestBackplane(t, tieredtest.BackplaneSuite{New: func(t testing.TB) [2]tiered.Backplane {
		m := newMemory(t)
		return [2]tiered.Backplane{m, m}
	}})
}

func TestChaosWithoutFaultsIsABackplane(t *testing.T) {
	tieredtest.TestBackplane(t, tieredtest.BackplaneSuite{New: func(t testing.TB) [2]tiered.Backplane {
		m := newMemory(t)
		return [2]tiered.Backplane{tieredtest.NewChaosBackplane(m, 1), tieredtest.NewChaosBackplane(m, 2)}
	}})
}
