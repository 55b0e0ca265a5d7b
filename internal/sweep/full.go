package sweep

import (
	"math"
	"time"
)

// full looks at everything at every tick: the baseline.
type full struct{ interval time.Duration }

func (f *full) Tick(t Target) { t.Sweep(math.MaxInt) }

func (f *full) Wait(t Target) time.Duration {
	if f.interval > 0 {
		return f.interval
	}
	return untilDue(t)
}
