package tiered

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// journal is the log of a cache, if there is one: no more than a line a second of each text,
// which says how many it stands for.
type journal struct {
	to *slog.Logger // nil: nobody reads it; never changes

	mu   sync.Mutex
	last map[string]*lines // guarded by mu; the texts are constants, and few
}

// lines are those of one text.
type lines struct {
	at      time.Time // of the last one that was written
	skipped int       // since then
}

func newJournal(to *slog.Logger, cache, node string) *journal {
	if to != nil {
		to = to.With("cache", cache, "node", node)
	}
	return &journal{to: to, last: make(map[string]*lines)}
}

func (j *journal) warn(text string, args ...any) { j.write(slog.LevelWarn, text, args) }

func (j *journal) info(text string, args ...any) { j.write(slog.LevelInfo, text, args) }

func (j *journal) write(level slog.Level, text string, args []any) {
	if j.to == nil {
		return
	}
	j.mu.Lock()
	l := j.last[text]
	if l == nil {
		l = &lines{}
		j.last[text] = l
	}
	now := time.Now()
	if now.Sub(l.at) < time.Second {
		l.skipped++
		j.mu.Unlock()
		return
	}
	skipped := l.skipped
	l.at, l.skipped = now, 0
	j.mu.Unlock()
	if skipped > 0 {
		args = append(args, "skipped", skipped)
	}
	j.to.Log(context.Background(), level, "tiered: "+text, args...)
}
