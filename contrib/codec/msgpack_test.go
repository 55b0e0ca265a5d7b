package codec_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/codec"
)

func TestMessagePackGivesBack(t *testing.T) {
	c := codec.MessagePack[user]("user/2")
	require.Equal(t, "msgpack:user/2", c.ID())
	require.Equal(t, "msgpack", codec.MessagePack[user]("").ID())
	givesBack(t, c, users...)
	givesBack(t, codec.MessagePack[*user](""), nil, &users[1], &users[2])
	givesBack(t, codec.MessagePack[map[int]string](""), map[int]string{1: "a", -2: ""})
	givesBack(t, codec.MessagePack[[]byte](""), []byte{0, 255})
	givesBack(t, codec.MessagePack[string](""), "", strings.Repeat("ü", 1<<20))
	givesBack(t, codec.MessagePack[any](""), nil, any("x"), any(int64(-5)), any(map[string]any{"a": []any{"b", true}}), any([]byte{1}))
}

// TestMessagePackIsTheFormat: as its specification has it, for other languages.
func TestMessagePackIsTheFormat(t *testing.T) {
	for want, v := range map[string]any{
		"81a16107":                        map[string]int{"a": 7},
		"c40201ff":                        []byte{1, 255},
		"d6ff65920080":                    time.Unix(0x65920080, 0),
		"93c0c3cb3fb999999999999a":        []any{nil, true, 0.1},
		"d920" + strings.Repeat("61", 32): strings.Repeat("a", 32),
	} {
		data, err := codec.MessagePack[any]("").Append(nil, v)
		require.NoError(t, err)
		require.Equal(t, want, hex.EncodeToString(data))
	}
	data, err := codec.MessagePack[user]("").Append(nil, users[1])
	require.NoError(t, err)
	require.True(t, bytes.Contains(data, []byte("\xa1n")), "the name of the tag msgpack")
	require.True(t, bytes.Contains(data, []byte("\xa4tags")), "the name of the tag json")
}

// TestMessagePackRefuses what is missing, what follows, and what makes no sense.
func TestMessagePackRefuses(t *testing.T) {
	c := codec.MessagePack[user]("")
	data, err := c.Append(nil, users[2])
	require.NoError(t, err)
	for n := range data {
		_, err := c.Decode(data[:n:n])
		require.ErrorIs(t, err, codec.ErrCorrupt, "the first %d bytes of %d", n, len(data))
	}
	for _, more := range []string{"x", "\x00", string(data)} {
		_, err := c.Decode(append(bytes.Clone(data), more...))
		require.ErrorIs(t, err, codec.ErrCorrupt, more)
	}
	for _, data := range []string{"", "\xc1", "\x91\xc1", "\xc4", "\xd8\x01", "\xce\x01"} {
		_, err := codec.MessagePack[any]("").Decode([]byte(data))
		require.ErrorIs(t, err, codec.ErrCorrupt, "%q", data)
	}
}

// TestMessagePackOfHostileBytes: an error or a value, no deep stack, and never much memory
// for few bytes.
func TestMessagePackOfHostileBytes(t *testing.T) {
	anything, typed := codec.MessagePack[any](""), codec.MessagePack[user]("")
	good, err := typed.Append(nil, users[2])
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
			data = bytes.Clone(good[:300])
			for range 1 + random.IntN(4) {
				data[random.IntN(len(data))] = byte(random.Uint32())
			}
		}
		_, _ = anything.Decode(data)
		_, _ = typed.Decode(data)
	}
	for _, data := range []string{
		"\xdd\xff\xff\xff\xff",                      // an array of 4 Gi elements
		"\xdf\xff\xff\xff\xff",                      // a map
		"\xc6\xff\xff\xff\xff",                      // bytes
		"\xdb\xff\xff\xff\xffabc",                   // text
		"\xc9\xff\xff\xff\xff\x01",                  // an extension
		strings.Repeat("\xdd\x7f\xff\xff\xff", 300), // arrays in arrays
		"\x91\xdd\x7f\xff\xff\xff\x01",              // an array where a name is expected
		strings.Repeat("\x91", 257) + "\xc0",        // one level too many
		strings.Repeat("\x91", 1<<20),               // a million arrays in each other
		strings.Repeat("\x81\xa1a", 1<<20),          // maps
	} {
		_, err := anything.Decode([]byte(data))
		require.ErrorIs(t, err, codec.ErrCorrupt, "%.20q", data)
		_, err = typed.Decode([]byte(data))
		require.ErrorIs(t, err, codec.ErrCorrupt, "%.20q", data)
	}
	_, err = anything.Decode([]byte(strings.Repeat("\x91", 256) + "\xc0"))
	require.NoError(t, err, "as deep as may be")
	runtime.ReadMemStats(&after)
	require.Less(t, (after.TotalAlloc-before.TotalAlloc)/tries, uint64(32<<10), "bytes allocated for each")
}

// TestMessagePackRefusesWhatCouldNotBeRead again: a long list, and one without an end.
func TestMessagePackRefusesWhatCouldNotBeRead(t *testing.T) {
	type list struct{ Next *list }
	c := codec.MessagePack[*list]("")
	var long *list
	for range 256 {
		long = &list{Next: long}
	}
	givesBack(t, c, long)
	_, err := c.Append(nil, &list{Next: long})
	require.EqualError(t, err, "codec: what it encodes to could not be read again: it nests deeper than 256 levels")
	endless := &list{}
	endless.Next = endless
	_, err = c.Append(nil, endless)
	require.ErrorContains(t, err, "circular")
}

// brittle panics where it is given what it does not expect.
type brittle struct{ data []byte }

func (b brittle) MarshalBinary() ([]byte, error)     { return b.data[:1], nil }
func (b *brittle) UnmarshalBinary(data []byte) error { panic(errors.New("what is this?")) }

// TestMessagePackDoesNotPanic, and works on after it.
func TestMessagePackDoesNotPanic(t *testing.T) {
	c := codec.MessagePack[brittle]("")
	_, err := c.Append(nil, brittle{})
	require.Error(t, err)
	data, err := c.Append(nil, brittle{[]byte("x")})
	require.NoError(t, err)
	_, err = c.Decode(data)
	require.ErrorContains(t, err, "what is this?")
}

// TestCodecsConcurrently is for the race detector.
func TestCodecsConcurrently(t *testing.T) {
	inner := codec.MessagePack[user]("")
	zstd, s2 := compressed(t, inner, codec.Options{}), compressed(t, inner, codec.Options{Algorithm: codec.S2})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 50 {
				u := users[i%len(users)]
				data, err := zstd.Append(nil, u)
				if v, e := s2.Decode(data); err != nil || e != nil || v.Name != u.Name {
					t.Error(err, e)
				}
				data, err = s2.Append(nil, u)
				if v, e := zstd.Decode(data); err != nil || e != nil || v.Name != u.Name {
					t.Error(err, e)
				}
			}
		})
	}
	wg.Wait()
	require.False(t, t.Failed())
}

func FuzzMessagePack(f *testing.F) {
	for _, u := range users {
		data, err := codec.MessagePack[user]("").Append(nil, u)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte("\xdd\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		anything := codec.MessagePack[any]("")
		if v, err := anything.Decode(data); err == nil {
			_, err = anything.Append(nil, v)
			require.NoError(t, err)
		}
		_, err := codec.MessagePack[user]("").Decode(data)
		if err != nil {
			require.ErrorIs(t, err, codec.ErrCorrupt)
		}
	})
}
