package results

import (
	"strings"

	"github.com/larder-go/larder/internal/bench"
)

// Cannot is what was asked for and could not be measured: a peer without a capacity,
// say, or one that is not safe for writes beside reads.
type Cannot struct {
	Name   string // of the row that is missing, without the number of processors, such as "Cache/wl=w/backend=xsync4/cap=1000"
	Reason string
}

// CannotPrefix begins a comment that tells of what could not be measured, followed
// by the name of the missing row, ": " and the reason.
const CannotPrefix = bench.CannotPrefix

// PartialComment begins the comment that says that a measurement was interrupted.
const PartialComment = "partial: "

func (f *File) comment(text string) {
	f.Comments = append(f.Comments, text)
	if missing, ok := strings.CutPrefix(text, CannotPrefix); ok {
		name, reason, _ := strings.Cut(missing, ": ")
		f.Cannot = append(f.Cannot, Cannot{name, reason})
	}
	if strings.HasPrefix(text, PartialComment) {
		f.Partial = true
	}
}

// Part returns the value of a part of the missing row's name; see [Row.Part].
func (c Cannot) Part(key string) string {
	for text := range strings.SplitSeq(c.Name, "/") {
		if value, ok := strings.CutPrefix(text, key+"="); ok {
			return value
		}
	}
	return ""
}
