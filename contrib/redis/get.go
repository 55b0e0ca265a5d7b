package redis

import (
	"context"
	"fmt"
	"time"

	"github.com/larder-go/larder/tiered"
)

// found is what a server has of one entry.
type found struct {
	record tiered.Record // without regard to the namespace and to tags
	since  uint64
	tags   []tag
}

// mayBeOld is how long Get takes until it reads the floors a second time: in a cluster
// entries and floors are read side by side, and if entries come from a replica that was
// promoted meanwhile, another node may have introduced that, and raised the floor, after the
// floors were read here.
const mayBeOld = 20 * time.Millisecond

// Get returns what is there for each key: in one round trip, and in one more for keys
// with tags. A payload above Options.MaxPayload is not transferred: the record has its
// Version, and a *tiered.LimitError.
func (r *Remote) Get(ctx context.Context, keys []string) []tiered.Record {
	if len(keys) == 0 {
		return nil
	}
	calls := make([]call, len(keys), len(keys)+1)
	for i, key := range keys {
		calls[i] = call{script: r.scripts.get, keys: []string{r.entry(key)}, args: []any{r.options.MaxPayload}}
	}
	// The floors are read last: what was invalidated before Get is below them then, on
	// whatever server the entries are.
	began := time.Now()
	answers := r.run(ctx, append(calls, r.counterCall()))
	last := len(keys)
	now, err := r.floorsOf(answers[last])
	if err == nil && time.Since(began) > mayBeOld {
		now, err = r.floorsOf(r.run(ctx, []call{r.counterCall()})[0])
	}
	all := make([]found, len(keys))
	for i := range all {
		all[i] = r.foundOf(answers[i])
		if all[i].record.Err == nil && err != nil {
			all[i] = found{record: tiered.Record{Err: err}}
		}
	}
	if err == nil {
		r.judge(ctx, all, now)
	}
	records := make([]tiered.Record, len(keys))
	for i := range all {
		records[i] = all[i].record
	}
	return records
}

// foundOf understands the answer of get.lua.
func (r *Remote) foundOf(a answer) found {
	fail := func(err error) found { return found{record: tiered.Record{Err: err}} }
	list, err := a.list(1)
	if err != nil {
		return fail(err)
	}
	var n [4]int64
	for i := 0; i < min(len(list), len(n)); i++ {
		v, ok := list[i].(int64)
		if !ok || v < 0 {
			return fail(fmt.Errorf("%w: %T in place of a number", errAnswer, list[i]))
		}
		n[i] = v
	}
	switch len(list) {
	case 1:
		return found{record: tiered.Record{Version: uint64(n[0])}}
	case 2:
		return found{record: tiered.Record{Version: uint64(n[0]), Err: fmt.Errorf("redis: %w",
			&tiered.LimitError{What: "stored payload", Size: int(n[1]), Limit: r.options.MaxPayload})}}
	case 6:
	default:
		return fail(fmt.Errorf("%w: %d parts", errAnswer, len(list)))
	}
	packed, ok := list[4].(string)
	payload, ok2 := list[5].(string)
	if !ok || !ok2 {
		return fail(fmt.Errorf("%w: %T and %T in place of bytes", errAnswer, list[4], list[5]))
	}
	tags, err := unpackTags(packed)
	if err != nil {
		return fail(err)
	}
	return found{since: uint64(n[2]), tags: tags, record: tiered.Record{
		Payload: append(make([]byte, 0, len(payload)), payload...),
		Version: uint64(n[0]),
		Remains: time.Duration(n[1]) * time.Microsecond,
		Expired: n[3] != 0,
		Overdue: time.Duration(max(n[3]-1, 0)) * time.Microsecond,
	}}
}

// judge removes what the namespace, or a tag, has made invalid.
//
// What came to be at a floor itself is not below it: its since was read after the floor
// had been raised to that. What came to be above the counter is of a time that the server
// has forgotten: nobody knows what was invalidated in it.
func (r *Remote) judge(ctx context.Context, all []found, now floors) {
	forgotten := func(f *found) bool { return f.record.Payload != nil && f.since > now.counter }
	for i := range all {
		if !forgotten(&all[i]) {
			continue
		}
		// Or the counter was read, on its server, before the entry was on another.
		again, err := r.floorsOf(r.run(ctx, []call{r.counterCall()})[0])
		if err != nil {
			for i := range all {
				all[i].record = tiered.Record{Err: err}
			}
			return
		}
		now = again
		break
	}
	below := r.markers(ctx, all, &now)
	for i := range all {
		f := &all[i]
		if f.record.Payload == nil {
			continue
		}
		gone := f.since < now.removed || forgotten(f)
		for _, t := range f.tags {
			marker, err := below(t)
			if err != nil && !gone {
				f.record = tiered.Record{Err: err}
				break
			}
			gone = gone || f.since < marker
		}
		if gone && f.record.Err == nil {
			f.record = tiered.Record{Version: f.record.Version}
		}
		if f.record.Payload != nil && f.since < now.expired {
			f.record.Expired = true
			f.record.Overdue = max(f.record.Overdue, now.overdue())
		}
	}
}
