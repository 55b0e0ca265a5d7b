package redis

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash/fnv"
	"strconv"
)

const (
	buckets        = 64
	longestTag     = 64   // longer ones are hashed
	tagsAtime      = 1000 // of one script: Lua has a limit
	placeOfMarkers = 3    // in the answer of tags.lua
)

// tag is what a tag is called in its bucket: "t" and its name, or "h" and its SHA-256.
type tag string

func tagOf(name string) tag {
	if len(name) <= longestTag {
		return tag("t" + name)
	}
	sum := sha256.Sum256([]byte(name))
	return tag("h" + string(sum[:]))
}

// bucket says which of the buckets a tag is in.
func (t tag) bucket() int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(t))
	return int(h.Sum32() % buckets)
}

// bucketKey is the key of a bucket. It is in the slot of the namespace.
func (r *Remote) bucketKey(bucket int) string {
	return "{" + r.options.Namespace + "}:t:" + strconv.Itoa(bucket)
}

// packTags returns the tags that names stand for, each behind its length in one byte.
func packTags(names []string) []byte {
	var packed []byte
	seen := map[tag]bool{}
	for _, name := range names {
		if t := tagOf(name); !seen[t] {
			seen[t] = true
			packed = append(append(packed, byte(len(t))), t...)
		}
	}
	return packed
}

func unpackTags(packed string) ([]tag, error) {
	var all []tag
	for len(packed) > 0 {
		size := int(packed[0])
		if size == 0 || size >= len(packed) {
			return nil, fmt.Errorf("%w: the tags of an entry are cut off", errAnswer)
		}
		all = append(all, tag(packed[1:1+size]))
		packed = packed[1+size:]
	}
	return all, nil
}

// markers reads, for the tags of all that was found, below which since they make an end of
// it: in one round trip, or none if there are no tags. It raises now to what is read.
// Where a marker cannot be read the function it returns says why.
func (r *Remote) markers(ctx context.Context, all []found, now *floors) func(tag) (uint64, error) {
	asked := map[tag]bool{}
	inBucket := [buckets][]tag{}
	for _, f := range all {
		if f.record.Payload == nil || f.since < now.removed {
			continue
		}
		for _, t := range f.tags {
			if !asked[t] {
				asked[t] = true
				inBucket[t.bucket()] = append(inBucket[t.bucket()], t)
			}
		}
	}
	var calls []call
	var order [][]tag // of each call, as its markers come
	begin := func() {
		calls = append(calls, call{script: r.scripts.tags, keys: []string{r.space()}, args: []any{slack.Microseconds()}})
		order = append(order, nil)
	}
	for b, tags := range inBucket {
		for len(tags) > 0 {
			last := len(calls) - 1
			if last < 0 || len(order[last]) >= tagsAtime {
				begin()
				last++
			}
			some := tags[:min(len(tags), tagsAtime-len(order[last]))]
			tags = tags[len(some):]
			c := &calls[last]
			c.keys = append(c.keys, r.bucketKey(b))
			c.args = append(c.args, b, len(some))
			for _, t := range some {
				c.args = append(c.args, string(t))
			}
			order[last] = append(order[last], some...)
		}
	}
	marker, failed := map[tag]uint64{}, map[tag]error{}
	for i, a := range r.runSome(ctx, calls) {
		n, err := a.numbers(placeOfMarkers + len(order[i]))
		for j, t := range order[i] {
			if err != nil {
				failed[t] = err
			} else {
				marker[t] = uint64(n[placeOfMarkers+j])
			}
		}
		if err == nil {
			now.counter, now.removed, now.expired = uint64(n[0]), uint64(n[1]), uint64(n[2])
		}
	}
	return func(t tag) (uint64, error) { return marker[t], failed[t] }
}

// runSome is run for what may be nothing.
func (r *Remote) runSome(ctx context.Context, calls []call) []answer {
	if len(calls) == 0 {
		return nil
	}
	return r.run(ctx, calls)
}
