package cachetest

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/larder-go/larder"
)

// removal is one call of OnRemove.
type removal struct {
	key   string
	value int
	cause larder.Cause
}

func (r removal) String() string { return fmt.Sprintf("%s=%d %v", brief(r.key), r.value, r.cause) }

// brief keeps keys that are long on purpose out of messages.
func brief(key string) string {
	if len(key) > 40 {
		return fmt.Sprintf("%.16q… (%d bytes)", key, len(key))
	}
	return key
}

// ledger is a listener that keeps what it was told. Its zero value is ready
// for use, by any number of goroutines.
type ledger struct {
	mu  sync.Mutex
	all []removal
}

func (l *ledger) note(key string, value int, cause larder.Cause) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, removal{key, value, cause})
}

// take returns what came since the last take, ordered by key, then value.
func (l *ledger) take() []removal {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.all
	l.all = nil
	slices.SortStableFunc(all, func(a, b removal) int {
		if c := strings.Compare(a.key, b.key); c != 0 {
			return c
		}
		return a.value - b.value
	})
	return all
}

func (l *ledger) len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.all)
}
