package redis

import (
	"context"
	"fmt"

	goredis "github.com/redis/go-redis/v9"
)

// call is a script to be run.
type call struct {
	script script
	keys   []string
	args   []any

	// last means that it must have been executed after all that admit has done for the
	// other calls of its pipeline, since it reads what that raises.
	last bool
}

func (c call) size() (bytes int) {
	for _, k := range c.keys {
		bytes += len(k)
	}
	for _, a := range c.args {
		switch a := a.(type) {
		case string:
			bytes += len(a)
		case []byte:
			bytes += len(a)
		}
	}
	return bytes
}

// answer is what a script has said, or why not.
type answer struct {
	value any
	err   error // as failure makes it
}

// run runs scripts, and answers each in its own place: in pipelines of at most
// commandsAtime, which a cluster client spreads over the nodes.
func (r *Remote) run(ctx context.Context, calls []call) []answer {
	r.checkNowAndThen(ctx)
	answers := make([]answer, len(calls))
	for from := 0; from < len(calls); {
		to, bytes := from+1, calls[from].size()
		for to < len(calls) && to-from < commandsAtime {
			if bytes += calls[to].size(); bytes > bytesAtime {
				break
			}
			to++
		}
		r.runPipeline(ctx, calls[from:to], answers[from:to])
		from = to
	}
	return answers
}

// runPipeline runs scripts by their sums. What a server does not know is run by its text
// once it is known what the data of that server is worth.
func (r *Remote) runPipeline(ctx context.Context, calls []call, answers []answer) {
	r.send(ctx, calls, answers, goredis.Pipeliner.EvalSha, func(c call) string { return c.script.sha })
	var again []int
	for i, a := range answers {
		if goredis.HasErrorPrefix(a.err, "NOSCRIPT") {
			again = append(again, i)
		}
	}
	if len(again) == 0 {
		return
	}
	for i, c := range calls {
		if c.last && answers[i].err == nil {
			again = append(again, i)
		}
	}
	keys := make([]string, len(again))
	for i, at := range again {
		keys[i] = calls[at].keys[0]
	}
	refused := r.admit(ctx, keys)
	var admitted []int
	var rest []call
	for i, at := range again {
		if refused[i] != nil {
			answers[at] = answer{err: refused[i]}
			continue
		}
		admitted = append(admitted, at)
		rest = append(rest, calls[at])
	}
	said := make([]answer, len(rest))
	r.send(ctx, rest, said, goredis.Pipeliner.Eval, func(c call) string { return c.script.text })
	for i, at := range admitted {
		answers[at] = said[i]
	}
}

type eval func(p goredis.Pipeliner, ctx context.Context, script string, keys []string, args ...any) *goredis.Cmd

// send sends one pipeline and awaits its answers.
func (r *Remote) send(ctx context.Context, calls []call, answers []answer, how eval, name func(call) string) {
	if len(calls) == 0 {
		return
	}
	cmds := make([]*goredis.Cmd, len(calls))
	pipe := r.client.Pipeline()
	for i, c := range calls {
		cmds[i] = how(pipe, ctx, name(c), c.keys, c.args...)
	}
	err := exec(ctx, pipe)
	for i, cmd := range cmds {
		switch value, cause := cmd.Result(); {
		case cause != nil:
			answers[i] = answer{err: failure(ctx, cause)}
		case value == nil: // it was not executed, though it has no error
			if err == nil {
				err = errAnswer
			}
			answers[i] = answer{err: failure(ctx, err)}
		default:
			answers[i] = answer{value: value}
		}
	}
}

func exec(ctx context.Context, pipe goredis.Pipeliner) error {
	return calmly(func() error {
		_, err := pipe.Exec(ctx)
		return err
	})
}

// calmly calls go-redis. It makes as much memory as a length in an answer says, and so
// panics for one that no server sends: that is an error here, except in a cluster, where
// it happens on a goroutine of go-redis.
func calmly(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: go-redis panics: %v", errAnswer, p)
		}
	}()
	return f()
}

// numbers returns the whole numbers that a script has answered, at least so many.
func (a answer) numbers(atLeast int) ([]int64, error) {
	list, err := a.list(atLeast)
	if err != nil {
		return nil, err
	}
	all := make([]int64, len(list))
	for i, v := range list {
		n, ok := v.(int64)
		if !ok || n < 0 {
			return nil, fmt.Errorf("%w: %T in place of a number", errAnswer, v)
		}
		all[i] = n
	}
	return all, nil
}

// list returns what a script has answered, if it has at least so many parts.
func (a answer) list(atLeast int) ([]any, error) {
	if a.err != nil {
		return nil, a.err
	}
	list, ok := a.value.([]any)
	if !ok || len(list) < atLeast {
		return nil, fmt.Errorf("%w: %T with fewer than %d parts", errAnswer, a.value, atLeast)
	}
	return list, nil
}

// number returns the whole number that a script has answered.
func (a answer) number() (int64, error) {
	if a.err != nil {
		return 0, a.err
	}
	n, ok := a.value.(int64)
	if !ok || n < 0 {
		return 0, fmt.Errorf("%w: %T in place of a number", errAnswer, a.value)
	}
	return n, nil
}
