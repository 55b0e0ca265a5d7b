package machine

import (
	"io/fs"
	"math"
	"strings"
)

func (m *Machine) memory(root fs.FS) {
	for line := range strings.Lines(text(root, "proc/meminfo")) {
		key, value, _ := strings.Cut(line, ":")
		switch key {
		case "MemTotal":
			m.Memory = kibibytes(value)
		case "MemAvailable":
			m.Available = kibibytes(value)
		}
	}
}

// kibibytes reads an amount such as " 16384 kB", which are of 1024 bytes.
func kibibytes(value string) *int64 {
	amount, ok := strings.CutSuffix(strings.TrimSpace(value), " kB")
	n := number(amount, 1<<10)
	if !ok || n == nil || *n >= math.MaxInt64 {
		return nil
	}
	bytes := int64(*n)
	return &bytes
}

// chosen returns the word in brackets of a list such as "always [madvise] never".
func chosen(list string) string {
	for word := range strings.FieldsSeq(list) {
		if inner, ok := strings.CutPrefix(word, "["); ok && strings.HasSuffix(inner, "]") {
			return strings.TrimSuffix(inner, "]")
		}
	}
	return ""
}
