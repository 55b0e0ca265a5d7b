package keyhash

import (
	"encoding/binary"
	"hash/maphash"
)

// long texts are hashed faster by the runtime, which uses the processor's AES
// instructions.
const long = 64

// hashText is in the manner of wyhash (Wang Yi, github.com/wangyi-fudan/wyhash,
// final version 4): pairs of words, each xored with a secret, multiplied to 128
// bits and folded. wyhash's own constants are public, which lets an attacker
// choose words that make a factor 0 and lose the rest of the text; here all are
// secret.
func hashText(s string, a, b uint64, seed maphash.Seed) uint64 {
	text := []byte(s) // no copy, since nothing is written to it
	x, y, h := uint64(0), uint64(0), b
	switch n := len(text); {
	case n > long:
		return maphash.Comparable(seed, s)
	case n > 16:
		for rest := text; len(rest) > 16; rest = rest[16:] {
			h = fold(load8(rest)^a, load8(rest[8:])^h)
		}
		last := text[n-16:] // some of it for the second time, perhaps
		x, y = load8(last), load8(last[8:])
	case n >= 8:
		x, y = load8(text), load8(text[n-8:])
	case n >= 4:
		x, y = load4(text), load4(text[n-4:])
	case n > 0:
		x = uint64(text[0])<<16 | uint64(text[n/2])<<8 | uint64(text[n-1])
	}
	return fold(fold(x^a, y^h)^uint64(len(s)), b)
}

func load8(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

func load4(b []byte) uint64 { return uint64(binary.LittleEndian.Uint32(b)) }
