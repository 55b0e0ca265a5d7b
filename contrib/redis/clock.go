package redis

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/larder-go/larder/tiered"
)

// clock is a lower bound of the server's time: what it said last, and what has passed here
// since. It is for finding out that a change is executed long after it was sent; nothing else
// is decided by it. Of several servers the first that a change comes too late for corrects it.
type clock struct {
	mu   sync.Mutex
	said uint64    // microseconds; 0: nothing yet; guarded by mu
	at   time.Time // when that was heard; guarded by mu
}

// stepped is by how far the server's clock has to lie behind what was expected to be taken for
// one that was set back.
const stepped = 2 * time.Second

// hear takes note of what a server has said its time was.
func (c *clock) hear(said uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if expected := c.nowLocked(); said > expected || said+uint64(stepped.Microseconds()) < expected {
		c.said, c.at = said, time.Now()
	}
}

func (c *clock) nowLocked() uint64 {
	if c.said == 0 {
		return 0
	}
	return c.said + uint64(time.Since(c.at).Microseconds())
}

// notAfter returns the server's time after which a change sent now comes too late: when its
// caller gives up; 0 if that is not known.
func (c *clock) notAfter(ctx context.Context) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	deadline, ok := ctx.Deadline()
	if now := c.nowLocked(); ok && now > 0 {
		return now + uint64(max(time.Until(deadline), 0).Microseconds())
	}
	return 0
}

// luaLate is what scripts answer where they were executed too late.
const luaLate = 2

// runInTime runs changes that must not be executed when their caller has given up: send sends
// those at the places that it is given, with the time after which it is too late. What is
// said to be too late although the caller still waits is tried once more: then the clock was wrong.
func (r *Remote) runInTime(ctx context.Context, n int, send func(places []int, notAfter uint64) []answer) []answer {
	all := places(n)
	if _, ok := ctx.Deadline(); ok && r.clock.notAfter(ctx) == 0 {
		if _, err := r.floorsOf(r.run(ctx, []call{r.counterCall()})[0]); err != nil {
			return failed(n, err)
		}
	}
	answers := send(all, r.clock.notAfter(ctx))
	var late []int
	for i, a := range answers {
		if v, err := a.numbers(2); err == nil && v[0] == luaLate {
			r.clock.hear(uint64(v[1]))
			late = append(late, i)
		}
	}
	if len(late) == 0 {
		return answers
	}
	if ctx.Err() == nil {
		for i, a := range send(late, r.clock.notAfter(ctx)) {
			answers[late[i]] = a
		}
	}
	for _, i := range late {
		if v, err := answers[i].numbers(2); err == nil && v[0] == luaLate {
			answers[i] = answer{err: fmt.Errorf("%w: a change was executed when it was given up, and so not made", tiered.ErrRemoteDown)}
		}
	}
	return answers
}

func places(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func failed(n int, err error) []answer {
	all := make([]answer, n)
	for i := range all {
		all[i].err = err
	}
	return all
}
