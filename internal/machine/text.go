package machine

import (
	"io"
	"io/fs"
	"math"
	"strconv"
	"strings"
)

// longest is more than any of the files has that is of use; a processor's flags take
// two kilobytes, and there may be hundreds of processors.
const longest = 1 << 20

// text returns what a file says, without the space around it, and "" if it cannot be
// read. Without a root nothing is known.
func text(root fs.FS, name string) string {
	if root == nil {
		return ""
	}
	f, err := root.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, longest))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// number reads a number that is not negative, in another unit; nil if it is none.
func number(text string, unit float64) *float64 {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || n < 0 || math.IsInf(n, 0) || math.IsNaN(n) {
		return nil
	}
	n *= unit
	return &n
}
