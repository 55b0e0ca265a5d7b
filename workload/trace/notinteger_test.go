package trace_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/workload/trace"
)

// TestNotIntegers offers what is no trace at all.
func TestNotIntegers(t *testing.T) {
	random := func(n int) []byte {
		b := make([]byte, n)
		r := rand.New(rand.NewPCG(1, uint64(n)))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	self, err := os.Executable()
	require.NoError(t, err)
	program, err := os.ReadFile(self)
	require.NoError(t, err)
	var picture, photo bytes.Buffer
	img := image.NewNRGBA(image.Rect(0, 0, 300, 300))
	require.NoError(t, png.Encode(&picture, img))
	for x := range 300 {
		for y := range 300 {
			img.Set(x, y, color.NRGBA{uint8(x * y), uint8(x), uint8(y), 255})
		}
	}
	require.NoError(t, png.Encode(&photo, img))
	var records, utf16, utf32 []byte // records: an address, its length, a time
	for i := range 20_000 {
		records = binary.LittleEndian.AppendUint64(records, uint64(i%977)*0x9e3779b97f4a7c15)
		records = binary.LittleEndian.AppendUint32(records, 512)
		records = binary.LittleEndian.AppendUint32(records, uint32(1e9+i))
	}
	for range 200 {
		for _, c := range "It was a dark and stormy night; the rain fell in torrents.\n" {
			utf16 = binary.LittleEndian.AppendUint16(utf16, uint16(c))
			utf32 = binary.BigEndian.AppendUint32(utf32, uint32(c))
		}
	}
	for name, content := range map[string][]byte{
		"1 KiB of random bytes":   random(1 << 10),
		"64 KiB of random bytes":  random(64 << 10),
		"4 MiB of random bytes":   random(4 << 20),
		"random bytes twice":      slices.Concat(random(4<<10), random(4<<10)),
		"zeros":                   make([]byte, 1<<20),
		"ones":                    bytes.Repeat([]byte{0xff}, 1<<20),
		"one number":              bytes.Repeat([]byte{0, 0, 0, 7}, 1<<18),
		"two numbers":             bytes.Repeat([]byte{0, 0, 0, 7, 0, 0, 0, 8}, 1<<18),
		"program":                 program,
		"end of a program":        program[len(program)/2&^7:],
		"PNG":                     picture.Bytes(),
		"PNG with colours":        photo.Bytes(),
		"picture, not compressed": img.Pix,
		"records of three fields": records,
		"text in UTF-16":          utf16,
		"text in UTF-32":          utf32,
		"text and a NUL":          []byte(strings.Repeat("It was a dark and stormy night.\n", 100) + "\x00"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := trace.Read(bytes.NewReader(content), name, "")
			refused(t, err, "-format NAME")
		})
	}
}
