package engine

import (
	"fmt"
	"time"

	"github.com/larder-go/larder"
)

// otherTTL is the larder.ErrTTL of a Set whose time to live is not that of all
// other entries, where SweepQueue needs it to be.
type otherTTL struct{ one, other time.Duration }

func (e *otherTTL) Error() string {
	return fmt.Sprintf("larder: with SweepQueue all entries have one time to live, which is %v here, not %v (choose another sweeper)", e.one, e.other)
}

func (e *otherTTL) Is(target error) bool { return target == larder.ErrTTL }
