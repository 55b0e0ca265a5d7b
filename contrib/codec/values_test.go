package codec_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder/contrib/codec"
	"github.com/larder-go/larder/tiered"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// user has what values are made of.
type user struct {
	Name   string            `msgpack:"n"`
	Tags   []string          `json:"tags,omitempty"`
	Scores map[string]int64  // nil or not
	Born   time.Time         // to the nanosecond
	Photo  []byte            // no text
	Boss   *user             // nil or not
	Ratio  float64           // any
	Flags  [3]bool           // of fixed length
	More   map[string]string // nil or not
}

var users = []user{
	{},
	{Name: "Grüße", Tags: []string{"a", "b"}, Born: time.Unix(1_700_000_000, 123_456_789).UTC(), Photo: []byte{0, 1, 255}},
	{
		Name: strings.Repeat("long name ", 300), Scores: map[string]int64{"x": 1, "y": -1 << 60}, Ratio: 0.1,
		Boss: &user{Name: "Ada", Flags: [3]bool{true, false, true}, More: map[string]string{"k": "v"}},
	},
}

// compressed is Compressed for options that are right.
func compressed[V any](t testing.TB, inner tiered.Codec[V], o codec.Options) tiered.Codec[V] {
	t.Helper()
	c, err := codec.Compressed(inner, o)
	require.NoError(t, err)
	return c
}

// givesBack holds a codec to appending, to giving back what it was given, and to keeping
// nothing of it.
func givesBack[V any](t *testing.T, c tiered.Codec[V], values ...V) {
	t.Helper()
	for _, v := range values {
		data, err := c.Append([]byte("before"), v)
		require.NoError(t, err)
		require.Equal(t, "before", string(data[:6]))
		stored := bytes.Clone(data[6:])
		back, err := c.Decode(stored)
		require.NoError(t, err)
		require.Equal(t, v, back)
		clear(stored)
		require.Equal(t, v, back)
	}
}
