package policy

import (
	"testing"

	"github.com/larder-go/larder"
	"github.com/stretchr/testify/require"
)

// hash is one that must not be called.
func noHash() uint64 { panic("a hit of an entry that is not sampled calls for its hash") }

func TestAHitAddsOneUpToTheMost(t *testing.T) {
	for _, p := range larder.Policies() {
		b := New(Settings{Capacity: 100, Policy: p})
		var m Mark
		for _, want := range []uint32{1, 2, 3, 3, 3} {
			b.Hit(&m, m.Hits, noHash)
			require.Equal(t, want, m.Hits, "%v: neither a count of more nor another bit", p)
		}
		m.Hits = 1 // by another; a store would show
		b.Hit(&m, Most, noHash)
		require.EqualValues(t, 1, m.Hits, "%v: at its highest nothing is stored", p)
	}
}

// A sampled entry stays one whatever becomes of its count.
func TestASampledEntryStaysSampled(t *testing.T) {
	b := New(Settings{Capacity: 4, Shards: 1})
	var m Mark
	b.Settle(b.Admit(Arrival{Mark: &m, Hash: 1, Born: Unborn}, nil))
	require.EqualValues(t, Sampled, m.Hits, "of a small cache all are")
	for _, count := range []uint8{1, 3, 0} {
		m.setCount(count)
		require.Equal(t, count, m.count())
		require.EqualValues(t, Sampled, m.Hits&^Most)
	}
	b.Hit(&m, m.Hits, func() uint64 { return 1 })
	require.EqualValues(t, Sampled|1, m.Hits&(Sampled|Most))

	var replaced Mark
	b.Settle(b.Admit(Arrival{Mark: &replaced, Hash: 1, Born: Unborn}, &m))
	require.EqualValues(t, Sampled|2, replaced.Hits&(Sampled|Most))
}
