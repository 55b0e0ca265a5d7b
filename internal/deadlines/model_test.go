package deadlines_test

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// model is a sorted slice beside an index, and a clock.
type model struct {
	t     testing.TB
	kind  kind
	x     index
	items []*entry // in order of deadline
	now   int64
}

// play runs a script of operations, three bytes each, against a new index and
// its model, and takes everything out at the end.
func play(t testing.TB, k kind, script []byte) {
	m := &model{t: t, kind: k, x: k.make()}
	for ; len(script) >= 3; script = script[3:] {
		arg := binary.LittleEndian.Uint16(script[1:])
		switch script[0] % 16 {
		case 0, 1, 2, 3:
			m.add(plus(m.now, 1<<30+int64(arg))) // the one time to live of a queue, nearly
		case 4, 5, 6:
			m.add(plus(m.now, distance(arg)))
		case 7:
			m.add([]int64{0, -1, math.MinInt64, math.MaxInt64 - 1, m.now, -int64(arg), int64(arg) << 47}[arg%7])
		case 8, 9:
			m.due(1 + int(arg%64))
		case 10:
			m.now = plus(m.now, distance(arg)) // mostly ahead
			m.due(1 << 20)
		case 11:
			m.now = plus(m.now, int64(arg)<<12)
		case 12:
			m.now = []int64{0, int64(arg), -int64(arg) << 24, math.MinInt64, m.now / 2, plus(m.now, -int64(arg)<<14)}[arg%6]
		case 13:
			for i := int(arg) % 7; i < len(m.items); i += 1 + int(arg)%13 {
				m.items[i].stale = true
			}
		case 14:
			m.trim(int(arg % 200))
		case 15:
			m.overdue()
			if arg%16 == 0 {
				m.x.Reset()
				m.items = nil
			}
		}
		m.check()
	}
	m.now = math.MaxInt64
	m.overdue()
	for len(m.items) > 0 {
		m.due(100)
		m.check()
	}
}

// distance is of any order of magnitude, and now and then negative.
func distance(arg uint16) int64 {
	d := int64(arg>>6) << (arg % 54)
	if arg%64 >= 60 {
		return -d
	}
	return d
}

// plus adds and saturates, short of never.
func plus(a, b int64) int64 {
	switch sum := a + b; {
	case b > 0 && (sum < a || sum == math.MaxInt64):
		return math.MaxInt64 - 1
	case b < 0 && sum > a:
		return math.MinInt64
	default:
		return sum
	}
}

func (m *model) add(deadline int64) {
	e := add(m.x, deadline)[0]
	at, _ := slices.BinarySearchFunc(m.items, deadline, func(e *entry, d int64) int { return cmp.Compare(e.deadline, d) })
	m.items = slices.Insert(m.items, at, e)
}

// dueNow returns how many items are due; they are the first ones.
func (m *model) dueNow() int {
	n := 0
	for n < len(m.items) && m.items[n].deadline <= m.now {
		n++
	}
	return n
}

// out is called with each item that leaves.
func (m *model) out(e *entry) {
	require.False(m.t, e.out, "item %d left twice", e.deadline)
	e.out = true
}

// forget removes from the model what has left.
func (m *model) forget() {
	m.items = slices.DeleteFunc(m.items, func(e *entry) bool { return e.out })
}

func (m *model) due(limit int) {
	t, wasDue := m.t, m.dueNow()
	var taken []int64
	used := m.x.Due(m.now, limit, func(i item) {
		require.Equal(t, i.Of.deadline, i.Deadline)
		require.LessOrEqual(t, i.Deadline, m.now, "early")
		m.out(i.Of)
		taken = append(taken, i.Deadline)
	})
	require.LessOrEqual(t, used, limit)
	require.LessOrEqual(t, len(taken), used)
	if used < limit {
		require.Len(t, taken, wasDue, "%d of %d used, but something due is left", used, limit)
	}
	if m.kind.exact {
		require.Len(t, taken, used)
		for i, d := range taken {
			require.Equal(t, m.items[i].deadline, d, "out of order")
		}
	}
	m.forget()
}

func (m *model) trim(n int) {
	looks, before := 0, len(m.items)
	m.x.Trim(n, func(e *entry) bool {
		looks++
		if e.stale {
			m.out(e)
		}
		return e.stale
	})
	m.forget()
	require.LessOrEqual(m.t, looks, n)
	if len(m.items) > 0 {
		require.Equal(m.t, min(n, before), looks)
	}
}

func (m *model) overdue() {
	visited := map[*entry]bool{}
	m.x.Overdue(m.now, func(i item) {
		require.LessOrEqual(m.t, i.Deadline, m.now)
		require.False(m.t, visited[i.Of], "visited twice")
		visited[i.Of] = true
	})
	require.Len(m.t, visited, m.dueNow())
}

func (m *model) check() {
	require.Equal(m.t, len(m.items), m.x.Len())
	next, ok := m.x.Next()
	require.Equal(m.t, len(m.items) > 0, ok)
	if !ok {
		return
	}
	first := m.items[0].deadline
	require.LessOrEqual(m.t, next, first)
	if m.kind.exact {
		require.Equal(m.t, first, next)
	}
}

func TestModel(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		for seed := range uint64(60) {
			play(t, k, script(seed, 1500))
		}
	})
}

// script returns a random script in which, seed by seed, other operations are
// frequent.
func script(seed uint64, operations int) []byte {
	rng := rand.New(rand.NewPCG(seed, 1))
	var s []byte
	bits := rng.Uint32()
	rare := uint16(bits) & uint16(bits>>16) // a quarter of the operations
	for range operations {
		op := byte(rng.IntN(16))
		if rare&(1<<op) != 0 && rng.IntN(20) > 0 {
			op = byte(rng.IntN(4))
		}
		s = append(s, op, byte(rng.Uint32()), byte(rng.Uint32()))
	}
	return s
}

func FuzzIndex(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{7, 2, 0, 7, 3, 0, 12, 3, 0, 10, 255, 0, 14, 9, 0})
	for seed := range uint64(4) {
		f.Add(script(seed, 60))
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		for _, k := range kinds {
			play(t, k, script)
		}
	})
}
