package bench

import (
	"errors"
	"fmt"
	"math"

	"github.com/larder-go/larder/workload"
)

// ErrInvalid is wrapped by errors that tell that a measurement was taken and
// means nothing: the backend is broken, or did something other than what was
// asked for.
var ErrInvalid = errors.New("invalid measurement")

// check returns an error that wraps ErrInvalid unless a sample with these counts,
// after which the cache held resident entries, can be what was asked for.
func (w *Work) check(t Tally, resident int) error {
	if t.Ops() == 0 {
		return fmt.Errorf("%w: no operation was run; measure for longer", ErrInvalid)
	}
	if err := checkMix(w.Asked, t); err != nil {
		return err
	}
	return w.checkResident(resident)
}

func (w *Work) checkResident(resident int) error {
	if resident > w.Stream.Keys {
		return fmt.Errorf("%w: the cache says that it holds %d entries, and there are %d keys", ErrInvalid, resident, w.Stream.Keys)
	}
	return nil
}

func checkMix(asked workload.Mix, t Tally) error {
	achieved := t.Mix()
	for _, share := range []struct {
		kind            workload.Kind
		asked, achieved float64
	}{
		{workload.Get, asked.Get, achieved.Get},
		{workload.Set, asked.Set, achieved.Set},
		{workload.Delete, asked.Delete, achieved.Delete},
	} {
		if math.Abs(share.achieved-share.asked) > mixTolerance {
			return fmt.Errorf("%w: %.1f %% of the %d operations were a %v instead of %.1f %%; measure for longer",
				ErrInvalid, 100*share.achieved, t.Ops(), share.kind, 100*share.asked)
		}
	}
	return nil
}

// checkReplay checks one replay of a whole trace that began with an empty cache.
func (w *Work) checkReplay(t Tally) error {
	if t.Hits > w.mostHits {
		return fmt.Errorf("%w: %d hits, and the optimum has %d: the cache did not begin empty", ErrInvalid, t.Hits, w.mostHits)
	}
	return nil
}

// mostHits returns the number of hits that no cache exceeds which is empty at
// first, of any capacity, in any order of the operations: the first Get of a key
// that is never Set otherwise misses.
func mostHits(s *workload.Stream) uint64 {
	const got, set = 1, 2
	seen := make([]uint8, s.Keys)
	var hits uint64
	for _, op := range s.Ops {
		switch op.Kind {
		case workload.Get:
			hits++
			seen[op.Key] |= got
		case workload.Set:
			seen[op.Key] |= set
		}
	}
	for _, kinds := range seen {
		if kinds == got {
			hits--
		}
	}
	return hits
}

// wrongValue is the error about a value that is another key's or nobody's.
func wrongValue[K comparable](how string, key K, v []byte) error {
	return fmt.Errorf("%w: wrong value: %s(%v) returned %x, which is not its value", ErrInvalid, how, key, v[:min(8, len(v))])
}

// failedSet is the error about a Set that failed.
func failedSet[K comparable](key K, err error) error {
	return fmt.Errorf("%w: Set(%v) failed: %w", ErrInvalid, key, err)
}
