package codec_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/contrib/codec"
	"github.com/larder-go/larder/tiered"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type user struct {
	Name  string
	Roles []string
	Score map[string]float64
}

var somebody = user{Name: strings.Repeat("somebody ", 500), Roles: []string{"a", "b"}, Score: map[string]float64{"x": 1.5}}

func newCompressed[V any](t testing.TB, inner tiered.Codec[V], o codec.Options) tiered.Codec[V] {
	t.Helper()
	c, err := codec.Compressed(inner, o)
	require.NoError(t, err)
	return c
}

func codecs(t testing.TB) map[string]tiered.Codec[user] {
	return map[string]tiered.Codec[user]{
		"msgpack": codec.MessagePack[user](),
		"zstd":    newCompressed(t, codec.MessagePack[user](), codec.Options{}),
		"s2":      newCompressed(t, tiered.JSON[user](), codec.Options{Algorithm: codec.S2}),
		"plain":   newCompressed(t, tiered.JSON[user](), codec.Options{MinSize: 1 << 20}),
	}
}

func TestRoundTrip(t *testing.T) {
	for name, c := range codecs(t) {
		t.Run(name, func(t *testing.T) {
			for _, v := range []user{somebody, {}, {Name: "short"}} {
				b, err := c.Append([]byte("before"), v)
				require.NoError(t, err)
				require.Equal(t, "before", string(b[:6]))
				got, err := c.Decode(b[6:])
				require.NoError(t, err)
				require.Equal(t, v.Name, got.Name)
				require.Equal(t, len(v.Roles), len(got.Roles))
				require.Equal(t, len(v.Score), len(got.Score))
			}
		})
	}
}

func TestLargeValuesGetSmaller(t *testing.T) {
	all := codecs(t)
	size := func(name string) int {
		b, err := all[name].Append(nil, somebody)
		require.NoError(t, err)
		return len(b)
	}
	require.Less(t, size("zstd"), size("msgpack")/10)
	require.Less(t, size("s2"), size("plain")/10)
	random := make([]byte, 1<<14)
	for i := range random {
		random[i] = byte(rand.Uint32())
	}
	b, err := newCompressed(t, tiered.Raw(), codec.Options{}).Append(nil, random)
	require.NoError(t, err)
	require.Len(t, b, len(random)+1, "what does not get smaller stays as it is")
}

// TestFormsAreReadByBoth: the algorithm can be changed under what is stored.
func TestFormsAreReadByBoth(t *testing.T) {
	text := strings.Repeat("text ", 1000)
	for _, from := range []codec.Algorithm{codec.Zstd, codec.S2} {
		b, err := newCompressed(t, tiered.Text(), codec.Options{Algorithm: from}).Append(nil, text)
		require.NoError(t, err)
		for _, to := range []codec.Algorithm{codec.Zstd, codec.S2} {
			got, err := newCompressed(t, tiered.Text(), codec.Options{Algorithm: to}).Decode(b)
			require.NoError(t, err)
			require.Equal(t, text, got)
		}
	}
}

// TestBombsAreRefused: what is small and would be large, whatever size it declares.
func TestBombsAreRefused(t *testing.T) {
	const limit = 1 << 20
	c := newCompressed(t, tiered.Raw(), codec.Options{MaxDecoded: limit})
	var streamed bytes.Buffer // declares no size
	w, err := zstd.NewWriter(&streamed)
	require.NoError(t, err)
	for range 64 {
		_, err = w.Write(make([]byte, limit))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	large := newCompressed(t, tiered.Raw(), codec.Options{MaxDecoded: 1 << 26})
	declared, err := large.Append(nil, make([]byte, 1<<25))
	require.NoError(t, err)
	s2, err := newCompressed(t, tiered.Raw(), codec.Options{Algorithm: codec.S2, MaxDecoded: 1 << 26}).Append(nil, make([]byte, 1<<25))
	require.NoError(t, err)
	plain := append([]byte{0}, make([]byte, limit+1)...)
	for name, b := range map[string][]byte{
		"ZstdWithoutSize": append([]byte{1}, streamed.Bytes()...), "ZstdWithSize": declared, "S2": s2, "Plain": plain,
		"S2Declares": append([]byte{2}, binary.AppendUvarint(nil, 1<<31)...),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Decode(b)
			var tooLarge *tiered.LimitError
			require.True(t, errors.As(err, &tooLarge), "%v", err)
			require.Equal(t, limit, tooLarge.Limit)
		})
	}
	_, err = c.Append(nil, make([]byte, limit+1))
	require.ErrorAs(t, err, new(*tiered.LimitError))
	_, err = c.Decode(append([]byte{2}, binary.AppendUvarint(nil, 1<<40)...))
	require.Error(t, err)
}

func TestCompressedRefusesOptions(t *testing.T) {
	for field, o := range map[string]codec.Options{"Algorithm": {Algorithm: 9}, "MinSize": {MinSize: -1}, "MaxDecoded": {MaxDecoded: -1}} {
		_, err := codec.Compressed(tiered.Text(), o)
		var wrong *larder.OptionError
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, field, wrong.Field)
	}
	_, err := codec.Compressed[string](nil, codec.Options{})
	require.ErrorContains(t, err, "inner")
	require.Equal(t, "unknown", codec.Algorithm(9).String())
}

func TestConcurrentUse(t *testing.T) {
	c := newCompressed(t, codec.MessagePack[user](), codec.Options{})
	var group sync.WaitGroup
	for g := range 8 {
		group.Go(func() {
			want := user{Name: strings.Repeat(string(rune('a'+g)), 5000)}
			for range 100 {
				b, err := c.Append(nil, want)
				if err != nil {
					t.Error(err)
				}
				got, err := c.Decode(b)
				if err != nil || got.Name != want.Name {
					t.Errorf("%v, %.10s", err, got.Name)
				}
			}
		})
	}
	group.Wait()
}

// FuzzDecode: whatever bytes there are, it is a value or an error, and takes no memory beyond
// the limit.
func FuzzDecode(f *testing.F) {
	for _, c := range codecs(f) {
		b, err := c.Append(nil, somebody)
		require.NoError(f, err)
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Add([]byte{})
	f.Add([]byte{1})
	f.Add([]byte{2, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Add([]byte{0xdd, 0xff, 0xff, 0xff, 0xff}) // a list of 4 billion
	f.Add([]byte{0xdb, 0xff, 0xff, 0xff, 0xff, 'a'})
	f.Fuzz(func(t *testing.T, b []byte) {
		for name, c := range codecs(t) {
			v, err := c.Decode(b)
			if err != nil {
				continue
			}
			_, err = c.Append(nil, v)
			require.NoError(t, err, name)
		}
	})
}
