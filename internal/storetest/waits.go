package storetest

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// replaceIsBeforeOrAfter has a Take or a Swap begin when Replace has looked at still,
// and wait for its lock or get done: nothing of what Replace links is left after it.
func replaceIsBeforeOrAfter(t *testing.T, mk func() Subject) {
	for name, other := range map[string]func(Subject) (left *Entry){
		"Take": func(s Subject) *Entry { s.Take(1); return nil },
		"Swap": func(s Subject) *Entry {
			e := &Entry{Key: 1, Value: 3, Deadline: forever}
			s.Swap(e)
			return e
		},
		"SwapAndRemove": func(s Subject) *Entry {
			e := &Entry{Key: 1, Value: 3, Deadline: forever}
			s.Swap(e)
			s.Remove([]*Entry{e}) // it was evicted
			return nil
		},
	} {
		for _, old := range []*Entry{nil, {Key: 1, Value: 1, Deadline: forever}} {
			s := mk()
			if old != nil {
				s.Swap(old)
			}
			var left *Entry
			var done <-chan struct{}
			s.Replace(old, &Entry{Key: 1, Value: 2, Deadline: forever}, func() bool {
				done = untilItWaits(func() { left = other(s) })
				return true
			})
			<-done
			require.Same(t, left, s.Find(1), "%s that began after still had answered; old is %v", name, old)
			s.Check(t)
		}
	}
}

// untilItWaits starts f in a goroutine and returns when f waits for a lock, or has
// returned, which closes done.
func untilItWaits(f func()) (done <-chan struct{}) {
	end, name := make(chan struct{}), make(chan []byte)
	go func() {
		defer close(end)
		header := make([]byte, 64)
		header = header[:runtime.Stack(header, false)] // "goroutine 7 [running]: …"
		name <- header[:bytes.IndexByte(header, '[')]
		f()
	}()
	waiting := append(<-name, "[sync."...)
	all := make([]byte, 1<<20)
	for {
		select {
		case <-end:
			return end
		default:
		}
		if bytes.Contains(all[:runtime.Stack(all, true)], waiting) {
			return end
		}
		runtime.Gosched()
	}
}
