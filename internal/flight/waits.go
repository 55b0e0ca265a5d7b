package flight

import "sync"

// graph guards who waits for whom, Run.waits, of all runs, those of different caches
// included: a wait can be found to be circular only where all of them are seen. It is
// taken by loads that ask for other loads, and by nobody else.
var graph sync.Mutex

// waitFor adds an edge from a waiter, unless that is nil or would make a circle.
func waitFor(waiter, target *Run) bool {
	if waiter == nil {
		return true
	}
	graph.Lock()
	defer graph.Unlock()
	if reaches(target, waiter, make(map[*Run]bool)) {
		return false
	}
	if waiter.waits == nil {
		waiter.waits = make(map[*Run]int)
	}
	waiter.waits[target]++
	target.urge.Do(func() { close(target.urgent) })
	return true
}

// endWait removes the edge.
func endWait(waiter, target *Run) {
	if waiter == nil {
		return
	}
	graph.Lock()
	defer graph.Unlock()
	if waiter.waits[target]--; waiter.waits[target] == 0 {
		delete(waiter.waits, target)
	}
}

func reaches(from, to *Run, seen map[*Run]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	for next := range from.waits {
		if reaches(next, to, seen) {
			return true
		}
	}
	return false
}
