package codec

import "github.com/klauspost/compress/s2"

// blocks compresses by S2, to one block, which begins with its size.
type blocks struct{}

func (blocks) squeeze(dst, src []byte) []byte {
	if most := s2.MaxEncodedLen(len(src)); cap(dst) < most {
		dst = make([]byte, 0, most)
	}
	return s2.Encode(dst[:cap(dst)], src)
}

func (blocks) size(src []byte) (uint64, error) {
	n, err := s2.DecodedLen(src)
	return uint64(n), err
}

func (blocks) expand(dst, src []byte) ([]byte, error) {
	return s2.Decode(dst[:cap(dst)], src)
}
