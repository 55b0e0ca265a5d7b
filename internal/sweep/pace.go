package sweep

import "time"

const (
	shortestGrace = 10 * time.Millisecond
	longestGrace  = 250 * time.Millisecond
	shortestPause = time.Millisecond

	// longestWait is how long a sweeper sleeps at most, whatever it knows of
	// deadlines: a clock that is not the system's may jump.
	longestWait = time.Minute
)

// grace returns how long after its deadline an entry may stay where the user
// leaves the choice to us: a quarter of the shortest time to live, so that the
// memory held in vain is in proportion to that held on purpose. What expires
// meanwhile is removed in one go.
func grace(t Target) time.Duration {
	return min(max(t.ShortestTTL()/4, shortestGrace), longestGrace)
}

// untilDue returns how long to sleep where nothing is left to do: until the
// earliest deadline and its grace are over.
func untilDue(t Target) time.Duration {
	return min(min(max(t.Due(), 0), longestWait)+grace(t), longestWait)
}
