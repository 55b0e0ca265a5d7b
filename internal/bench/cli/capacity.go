package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/larder-go/larder/internal/bench"
)

// parseCapacity parses a number of entries in a range, or a share of the keys.
func parseCapacity(least, most int) func(string) (bench.Capacity, error) {
	return func(text string) (bench.Capacity, error) {
		if number, ok := strings.CutSuffix(text, "%"); ok {
			share, err := percent(number)
			if err != nil || share == 0 {
				return bench.Capacity{}, errors.New("want a share of the keys above 0 % and up to 100 %, such as 10%")
			}
			return bench.Capacity{Percent: share}, nil
		}
		n, err := integer(least, most)(text)
		if err != nil {
			return bench.Capacity{}, fmt.Errorf("%w, or a share of the keys such as 10%%", err)
		}
		return bench.Capacity{Entries: n}, nil
	}
}

// parseShare parses a number from 0 to below 1.
func parseShare(text string) (float64, error) {
	share, err := strconv.ParseFloat(text, 64)
	if err != nil || !(share >= 0 && share < 1) { // written so that NaN fails
		return 0, errors.New("want a number from 0 to below 1")
	}
	return math.Abs(share), nil // -0 is 0
}
