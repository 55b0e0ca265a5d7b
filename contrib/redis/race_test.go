package redis_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// The stale-set race over two processes. In each round the reader's load reads the old value
// from the origin and takes its time; meanwhile the writer changes the origin and
// invalidates; the load ends before, between or after. Once the writer's call has returned, the
// writer must get the new value, and the reader, too, within bound and for good.
//
// The origin is plain keys of the same server: "o:" and the key.

// raceBound is the bound that the test holds the reader to: the message is there within
// microseconds, but machines pause.
const raceBound = 2 * time.Second

var raceModes = []string{"Delete", "Set", "Expire", "InvalidateTag", "Refresh", "TwoFills", "Clear"}

// TestNoLoadUndoesAnInvalidation of another process.
func TestNoLoadUndoesAnInvalidation(t *testing.T) {
	server := redistest.Start(t)
	for _, mode := range raceModes {
		t.Run(mode, func(t *testing.T) {
			server.Do("FLUSHALL")
			j := job{Addr: server.Addr(), Mode: mode, Rounds: long(400, 16_000), Parallel: 16}
			j.Do = "reader"
			reader := start(t, j)
			j.Do = "writer"
			writer := start(t, j)
			seen, wrote := reader.result(), writer.result()
			t.Logf("%d rounds: %d loads were overtaken, %d fills refused, %d reads of old values within the bound, at most %v until the new one",
				seen.Rounds, seen.Overtaken, seen.Discarded, seen.Late, seen.Slowest)
			require.Empty(t, strings.Join(seen.Violations, "\n"))
			require.Empty(t, strings.Join(wrote.Violations, "\n"))
			require.Equal(t, j.Rounds, seen.Rounds)
			require.Equal(t, j.Rounds, wrote.Rounds)
			require.NotZero(t, seen.Overtaken, "no load was overtaken: nothing was tested")
		})
	}
}

// race is what reader and writer share: their rounds, dealt out to goroutines.
type race struct {
	job
	client *goredis.Client
	cache  *tiered.Cache[string]
	mu     sync.Mutex
	result // guarded by mu
}

func newRace(j job, client *goredis.Client) (*race, error) {
	o := tiered.Options[string]{}
	o.TTL, o.StaleIfError = time.Hour, time.Hour
	cache, err := newCache(client, o)
	if err != nil {
		return nil, err
	}
	for cache.Stats().Backplane.Terms == 0 { // it is not connected yet
		<-time.After(time.Millisecond)
	}
	return &race{job: j, client: client, cache: cache}, nil
}

func (r *race) run(ctx context.Context, round func(ctx context.Context, n int) error) (result, error) {
	defer r.cache.Close(ctx)
	errs := make([]error, r.Parallel)
	var group sync.WaitGroup
	for g := range r.Parallel {
		group.Go(func() {
			for n := g; n < r.job.Rounds && errs[g] == nil; n += r.Parallel {
				errs[g] = round(ctx, n)
				r.mu.Lock()
				r.result.Rounds++
				r.mu.Unlock()
			}
		})
	}
	group.Wait()
	r.Discarded = r.cache.Stats().Remote.Discarded
	return r.result, errors.Join(errs...)
}

func (r *race) violation(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.Violations) < 10 {
		r.Violations = append(r.Violations, fmt.Sprintf(format, args...))
	}
}

func roundKey(n int) string { return fmt.Sprintf("k%d", n) }

// pause is none, or up to two milliseconds.
func pause() {
	if rand.N(3) > 0 {
		<-time.After(rand.N(2 * time.Millisecond))
	}
}

// load reads the origin, lets the writer begin, and takes its time.
func (r *race) load(ctx context.Context, key string) (tiered.Loaded[string], error) {
	v, err := r.client.Get(ctx, "o:"+key).Result()
	if err == nil {
		err = r.client.LPush(ctx, "begin:"+key, 1).Err()
	}
	pause()
	return tiered.Loaded[string]{Value: v, Tags: []string{"t" + key}}, err
}

// quick reads the origin.
func (r *race) quick(ctx context.Context, key string) (tiered.Loaded[string], error) {
	v, err := r.client.Get(ctx, "o:"+key).Result()
	return tiered.Loaded[string]{Value: v, Tags: []string{"t" + key}}, err
}

func reader(ctx context.Context, j job, client *goredis.Client) (result, error) {
	r, err := newRace(j, client)
	if err != nil {
		return result{}, err
	}
	return r.run(ctx, r.readRound)
}

func (r *race) readRound(ctx context.Context, n int) error {
	key := roundKey(n)
	if err := r.client.Set(ctx, "o:"+key, "old", 0).Err(); err != nil {
		return err
	}
	if r.Mode == "Refresh" {
		old := tiered.Loaded[string]{Value: "old", TTL: time.Hour, RefreshAfter: 1, Tags: []string{"t" + key}}
		if err := r.cache.Put(ctx, key, old); err != nil {
			return err
		}
	}
	if r.Mode == "TwoFills" { // a first load that is invalidated here, while the second goes on
		first := make(chan error, 1)
		go func() {
			_, err := r.cache.GetOrLoad(ctx, key, func(ctx context.Context, key string) (tiered.Loaded[string], error) {
				l, err := r.quick(ctx, key)
				pause()
				return l, err
			})
			first <- err
		}()
		pause()
		if err := r.cache.Delete(ctx, key); err != nil {
			return err
		}
		defer func() { <-first }()
	}
	v, err := r.cache.GetOrLoad(ctx, key, r.load)
	if err != nil {
		return err
	}
	if r.Mode == "TwoFills" { // it may have joined a load that told nobody
		if err := r.client.LPush(ctx, "begin:"+key, 1).Err(); err != nil {
			return err
		}
	}
	if err := r.client.BRPop(ctx, time.Minute, "done:"+key).Err(); err != nil {
		return err
	}
	if v == "old" {
		r.mu.Lock()
		r.Overtaken++
		r.mu.Unlock()
	}
	return r.settle(ctx, key)
}

// settle reads until the new value is there, and some times more.
func (r *race) settle(ctx context.Context, key string) error {
	done := time.Now()
	for came := 0; came < 5; {
		asked := time.Since(done)
		v, err := r.cache.GetOrLoad(ctx, key, r.quick)
		switch {
		case err != nil:
			return err
		case v == "new":
			came++
			r.mu.Lock()
			r.Slowest = max(r.Slowest, asked)
			r.mu.Unlock()
		case came > 0:
			r.violation("%s: the old value has come back after the new one", key)
			return nil
		case asked > raceBound:
			r.violation("%s: the old value %v after it was invalidated", key, asked)
			return nil
		default:
			r.mu.Lock()
			r.Late++
			r.mu.Unlock()
			<-time.After(50 * time.Microsecond)
		}
	}
	return nil
}

func writer(ctx context.Context, j job, client *goredis.Client) (result, error) {
	r, err := newRace(j, client)
	if err != nil {
		return result{}, err
	}
	return r.run(ctx, r.writeRound)
}

func (r *race) writeRound(ctx context.Context, n int) error {
	key := roundKey(n)
	if err := r.client.BRPop(ctx, time.Minute, "begin:"+key).Err(); err != nil {
		return err
	}
	pause()
	if err := r.client.Set(ctx, "o:"+key, "new", 0).Err(); err != nil {
		return err
	}
	if err := r.invalidate(ctx, key); err != nil {
		return err
	}
	v, err := r.cache.GetOrLoad(ctx, key, r.quick)
	if err != nil {
		return err
	}
	if v != "new" {
		r.violation("%s: the writer has got %q after it had invalidated", key, v)
	}
	return r.client.LPush(ctx, "done:"+key, 1).Err()
}

func (r *race) invalidate(ctx context.Context, key string) error {
	switch r.Mode {
	case "Set":
		return r.cache.Put(ctx, key, tiered.Loaded[string]{Value: "new", Tags: []string{"t" + key}})
	case "Expire":
		return r.cache.Expire(ctx, key)
	case "InvalidateTag":
		return r.cache.InvalidateTag(ctx, "t"+key)
	case "Clear":
		return r.cache.Clear(ctx)
	}
	return r.cache.Delete(ctx, key)
}
