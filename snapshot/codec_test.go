package snapshot_test

import (
	"bytes"
	"encoding"
	"errors"
	"math"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/snapshot"
)

type (
	name    string
	raw     []byte
	octet   byte
	digest  [4]octet
	small   int8
	counter uint16
	ratio   float32
	flag    bool
	nothing struct{}

	// point has its methods on the pointer.
	point struct{ x, y byte }
	// inheritor would lose what is beside the time.
	inheritor struct {
		time.Time
		More int
	}
	// wrapper has nothing to lose.
	wrapper struct{ time.Time }
)

func (p *point) MarshalBinary() ([]byte, error) {
	if p.x == 13 {
		return nil, errors.New("unlucky")
	}
	return []byte{p.x, p.y}, nil
}

func (p *point) UnmarshalBinary(data []byte) error {
	if len(data) != 2 {
		return errors.New("a point has 2 bytes")
	}
	p.x, p.y = data[0], data[1]
	return nil
}

// roundTrip holds the default codec of T to its ID and to giving back values.
func roundTrip[T any](id string, values ...T) func(*testing.T) {
	return func(t *testing.T) {
		c, err := snapshot.Default[T]()
		require.NoError(t, err)
		require.Equal(t, id, c.ID())
		var entries []snapshot.Entry[T, T]
		for _, v := range values {
			entries = append(entries, snapshot.Entry[T, T]{Key: v, Value: v})
		}
		f := snapshot.Format[T, T]{}
		requireSame(t, entries, readAll(t, f, written(t, f, entries...)))
	}
}

func TestBuiltIn(t *testing.T) {
	for of, test := range map[string]func(*testing.T){
		"String":       roundTrip("string", "", "a", "\x00\xff", "Grüße"),
		"NamedString":  roundTrip[name]("string", "", "a"),
		"Bytes":        roundTrip("bytes", []byte{}, []byte("a"), []byte{0, 255}),
		"NamedBytes":   roundTrip("bytes", raw{}, raw("a")),
		"NamedOctets":  roundTrip("bytes", []octet{}, []octet{1, 2}),
		"Array":        roundTrip("bytes", [32]byte{}, [32]byte{0: 1, 31: 255}),
		"NamedArray":   roundTrip("bytes", digest{}, digest{1, 2, 3, 4}),
		"Int":          roundTrip("int", 0, 1, -1, math.MaxInt, math.MinInt),
		"Int8":         roundTrip[int8]("int", 0, 1, -1, math.MaxInt8, math.MinInt8),
		"Int16":        roundTrip[int16]("int", 0, -1, math.MaxInt16, math.MinInt16),
		"Int32":        roundTrip[int32]("int", 0, -1, math.MaxInt32, math.MinInt32),
		"Int64":        roundTrip[int64]("int", 0, -1, math.MaxInt64, math.MinInt64),
		"NamedInt":     roundTrip[small]("int", 0, -1, math.MaxInt8, math.MinInt8),
		"Duration":     roundTrip("int", time.Second, -time.Hour),
		"Uint":         roundTrip[uint]("uint", 0, 1, math.MaxUint),
		"Uint8":        roundTrip[uint8]("uint", 0, 1, math.MaxUint8),
		"Uint16":       roundTrip[uint16]("uint", 0, 1, math.MaxUint16),
		"Uint32":       roundTrip[uint32]("uint", 0, 1, math.MaxUint32),
		"Uint64":       roundTrip[uint64]("uint", 0, 1, math.MaxUint64),
		"Uintptr":      roundTrip[uintptr]("uint", 0, 1),
		"NamedUint":    roundTrip[counter]("uint", 0, math.MaxUint16),
		"Float32":      roundTrip[float32]("float32", 0, -1.5, math.MaxFloat32, float32(math.Inf(1))),
		"NamedFloat":   roundTrip[ratio]("float32", 0, 0.1),
		"Float64":      roundTrip("float64", 0, -1.5, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(-1)),
		"Bool":         roundTrip("bool", true, false),
		"NamedBool":    roundTrip[flag]("bool", true, false),
		"Nothing":      roundTrip("nothing", struct{}{}),
		"NamedNothing": roundTrip("nothing", nothing{}),
		"Binary":       roundTrip("binary:snapshot_test.point", point{}, point{1, 2}),
		"BinaryPtr":    roundTrip("binary:snapshot_test.point", &point{}, &point{1, 2}),
		"Time":         roundTrip("binary:time.Time", time.Unix(1, 2).UTC()),
		"URL":          roundTrip("binary:url.URL", &url.URL{Scheme: "https", Host: "example.org"}),
		"Addr":         roundTrip("binary:netip.Addr", netip.Addr{}, netip.MustParseAddr("::1")),
		"WrappedTime":  roundTrip("binary:snapshot_test.wrapper", wrapper{time.Unix(1, 2).UTC()}),
	} {
		t.Run(of, test)
	}
}

func TestNotANumber(t *testing.T) {
	entry := snapshot.Entry[float64, float32]{Key: math.NaN(), Value: float32(math.NaN())}
	got := readAll(t, snapshot.Format[float64, float32]{}, written(t, snapshot.Format[float64, float32]{}, entry))[0]
	require.True(t, math.IsNaN(got.Key) && math.IsNaN(float64(got.Value)))
}

// A nil slice and an empty one are the same bytes.
func TestNilComesBackEmpty(t *testing.T) {
	f := snapshot.Format[string, []byte]{}
	got := readAll(t, f, written(t, f, snapshot.Entry[string, []byte]{}))[0]
	require.NotNil(t, got.Value)
	require.Empty(t, got.Value)
}

// Bytes that were read must not lie in the buffer of the next block.
func TestBytesAreCopied(t *testing.T) {
	var entries []snapshot.Entry[string, []byte]
	for i := range 5 {
		entries = append(entries, snapshot.Entry[string, []byte]{Value: bytes.Repeat([]byte{byte(i)}, 64<<10)})
	}
	f := snapshot.Format[string, []byte]{}
	requireSame(t, entries, readAll(t, f, written(t, f, entries...)))
}

func noDefault[T any](says string) func(*testing.T) {
	return func(t *testing.T) {
		_, err := snapshot.Default[T]()
		require.ErrorContains(t, err, "snapshot: the type ")
		require.ErrorContains(t, err, says)
		require.ErrorContains(t, err, "set a Codec of your own")
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestNoBuiltIn(t *testing.T) {
	for of, test := range map[string]func(*testing.T){
		"Struct":      noDefault[struct{ X int }]("struct { X int }"),
		"Interface":   noDefault[any]("interface {}"),
		"Marshaler":   noDefault[encoding.BinaryMarshaler]("encoding.BinaryMarshaler"),
		"Pointer":     noDefault[*int]("*int"),
		"Slice":       noDefault[[]string]("[]string"),
		"Func":        noDefault[func()]("func()"),
		"Inherits":    noDefault[inheritor]("from its field Time alone"),
		"InheritsPtr": noDefault[*inheritor]("from its field Time alone"),
	} {
		t.Run(of, test)
	}
}

func TestFormatWithoutCodec(t *testing.T) {
	var f snapshot.Format[string, []string]
	const says = "snapshot: Format.Value: the type []string has no built-in codec: " +
		"set a Codec of your own, or give it the methods MarshalBinary and UnmarshalBinary"
	require.EqualError(t, f.Validate(), says)
	var out bytes.Buffer
	_, err := snapshot.Write(&out, f, nil)
	require.EqualError(t, err, says)
	require.Zero(t, out.Len(), "something was written")
	_, err = snapshot.Read(&out, f, now)
	require.EqualError(t, err, says)
	require.ErrorContains(t, snapshot.Format[any, int]{}.Validate(), "Format.Key: the type interface {} ")
	require.NoError(t, textFormat{}.Validate())
}

// list is a codec for lists of words.
type list struct{ id string }

func (c list) ID() string { return c.id }

func (c list) Append(_ []byte, words []string) ([]byte, error) {
	if slices.Contains(words, "bad") {
		return nil, errBad
	}
	return []byte(strings.Join(words, " ")), nil // not what append would return, and yet all of it
}

func (c list) Decode(src []byte) ([]string, error) {
	if bytes.Contains(src, []byte("worse")) {
		return nil, errBad
	}
	return strings.Fields(string(src)), nil
}

var errBad = errors.New("bad word")

func TestCodecOfTheUser(t *testing.T) {
	f := snapshot.Format[string, []string]{Value: list{"list"}}
	entries := []snapshot.Entry[string, []string]{
		{Key: "a", Value: []string{"one", "two"}}, {Key: "b", Value: []string{}}, {Key: "c", Value: []string{"x"}},
	}
	requireSame(t, entries, readAll(t, f, written(t, f, entries...)))
}

func TestCodecsThatFail(t *testing.T) {
	f := snapshot.Format[string, []string]{Value: list{"list"}}
	_, err := snapshot.Write(new(bytes.Buffer), f, slices.Values([]snapshot.Entry[string, []string]{
		{Key: "a"}, {Key: "b", Value: []string{"bad"}},
	}))
	require.ErrorIs(t, err, errBad)
	require.EqualError(t, err, `snapshot: cannot encode the value of entry 1: codec "list": bad word`)

	_, err = snapshot.Write(new(bytes.Buffer), snapshot.Format[*point, int]{}, slices.Values([]snapshot.Entry[*point, int]{{}}))
	require.EqualError(t, err, `snapshot: cannot encode the key of entry 0: codec "binary:snapshot_test.point": the pointer is nil`)

	_, err = snapshot.Write(new(bytes.Buffer), snapshot.Format[point, int]{}, slices.Values([]snapshot.Entry[point, int]{{Key: point{x: 13}}}))
	require.ErrorContains(t, err, "unlucky")

	data := written(t, f, snapshot.Entry[string, []string]{Key: "a", Value: []string{"worse"}})
	_, err = snapshot.Read(bytes.NewReader(data), f, now)
	require.ErrorIs(t, err, errBad)
	require.ErrorIs(t, err, snapshot.ErrCorrupt)
	require.ErrorContains(t, err, `the codec "list" cannot decode the value of an entry: bad word`)
}

func TestIDs(t *testing.T) {
	for name, id := range map[string]string{"Empty": "", "TooLong": strings.Repeat("x", 256)} {
		t.Run(name, func(t *testing.T) {
			err := snapshot.Format[string, []string]{Value: list{id}}.Validate()
			require.ErrorContains(t, err, "snapshot: Format.Value: the ID of the codec has ")
		})
	}
	f := snapshot.Format[string, []string]{Value: list{strings.Repeat("x", 255)}}
	require.Empty(t, readAll(t, f, written(t, f)))
}

// decodes reads a file of one key whose bytes are body as a T.
func decodes[T any](id, body string) error {
	block := forgedEntry(math.MaxInt64, uint32(len(body)), 0, body)
	data := begin(1, id, "string").head(uint32(len(block)), 1).part(block).head(0, 1).data
	_, err := snapshot.Read(bytes.NewReader(data), snapshot.Format[T, string]{}, now)
	return err
}

func TestBytesThatMakeNoSense(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		says string
	}{
		{"IntNothing", decodes[int]("int", ""), "0 bytes as int: wrong length"},
		{"IntCutOff", decodes[int]("int", "\x80"), "1 bytes as int: wrong length"},
		{"IntAndMore", decodes[int]("int", "\x01\x01"), "2 bytes as int: wrong length"},
		{"IntTooLong", decodes[int64]("int", strings.Repeat("\xff", 10)+"\x01"), "wrong length"},
		{"IntTooLarge", decodes[int8]("int", "\x80\x02"), "2 bytes as int8: 128 does not fit"},
		{"UintNothing", decodes[uint]("uint", ""), "0 bytes as uint: wrong length"},
		{"UintAndMore", decodes[uint]("uint", "\x01\x01"), "wrong length"},
		{"UintTooLarge", decodes[uint8]("uint", "\x80\x02"), "256 does not fit"},
		{"Array", decodes[digest]("bytes", "12345"), "5 bytes as snapshot_test.digest: wrong length"},
		{"Float32", decodes[float32]("float32", "12345"), "wrong length"},
		{"Float64", decodes[float64]("float64", "12345"), "wrong length"},
		{"BoolLength", decodes[bool]("bool", ""), "wrong length"},
		{"BoolValue", decodes[bool]("bool", "\x02"), "2 is neither 0 nor 1"},
		{"Nothing", decodes[struct{}]("nothing", "1"), "wrong length"},
		{"Binary", decodes[point]("binary:snapshot_test.point", "123"), "a point has 2 bytes"},
		{"BinaryPtr", decodes[*point]("binary:snapshot_test.point", "123"), "a point has 2 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.ErrorIs(t, c.err, snapshot.ErrCorrupt)
			require.ErrorContains(t, c.err, "cannot decode the key of an entry: ")
			require.ErrorContains(t, c.err, c.says)
		})
	}
	require.NoError(t, decodes[int64]("int", "\x80\x02"), "another integer type's number fits")
}
