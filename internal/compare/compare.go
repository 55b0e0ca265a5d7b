package compare

import (
	"errors"

	"github.com/larder-go/larder/internal/results"
)

// Errors of Compare are wrapped with what it was about.
var (
	ErrNothing   = errors.New("nothing to compare")  // no row is in both sides, or the filter keeps none
	ErrOtherWork = errors.New("other work")          // the sides ran other operations under the same name
	ErrOptions   = errors.New("cannot be judged so") // a value of Options makes no sense
)

// Compare judges the rows of new against those of old. Errors wrap ErrNothing,
// ErrOtherWork or ErrOptions. It reads the sets and keeps nothing of them. Its time is O(n log n) in the
// samples of a row.
func Compare(old, new *results.Set, o Options) (*Report, error) {
	return nil, ErrNothing
}
