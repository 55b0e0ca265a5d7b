package loader

import (
	"sync"
	"sync/atomic"
)

// reports are calls of Options.OnRemove. A listener may call the cache, and so it is not
// called while the lock of a locking cache is held that it may need, nor while a job
// stores what it has loaded: it may ask for the key, and would wait for the job.
//
// What is reported meanwhile, by others too, waits for who is done next: by then their
// operation may have returned. At all other times a report is a call.
type reports struct {
	held atomic.Int32 // locks, and jobs that store
	jobs atomic.Int32 // of these, jobs

	mu      sync.Mutex
	waiting []func() // guarded by mu
}

// hold has reports wait, until release.
func (r *reports) hold() { r.held.Add(1) }

// release is called by who holds no lock any more. Where a job stores meanwhile, its
// reports may be among those that wait.
func (r *reports) release() {
	r.held.Add(-1)
	if r.jobs.Load() == 0 {
		r.drain()
	}
}

func (r *reports) holdForJob() {
	r.jobs.Add(1)
	r.held.Add(1)
}

// releaseForJob returns what waits, which the caller is to call.
func (r *reports) releaseForJob() []func() {
	r.held.Add(-1)
	r.jobs.Add(-1)
	return r.take()
}

// report calls, now or soon.
func (r *reports) report(call func()) {
	if r.held.Load() == 0 {
		call()
		return
	}
	r.mu.Lock()
	r.waiting = append(r.waiting, call)
	r.mu.Unlock()
	if r.held.Load() == 0 { // who held has taken what waited before this did
		r.drain()
	}
}

func (r *reports) take() []func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	calls := r.waiting
	r.waiting = nil
	return calls
}

func (r *reports) drain() { callAll(r.take()) }

// callAll calls them in order. Where one panics, the others are called all the same
// before the panic goes on; panics of theirs are dropped, since there is room for one.
func callAll(calls []func()) {
	called := 0
	defer func() {
		for called++; called < len(calls); called++ {
			quietly(calls[called])
		}
	}()
	for ; called < len(calls); called++ {
		calls[called]()
	}
}

func quietly(call func()) {
	defer func() { _ = recover() }()
	call()
}
