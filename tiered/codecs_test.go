package tiered_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
)

type user struct {
	Name  string
	Ages  map[int]time.Duration
	Inner *user
}

var somebody = user{Name: "a\x00ß", Ages: map[int]time.Duration{3: time.Second}, Inner: &user{Name: "b"}}

func roundTrip[V any](t *testing.T, codec tiered.Codec[V], v V) []byte {
	t.Helper()
	b, err := codec.Append([]byte("before"), v)
	require.NoError(t, err)
	require.Equal(t, "before", string(b[:6]))
	got, err := codec.Decode(b[6:])
	require.NoError(t, err)
	require.Equal(t, v, got)
	return b[6:]
}

func TestCodecs(t *testing.T) {
	roundTrip(t, tiered.JSON[user](), somebody)
	roundTrip(t, tiered.Gob[user](), somebody)
	roundTrip(t, tiered.Gob[map[float64]string](), map[float64]string{1.5: "x"})
	roundTrip(t, tiered.Raw(), []byte{0, 255})
	roundTrip(t, tiered.Raw(), []byte{})
	roundTrip(t, tiered.Text(), "a\x00b")
	require.Equal(t, "user/2", tiered.Named(tiered.JSON[user](), "user/2").ID())
	require.NotContains(t, tiered.JSON[user]().ID()+tiered.Gob[user]().ID(), "user", "a type may be renamed")
}

// TestDecodeRefuses what is cut off, followed by more, or nonsense, and panics for none of it.
func TestDecodeRefuses(t *testing.T) {
	for name, codec := range map[string]tiered.Codec[user]{"json": tiered.JSON[user](), "gob": tiered.Gob[user]()} {
		t.Run(name, func(t *testing.T) {
			b := roundTrip(t, codec, somebody)
			for n := range b {
				_, err := codec.Decode(b[:n])
				require.Error(t, err, "the first %d of %d bytes", n, len(b))
			}
			_, err := codec.Decode(append(b[:len(b):len(b)], 'x'))
			require.Error(t, err)
			random := rand.New(rand.NewPCG(1, 2))
			for range 2000 {
				damaged := append([]byte{}, b...)
				for range 1 + random.IntN(4) {
					damaged[random.IntN(len(b))] = byte(random.Uint32())
				}
				require.NotPanics(t, func() { _, _ = codec.Decode(damaged) })
			}
		})
	}
}

func TestAppendRefusesWhatDoesNotSerialise(t *testing.T) {
	_, err := tiered.JSON[float64]().Append(nil, math.NaN())
	require.Error(t, err)
	_, err = tiered.JSON[chan int]().Append(nil, make(chan int))
	require.Error(t, err)
	_, err = tiered.Gob[func()]().Append(nil, func() {})
	require.Error(t, err)
}

func ExampleNamed() {
	codec := tiered.Named(tiered.JSON[[]int](), "scores/2")
	b, err := codec.Append(nil, []int{1, 2})
	fmt.Println(codec.ID(), string(b), err)
	// Output: scores/2 [1,2] <nil>
}
