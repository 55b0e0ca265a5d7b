package tiered_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
)

type user struct {
	Name   string
	Tags   []string          `json:",omitempty"`
	Scores map[string]int    `json:",omitempty"`
	Boss   *user             `json:",omitempty"`
	Meta   map[string][]byte `json:",omitempty"`
}

var users = []user{
	{},
	{Name: "Ada <ada@example.org> & Grüße", Tags: []string{"a", "b"}},
	{Name: "Bob", Scores: map[string]int{"x": 1, "y": -2}, Boss: &user{Name: "Ada"}, Meta: map[string][]byte{"m": {0, 1, 255}}},
}

// brittle panics where it is given what it does not expect.
type brittle struct{ data []byte }

func (b brittle) MarshalJSON() ([]byte, error)     { return json.Marshal(b.data) }
func (b *brittle) UnmarshalJSON(data []byte) error { panic("what is this?") }
func (b brittle) GobEncode() ([]byte, error)       { return b.data[:1], nil }
func (b *brittle) GobDecode(data []byte) error     { panic(errors.New("what is this?")) }

// givesBack holds a codec to its ID, to appending, and to giving back what it was given.
func givesBack[V any](t *testing.T, c tiered.Codec[V], id string, values ...V) {
	t.Helper()
	require.Equal(t, id, c.ID())
	for _, v := range values {
		data, err := c.Append([]byte("before"), v)
		require.NoError(t, err)
		require.Equal(t, "before", string(data[:6]))
		back, err := c.Decode(data[6:])
		require.NoError(t, err)
		require.Equal(t, v, back)
		clear(data) // it was not kept
		require.Equal(t, v, back)
	}
}

func TestCodecsGiveBack(t *testing.T) {
	t.Run("JSON", func(t *testing.T) {
		givesBack(t, tiered.JSON[user](""), "json", users...)
		givesBack(t, tiered.JSON[user]("user/2"), "json:user/2", users...)
		givesBack(t, tiered.JSON[*user](""), "json", nil, &users[2])
		givesBack(t, tiered.JSON[json.RawMessage](""), "json", json.RawMessage(`{"a":[1,"<b>"]}`))
		givesBack(t, tiered.JSON[any](""), "json", any("x"), nil, any([]any{1.5}))
	})
	t.Run("Gob", func(t *testing.T) {
		givesBack(t, tiered.Gob[user](""), "gob", users...)
		givesBack(t, tiered.Gob[*user]("user/2"), "gob:user/2", &users[0], &users[2])
		givesBack(t, tiered.Gob[map[int]string](""), "gob", map[int]string{1: "a", -2: ""})
		givesBack(t, tiered.Gob[any](""), "gob", any("x"), any(1.5), nil)
	})
	t.Run("Raw", func(t *testing.T) { givesBack(t, tiered.Raw(), "bytes", []byte{}, []byte("a\x00\xff")) })
	t.Run("Text", func(t *testing.T) { givesBack(t, tiered.Text(), "string", "", "a\x00\xff Grüße") })
}

// TestCodecsRefuseWhatFollows, and what is missing.
func TestCodecsRefuseWhatFollows(t *testing.T) {
	for name, c := range map[string]tiered.Codec[user]{"JSON": tiered.JSON[user](""), "Gob": tiered.Gob[user]("")} {
		data, err := c.Append(nil, users[2])
		require.NoError(t, err)
		for _, more := range []string{"x", "\x00", "{}", string(data)} {
			_, err := c.Decode(append(data[:len(data):len(data)], more...))
			require.Error(t, err, "%s: %q", name, more)
		}
		for n := range data {
			_, err := c.Decode(data[:n:n])
			require.Error(t, err, "%s: the first %d bytes of %d", name, n, len(data))
		}
	}
}

// TestCodecsDoNotPanic: neither the methods of the values nor gob.
func TestCodecsDoNotPanic(t *testing.T) {
	_, err := tiered.JSON[brittle]("b").Decode([]byte(`"x"`))
	require.EqualError(t, err, `tiered: the codec "json:b" panicked: what is this?`)
	_, err = tiered.Gob[brittle]("").Append(nil, brittle{})
	require.ErrorContains(t, err, `tiered: the codec "gob" panicked: runtime error`)
	data, err := tiered.Gob[brittle]("").Append(nil, brittle{[]byte("x")})
	require.NoError(t, err)
	_, err = tiered.Gob[brittle]("").Decode(data)
	require.ErrorContains(t, err, "what is this?")
	_, err = tiered.Gob[*user]("").Append(nil, nil)
	require.ErrorContains(t, err, "nil pointer")
	_, err = tiered.JSON[chan int]("").Append(nil, nil)
	require.ErrorContains(t, err, "chan int")
}

// TestGobOfHostileBytes: an error or a value, and never much memory.
func TestGobOfHostileBytes(t *testing.T) {
	c := tiered.Gob[user]("")
	good, err := c.Append(nil, users[2])
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const tries = 2000
	for i := range tries {
		data := make([]byte, random.IntN(200))
		for j := range data {
			data[j] = byte(random.Uint32())
		}
		if i%2 == 0 { // a good one with some bytes changed
			data = append([]byte(nil), good...)
			for range 1 + random.IntN(4) {
				data[random.IntN(len(data))] = byte(random.Uint32())
			}
		}
		_, _ = c.Decode(data)
	}
	for _, data := range []string{
		"\xfc\x3f\xff\xff\xff",                        // a message of 1 GiB
		"\xf8\x7f\xff\xff\xff\xff\xff\xff\xff",        // of 8 EiB
		strings.Repeat("\xfc\x3f\xff\xff\xff\x00", 9), // several
	} {
		_, err := c.Decode([]byte(data))
		require.Error(t, err, "%q", data)
	}
	runtime.ReadMemStats(&after)
	require.Less(t, (after.TotalAlloc-before.TotalAlloc)/tries, uint64(1<<20), "bytes allocated for each")
}

// TestCodecsConcurrently is for the race detector.
func TestCodecsConcurrently(t *testing.T) {
	codecs := []tiered.Codec[user]{tiered.JSON[user](""), tiered.Gob[user]("")}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, c := range codecs {
				data, err := c.Append(nil, users[2])
				if err != nil {
					t.Error(err)
				}
				if v, err := c.Decode(data); err != nil || v.Name != users[2].Name {
					t.Error(v, err)
				}
			}
		})
	}
	wg.Wait()
	require.False(t, t.Failed())
}

func FuzzGob(f *testing.F) {
	for _, u := range users {
		data, err := tiered.Gob[user]("").Append(nil, u)
		require.NoError(f, err)
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	f.Add([]byte("\xfc\x3f\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := tiered.Gob[user]("")
		v, err := c.Decode(data)
		if err != nil {
			return
		}
		_, err = c.Append(nil, v)
		require.NoError(t, err)
	})
}
