package sweepwatch_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/larder-go/larder/internal/sweepwatch"
	"github.com/stretchr/testify/require"
)

func Example() {
	stop := sweepwatch.Watch(sweepwatch.Observer{
		Hold: func(took time.Duration, entries int) { fmt.Println("held for", took, "over", entries) },
		Work: func(took time.Duration, removed int) {},
	})
	defer stop()
	if o := sweepwatch.Current(); o != nil { // a sweeper
		o.Hold(3*time.Microsecond, 64)
	}
	// Output: held for 3µs over 64
}

func TestStopEndsOnlyItsOwn(t *testing.T) {
	first := sweepwatch.Watch(sweepwatch.Observer{})
	second := sweepwatch.Watch(sweepwatch.Observer{})
	first()
	require.NotNil(t, sweepwatch.Current())
	second()
	require.Nil(t, sweepwatch.Current())
}
