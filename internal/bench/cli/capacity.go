package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// capacity is a number of entries or a share of the keys.
type capacity struct {
	entries int
	share   float64 // in per cent; 0: entries counts
}

// String returns the capacity as on a command line.
func (c capacity) String() string {
	if c.share > 0 {
		return strconv.FormatFloat(c.share, 'g', -1, 64) + "%"
	}
	return strconv.Itoa(c.entries)
}

// of returns the number of entries with that many keys, rounded, 1 at least.
func (c capacity) of(keys int) int {
	if c.share > 0 {
		return max(1, int(math.Round(c.share/100*float64(keys))))
	}
	return c.entries
}

func parseCapacity(text string) (capacity, error) {
	if number, ok := strings.CutSuffix(text, "%"); ok {
		share, err := percent(number)
		if err != nil || share == 0 {
			return capacity{}, errors.New("want a share of the keys above 0% and at most 100%")
		}
		return capacity{share: share}, nil
	}
	entries, err := integer(1, math.MaxInt)(text)
	if err != nil {
		return capacity{}, fmt.Errorf("%w, or a share of the keys such as 10%%", err)
	}
	return capacity{entries: entries}, nil
}

// parseShare parses a number from 0 to below 1.
func parseShare(text string) (float64, error) {
	share, err := strconv.ParseFloat(text, 64)
	if err != nil || !(share >= 0 && share < 1) { // written so that NaN fails
		return 0, errors.New("want a number from 0 to below 1")
	}
	return math.Abs(share), nil // -0 is 0
}
