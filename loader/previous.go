package loader

import (
	"context"
)

// jobKey is the key under which the context of a load function holds its job.
type jobKey struct{}

// previous is what Previous needs of a job whose values are of type V.
type previous[V any] interface{ previous(key any) *Item[V] }

// Previous returns the value that was there when the load began, stale perhaps, to
// the load function of key that was given ctx: to ask the origin whether it has
// changed, and return Loaded.NotModified if not. Version and Tags are those that it
// was stored with. V is the type of the values.
func Previous[V any](ctx context.Context, key any) (Loaded[V], bool) {
	p, ok := ctx.Value(jobKey{}).(previous[V])
	if !ok {
		return Loaded[V]{}, false
	}
	it := p.previous(key)
	if it == nil {
		return Loaded[V]{}, false
	}
	l, err := unmodified(Loaded[V]{}, it)
	return l, err == nil
}

var _ previous[int] = (*job[int, int])(nil)

func (j *job[K, V]) previous(key any) *Item[V] {
	k, ok := key.(K)
	if !ok {
		return nil
	}
	return j.before[k]
}

// context returns the context for the load function.
func (j *job[K, V]) context() context.Context {
	return context.WithValue(j.run.Context(), jobKey{}, j)
}
