package redis

import (
	"context"
	"fmt"
	"time"

	"github.com/larder-go/larder/tiered"
)

// longestAge is more than any write has, and leaves numbers positive.
const longestAge = 20 * 365 * 24 * time.Hour

// Fill stores what was loaded under the leases of a token.
func (r *Remote) Fill(ctx context.Context, token string, entries []tiered.Filling) []tiered.Outcome {
	outcomes := make([]tiered.Outcome, len(entries))
	tokenErr := checkToken(token)
	var calls []call
	var places []int
	for i, e := range entries {
		packed, err := r.checkEntry(e)
		if tokenErr != nil {
			err = tokenErr
		}
		if err != nil {
			outcomes[i].Err = err
			continue
		}
		places = append(places, i)
		calls = append(calls, call{script: r.scripts.fill, keys: []string{r.entry(e.Key)}, args: []any{
			token, r.keep(e.Keep), r.atLeast(), packed, notNil(e.Payload),
		}})
	}
	for i, a := range r.runSome(ctx, calls) {
		o, done := outcomeOf(a)
		o.Refused = !done && o.Err == nil
		outcomes[places[i]] = o
	}
	return outcomes
}

// Write stores values, and ends all leases of their keys.
func (r *Remote) Write(ctx context.Context, entries []tiered.Writing) []tiered.Outcome {
	outcomes := make([]tiered.Outcome, len(entries))
	packed := make([][]byte, len(entries))
	var places []int
	for i, e := range entries {
		if packed[i], outcomes[i].Err = r.checkEntry(e.Filling); outcomes[i].Err == nil {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return outcomes
	}
	type noting struct{ noted, right uint64 } // see withSince
	since := make([]noting, len(places))
	answers := r.runInTime(ctx, len(places), func(some []int, notAfter uint64) []answer {
		noted, right, answers, err := r.withSince(ctx, func(since uint64) []call {
			calls := make([]call, len(some), len(some)+1)
			for i, at := range some {
				e := entries[places[at]]
				channel, message := r.announcement(e.Announce)
				calls[i] = call{script: r.scripts.write, keys: []string{r.entry(e.Key)}, args: []any{
					age(e.Age), since, r.keep(e.Keep), r.atLeast(), packed[places[at]], notNil(e.Payload), channel, message, notAfter,
				}}
			}
			return calls
		})
		if err != nil {
			return failed(len(some), err)
		}
		for _, at := range some {
			since[at] = noting{noted, right}
		}
		return answers
	})
	var fixes []call
	var fixed []int
	for i, at := range places {
		o, done := outcomeOf(answers[i])
		o.Outdated = !done && o.Err == nil
		outcomes[at] = o
		if !done || since[i].noted == since[i].right {
			continue
		}
		right := since[i].right
		if n, err := answers[i].numbers(3); err == nil && entries[at].Age > 0 {
			right = min(right, uint64(n[2])) // as in write.lua
		}
		fixed = append(fixed, at)
		fixes = append(fixes, call{script: r.scripts.since, keys: []string{r.entry(entries[at].Key)}, args: []any{o.Version, right}})
	}
	for i, a := range r.runSome(ctx, fixes) {
		if _, err := a.number(); err != nil {
			outcomes[fixed[i]] = tiered.Outcome{Err: err}
		}
	}
	return outcomes
}

// Invalidate removes keys, or marks them as expired, and ends all leases of them.
func (r *Remote) Invalidate(ctx context.Context, keys []tiered.Invalidation) []tiered.Outcome {
	outcomes := make([]tiered.Outcome, len(keys))
	var places []int
	for i, k := range keys {
		if outcomes[i].Err = checkKey(k.Key); outcomes[i].Err == nil {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return outcomes
	}
	answers := r.runInTime(ctx, len(places), func(some []int, notAfter uint64) []answer {
		calls := make([]call, len(some))
		for i, at := range some {
			k := keys[places[at]]
			channel, message := r.announcement(k.Announce)
			calls[i] = call{script: r.scripts.invalidate, keys: []string{r.entry(k.Key)}, args: []any{
				age(k.Age), k.Kind == tiered.Expired, r.options.Tombstone.Microseconds(), channel, message, notAfter,
			}}
		}
		return r.run(ctx, calls)
	})
	for i, a := range answers {
		o, done := outcomeOf(a)
		o.Outdated = !done && o.Err == nil
		outcomes[places[i]] = o
	}
	return outcomes
}

// InvalidateTag makes an end of what is stored with a tag. It is one script, for any
// number of entries.
func (r *Remote) InvalidateTag(ctx context.Context, name string, announce []byte) tiered.Outcome {
	t := tagOf(name)
	channel, message := r.announcement(announce)
	return r.raise(ctx, call{script: r.scripts.invalidateTag, keys: []string{r.space(), r.bucketKey(t.bucket())}, args: []any{
		slack.Microseconds(), t.bucket(), string(t), mostTags, channel, message,
	}})
}

// InvalidateAll makes an end of all that is stored in the namespace. It is one script,
// for any number of entries; their memory comes free as they expire.
func (r *Remote) InvalidateAll(ctx context.Context, kind tiered.Kind, announce []byte) tiered.Outcome {
	channel, message := r.announcement(announce)
	return r.raise(ctx, call{script: r.scripts.invalidateAll, keys: []string{r.space()}, args: []any{
		slack.Microseconds(), floorField(kind == tiered.Removed), channel, message,
	}})
}

func (r *Remote) raise(ctx context.Context, c call) tiered.Outcome {
	n, err := r.run(ctx, []call{c})[0].number()
	if err != nil {
		return tiered.Outcome{Err: err}
	}
	r.known.Store(uint64(n))
	return tiered.Outcome{Version: uint64(n)}
}

// outcomeOf understands {1, number} and {0, number}.
func outcomeOf(a answer) (o tiered.Outcome, done bool) {
	n, err := a.numbers(2)
	if err != nil {
		return tiered.Outcome{Err: err}, false
	}
	return tiered.Outcome{Version: uint64(n[1])}, n[0] == 1
}

// checkEntry refuses what is too large, and packs the tags.
func (r *Remote) checkEntry(e tiered.Filling) ([]byte, error) {
	if err := checkKey(e.Key); err != nil {
		return nil, err
	}
	if limit := r.options.MaxPayload; len(e.Payload) > limit {
		return nil, fmt.Errorf("redis: %w", &tiered.LimitError{What: "payload", Size: len(e.Payload), Limit: limit})
	}
	return packTags(e.Tags), nil
}

func checkKey(key string) error {
	if len(key) > keyLimit {
		return fmt.Errorf("redis: %w", &tiered.LimitError{What: "key", Size: len(key), Limit: keyLimit})
	}
	return nil
}

// announcement returns the channel and the message; no channel if there is none.
func (r *Remote) announcement(message []byte) (string, []byte) {
	if message == nil {
		return "", []byte{}
	}
	return r.channel(), message
}

// age is in microseconds; 0 is only for what is meant to happen now.
func age(d time.Duration) int64 {
	if d <= 0 {
		return 0
	}
	return max(1, min(d, longestAge).Microseconds())
}

func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
