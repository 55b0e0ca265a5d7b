package flight

import "sync"

// graph guards who waits for whom, Run.waits and Run.waitedFor, of all runs, those of
// different caches included: a wait can be found to be circular only where all of them
// are seen. It is taken by loads that ask for other loads, and by nobody else.
var graph sync.Mutex

// waitFor adds an edge from a waiter, unless that is nil or would make a circle.
func waitFor(waiter, target *Run) bool {
	if waiter == nil {
		return true
	}
	graph.Lock()
	defer graph.Unlock()
	below := make(map[*Run]bool)
	if reach(target, below, waitsOf); below[waiter] {
		return false
	}
	count(&waiter.waits, target, 1)
	count(&target.waitedFor, waiter, 1)
	above := make(map[*Run]bool)
	reach(waiter, above, waitersOf)
	hasten(above, below)
	return true
}

// endWait removes the edge.
func endWait(waiter, target *Run) {
	if waiter == nil {
		return
	}
	graph.Lock()
	defer graph.Unlock()
	count(&waiter.waits, target, -1)
	count(&target.waitedFor, waiter, -1)
}

func count(edges *map[*Run]int, to *Run, n int) {
	if *edges == nil {
		*edges = make(map[*Run]int)
	}
	if (*edges)[to] += n; (*edges)[to] == 0 {
		delete(*edges, to)
	}
}

func waitsOf(r *Run) map[*Run]int   { return r.waits }
func waitersOf(r *Run) map[*Run]int { return r.waitedFor }

// reach adds to seen what lies on the way from a run, along those edges.
func reach(from *Run, seen map[*Run]bool, edges func(*Run) map[*Run]int) {
	if seen[from] {
		return
	}
	seen[from] = true
	for next := range edges(from) {
		reach(next, seen, edges)
	}
}

// hasten makes urgent what is waited for by a run of the same group, which has its turn
// and would not give it to another before that one is done.
func hasten(above, below map[*Run]bool) {
	groups := make(map[any]bool)
	for r := range above {
		groups[r.group] = true
	}
	for r := range below {
		if groups[r.group] {
			r.urge.Do(func() { close(r.urgent) })
		}
	}
}
