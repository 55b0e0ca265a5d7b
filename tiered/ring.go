package tiered

import (
	"context"
	"errors"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Ring is a Remote over several that know nothing of each other: each key is on one of them,
// which its name and theirs decide. Where one does not answer, the keys of the others are
// found all the same, and New puts a breaker in front of each. Make one with NewRing. It is
// safe for concurrent use.
//
// A shard that is added to n takes one key of n+1 from the others, and gives them back where it
// is removed; no other key moves: by rendezvous hashing (Thaler and Ravishankar, "Using
// name-based mappings to increase hit rates", 1998). Keys that have moved are loaded anew. All
// nodes must have the same shards under the same names.
//
// What a key had on the shard that it has moved from stays there until it expires, and is told
// of no Set, Delete or Expire of the key meanwhile. So what moves back is stale:
//
//   - Clear a shard that was away, or that had other keys, before it is added again.
//   - Clear all others after a shard was removed that was added while they had keys, before
//     they serve: it gives them back keys of which they have what was there before.
//
// A tag is invalidated on every shard, so that with one that is down InvalidateTag and Clear are
// pending until it is back.
type Ring struct {
	shards map[string]Remote
	names  []string // of the shards, in order
}

// NewRing returns a ring of shards by their names, which decide where keys are: the name
// is not to be an address that changes. The error is an *larder.OptionError.
func NewRing(shards map[string]Remote) (*Ring, error) {
	if len(shards) == 0 {
		return nil, optionError("shards", "there are none")
	}
	for name, shard := range shards {
		if name == "" || shard == nil {
			return nil, optionError("shards", "the one named %q is nil, or has no name", name)
		}
	}
	return &Ring{shards: maps.Clone(shards), names: slices.Sorted(maps.Keys(shards))}, nil
}

// Shards returns the shards by their names.
func (r *Ring) Shards() map[string]Remote { return maps.Clone(r.shards) }

// For returns the shard that has a key. O(shards).
func (r *Ring) For(key string) Remote { return r.shards[r.nameFor(key)] }

func (r *Ring) nameFor(key string) (best string) {
	var most uint64
	for _, name := range r.names {
		h := fnv.New64a()
		_, _ = h.Write([]byte(name))
		_, _ = h.Write([]byte{0})
		_, _ = h.Write([]byte(key))
		if score := mixed(h.Sum64()); best == "" || score > most {
			best, most = name, score
		}
	}
	return best
}

// mixed spreads what FNV leaves in the low bits: the finalizer of MurmurHash3 (Appleby).
func mixed(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// Name names the shards.
func (r *Ring) Name() string {
	all := make([]string, len(r.names))
	for i, name := range r.names {
		all[i] = name + "=" + r.shards[name].Name()
	}
	return "ring of " + strings.Join(all, ", ")
}

// split asks the shard of each question, all shards at a time, and puts the answers in their
// places.
func split[Q, A any](r *Ring, questions []Q, keyOf func(Q) string, ask func(shard Remote, some []Q, places []int) []A) []A {
	places := make(map[string][]int)
	for i, q := range questions {
		name := r.nameFor(keyOf(q))
		places[name] = append(places[name], i)
	}
	all := make([]A, len(questions))
	var group sync.WaitGroup
	for name, at := range places {
		some := make([]Q, len(at))
		for i, place := range at {
			some[i] = questions[place]
		}
		group.Go(func() {
			for i, a := range ask(r.shards[name], some, at) {
				all[at[i]] = a // nobody else has these places
			}
		})
	}
	group.Wait()
	return all
}

func itself(key string) string { return key }

// Get asks the shards of keys.
func (r *Ring) Get(ctx context.Context, keys []string) []Record {
	return split(r, keys, itself, func(s Remote, some []string, _ []int) []Record { return s.Get(ctx, some) })
}

// Lease asks the shards of keys.
func (r *Ring) Lease(ctx context.Context, keys []string, seen []uint64, l Leasing) []Lease {
	return split(r, keys, itself, func(s Remote, some []string, places []int) []Lease {
		theirs := make([]uint64, len(places))
		for i, place := range places {
			theirs[i] = seen[place]
		}
		return s.Lease(ctx, some, theirs, l)
	})
}

// Extend asks the shards of keys. The error is that of all that failed.
func (r *Ring) Extend(ctx context.Context, keys []string, l Leasing) error {
	return errors.Join(split(r, keys, itself, func(s Remote, some []string, _ []int) []error {
		return []error{s.Extend(ctx, some, l)}
	})...)
}

// Release asks the shards of keys. The error is that of all that failed.
func (r *Ring) Release(ctx context.Context, keys []string, token string) error {
	return errors.Join(split(r, keys, itself, func(s Remote, some []string, _ []int) []error {
		return []error{s.Release(ctx, some, token)}
	})...)
}

// Fill asks the shards of the keys.
func (r *Ring) Fill(ctx context.Context, token string, entries []Filling) []Outcome {
	return split(r, entries, func(f Filling) string { return f.Key },
		func(s Remote, some []Filling, _ []int) []Outcome { return s.Fill(ctx, token, some) })
}

// Write asks the shards of the keys.
func (r *Ring) Write(ctx context.Context, entries []Writing) []Outcome {
	return split(r, entries, func(w Writing) string { return w.Key },
		func(s Remote, some []Writing, _ []int) []Outcome { return s.Write(ctx, some) })
}

// Invalidate asks the shards of the keys.
func (r *Ring) Invalidate(ctx context.Context, keys []Invalidation) []Outcome {
	return split(r, keys, func(k Invalidation) string { return k.Key },
		func(s Remote, some []Invalidation, _ []int) []Outcome { return s.Invalidate(ctx, some) })
}

// InvalidateTag asks all shards. Numbers of different shards mean nothing to each other: the
// version is the highest.
func (r *Ring) InvalidateTag(ctx context.Context, tag string, announce []byte) Outcome {
	return r.everywhere(func(s Remote) Outcome { return s.InvalidateTag(ctx, tag, announce) })
}

// InvalidateAll asks all shards.
func (r *Ring) InvalidateAll(ctx context.Context, kind Kind, announce []byte) Outcome {
	return r.everywhere(func(s Remote) Outcome { return s.InvalidateAll(ctx, kind, announce) })
}

func (r *Ring) everywhere(do func(Remote) Outcome) (all Outcome) {
	outcomes := make([]Outcome, len(r.names))
	var group sync.WaitGroup
	for i, name := range r.names {
		group.Go(func() { outcomes[i] = do(r.shards[name]) })
	}
	group.Wait()
	for _, o := range outcomes {
		all.Version = max(all.Version, o.Version)
		all.Err = errors.Join(all.Err, o.Err)
	}
	return all
}

// Limits are the smallest of the shards'.
func (r *Ring) Limits() (l Limits) {
	smaller := func(a, b int) int {
		if a == 0 || b == 0 {
			return a + b
		}
		return min(a, b)
	}
	for _, shard := range r.shards {
		theirs := shard.Limits()
		l.Key, l.Payload = smaller(l.Key, theirs.Key), smaller(l.Payload, theirs.Payload)
	}
	return l
}

// Close closes all shards.
func (r *Ring) Close() error {
	var err error
	for _, name := range r.names {
		err = errors.Join(err, r.shards[name].Close())
	}
	return err
}
