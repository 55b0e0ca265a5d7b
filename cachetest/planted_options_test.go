package cachetest_test

import (
	"errors"
	"math"

	"github.com/larder-go/larder"
)

func optionBugs() []bug {
	return []bug{
		{"a constructor that needs a clock", made(func(o options) (larder.Cache[string, int], error) {
			if err := o.Validate(); err != nil {
				return nil, err
			}
			o.Clock.Now()
			return newReference(o)
		}), "ZeroOptionsWork", "nil pointer"},

		{"a jitter that may be NaN", made(func(o options) (larder.Cache[string, int], error) {
			if math.IsNaN(o.Jitter) {
				o.Jitter = 0
			}
			return newReference(o)
		}), "InvalidOptionsAreNamed", "Jitter:NaN"},

		{"an error that names no field", made(func(o options) (larder.Cache[string, int], error) {
			r, err := newReference(o)
			if err != nil {
				return nil, errors.New(err.Error())
			}
			return r, nil
		}), "InvalidOptionsAreNamed", "no *larder.OptionError"},

		{"an option that is refused for being large", made(func(o options) (larder.Cache[string, int], error) {
			if o.SweepLimit > 1<<30 {
				return nil, &larder.OptionError{Field: "SweepLimit", Reason: "it is too large"}
			}
			return newReference(o)
		}), "ValidOptionsAreAccepted", "refuses"},
	}
}
