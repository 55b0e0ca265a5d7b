package codec_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/codec"
	"github.com/larder-go/larder/tiered"
)

var both = []codec.Algorithm{codec.Zstd, codec.S2}

// The first bytes of stored values, which never change.
const plain, byZstd, byS2 = "\x00", "\x01", "\x02"

func TestCompressedGivesBack(t *testing.T) {
	for i, a := range both {
		t.Run(a.String(), func(t *testing.T) {
			c := compressed(t, tiered.Text(), codec.Options{Algorithm: a})
			require.Equal(t, "compressed:string", c.ID())
			givesBack(t, c, "", "short", strings.Repeat("long ", 100), strings.Repeat("longer ", 1<<20))
			givesBack(t, compressed(t, codec.MessagePack[user](""), codec.Options{Algorithm: a, MinSize: 1}), users...)

			long := strings.Repeat("long ", 100)
			data, err := c.Append(nil, long)
			require.NoError(t, err)
			require.Equal(t, []string{byZstd, byS2}[i], string(data[:1]))
			require.Less(t, len(data), 50)
			for _, other := range both {
				v, err := compressed(t, tiered.Text(), codec.Options{Algorithm: other}).Decode(data)
				require.NoError(t, err, "the algorithm can be changed")
				require.Equal(t, long, v)
			}
		})
	}
}

// TestCompressedLeavesPlain what is short, and what does not become smaller.
func TestCompressedLeavesPlain(t *testing.T) {
	for _, a := range both {
		c := compressed(t, tiered.Text(), codec.Options{Algorithm: a, MinSize: 100})
		for _, v := range []string{strings.Repeat("a", 99), noise(1000)} {
			data, err := c.Append(nil, v)
			require.NoError(t, err)
			require.Equal(t, plain+v, string(data))
		}
		data, err := c.Append(nil, strings.Repeat("a", 100))
		require.NoError(t, err)
		require.NotEqual(t, plain, string(data[:1]))
	}
}

// noise is text that nobody can compress.
func noise(n int) string {
	data := make([]byte, 0, n+8)
	for x := uint64(1); len(data) < n; x = x*6364136223846793005 + 1442695040888963407 {
		data = append(data, byte(x>>33), byte(x>>41), byte(x>>49))
	}
	return string(data[:n])
}

// bombs are payloads that are small, and want to be large.
func bombs(t testing.TB) map[string]string {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithSingleSegment(true))
	require.NoError(t, err)
	defer enc.Close()
	zeros := make([]byte, 1<<20)
	bomb := enc.EncodeAll(zeros, nil)
	// What declares 4 GiB less some: a header with 4 bytes for the size.
	huge := append([]byte("\x28\xb5\x2f\xfd\xa0\xf0\xff\xff\xff"), bomb[9:]...)
	// What declares 1,000 bytes, and has the same blocks.
	liar := append([]byte("\x28\xb5\x2f\xfd\x60"), binary.LittleEndian.AppendUint16(nil, 1000-256)...)
	liar = append(liar, bomb[9:]...)
	small := enc.EncodeAll(zeros[:900], nil)
	return map[string]string{
		"ZstdDeclaredTooLarge":   byZstd + string(bomb),
		"ZstdDeclaredHuge":       byZstd + string(huge),
		"ZstdLargerThanDeclared": byZstd + string(liar),
		"ZstdManyFrames":         byZstd + strings.Repeat(string(small), 1000),
		"S2DeclaredTooLarge":     byS2 + string(s2.Encode(nil, zeros)),
		"S2DeclaredHuge":         byS2 + string(binary.AppendUvarint(nil, 1<<31-1)) + "\x00",
		"PlainTooLarge":          plain + string(zeros[:1001]),
	}
}

func TestCompressedRefusesBombs(t *testing.T) {
	c := compressed(t, tiered.Text(), codec.Options{MaxDecoded: 1000})
	for name, bomb := range bombs(t) {
		t.Run(name, func(t *testing.T) {
			_, err := c.Decode([]byte(bomb))
			var limit *tiered.LimitError
			require.ErrorAs(t, err, &limit)
			require.Greater(t, limit.Size, limit.Limit)
			require.LessOrEqual(t, limit.Limit, 1000)
		})
	}
	_, err := c.Append(nil, strings.Repeat("a", 1001))
	require.EqualError(t, err, "tiered: value that is not compressed yet: its size of 1001 is above the limit of 1000")
	givesBack(t, c, strings.Repeat("a", 1000))
	_, err = compressed(t, tiered.Text(), codec.Options{}).Append(nil, strings.Repeat("a", 16<<20+1))
	require.Error(t, err)
}

// TestCompressedRefusesDamage: at each byte, and each cut.
func TestCompressedRefusesDamage(t *testing.T) {
	for _, a := range both {
		c := compressed(t, codec.MessagePack[user](""), codec.Options{Algorithm: a, MinSize: 1})
		data, err := c.Append(nil, users[2])
		require.NoError(t, err)
		for n := range data {
			_, err := c.Decode(data[:n:n])
			require.ErrorIs(t, err, codec.ErrCorrupt, "%v: the first %d bytes of %d", a, n, len(data))
		}
		for i := range data {
			for bit := range 8 {
				data[i] ^= 1 << bit
				v, err := c.Decode(data)
				if a == codec.Zstd && err == nil { // the one bit that means nothing: a frame has a checksum
					require.Equal(t, users[2], v, "bit %d of byte %d", bit, i)
				}
				data[i] ^= 1 << bit
			}
		}
	}
	for _, data := range []string{"\x03abc", "\xff", byZstd + "\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"} {
		_, err := compressed(t, tiered.Text(), codec.Options{}).Decode([]byte(data))
		require.ErrorIs(t, err, codec.ErrCorrupt)
	}
}

// panicking is a codec that breaks its contract.
type panicking struct{ tiered.Codec[string] }

func (panicking) Decode([]byte) (string, error) { panic("broken") }

func TestCompressedRefusesToBeMade(t *testing.T) {
	for says, o := range map[string]codec.Options{
		"codec: Options.MinSize: -1 is negative":                            {MinSize: -1},
		"codec: Options.MaxDecoded: -1 is negative":                         {MaxDecoded: -1},
		"codec: Options.MaxDecoded: 1073741825 is more than 1 GiB":          {MaxDecoded: 1<<30 + 1},
		"codec: Options.Algorithm: algorithm 2 is unknown (use Zstd or S2)": {Algorithm: 2},
	} {
		_, err := codec.Compressed(tiered.Text(), o)
		require.EqualError(t, err, says)
	}
	_, err := codec.Compressed[string](nil, codec.Options{})
	require.ErrorContains(t, err, "needs a codec")
	_, err = codec.Compressed(tiered.JSON[int](strings.Repeat("s", 240)), codec.Options{})
	require.EqualError(t, err, "codec: the ID of a compressed codec has 256 bytes, more than 255: shorten that of the codec inside")
	_, err = compressed[string](t, panicking{tiered.Text()}, codec.Options{}).Decode([]byte(plain + "x"))
	require.EqualError(t, err, `codec: "compressed:string" panicked: broken`)
}

func FuzzCompressed(f *testing.F) {
	for _, bomb := range bombs(f) {
		f.Add([]byte(bomb))
	}
	for _, a := range both {
		c := compressed(f, codec.MessagePack[user](""), codec.Options{Algorithm: a, MinSize: 1})
		for _, u := range users {
			data, err := c.Append(nil, u)
			require.NoError(f, err)
			f.Add(data)
			f.Add(data[:len(data)/2])
		}
	}
	c := compressed(f, tiered.Raw(), codec.Options{MaxDecoded: 1 << 16})
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := c.Decode(data)
		if err != nil {
			require.NotContains(t, err.Error(), "panicked")
			return
		}
		require.LessOrEqual(t, len(v), 1<<16)
		again, err := c.Append(nil, v)
		require.NoError(t, err)
		back, err := c.Decode(again)
		require.NoError(t, err)
		require.Equal(t, v, back)
	})
}
