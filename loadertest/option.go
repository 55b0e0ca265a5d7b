package loadertest

import (
	"context"
	"errors"
	"math"

	"github.com/larder-go/larder"
)

var optionRules = []rule{{"BadOptionsAreRefused", badOptionsAreRefused}}

// The error names the field. So does that for the options of the cache below.
func badOptionsAreRefused(p *probe) {
	for _, c := range []struct {
		field string
		o     options
	}{
		{"TTL", options{Options: base{TTL: -1}}},
		{"RefreshAfter", options{RefreshAfter: 1}},
		{"RefreshAfter", options{RefreshAfter: -0.1}},
		{"RefreshAfter", options{RefreshAfter: math.NaN()}},
		{"XFetch", options{XFetch: -1}},
		{"XFetch", options{XFetch: math.Inf(1)}},
		{"XFetch", options{XFetch: math.NaN()}},
		{"StaleWhileRevalidate", options{StaleWhileRevalidate: -1}},
		{"StaleIfError", options{StaleIfError: -1}},
		{"RetryAfter", options{RetryAfter: -1}},
		{"SoftTimeout", options{SoftTimeout: -1}},
		{"SoftTimeout", options{SoftTimeout: 1}},
		{"HardTimeout", options{HardTimeout: -1}},
		{"LoadTimeout", options{LoadTimeout: -1}},
		{"NegativeTTL", options{NegativeTTL: -1}},
		{"ErrorTTL", options{ErrorTTL: -1}},
		{"ErrorTTLMax", options{ErrorTTLMax: -1}},
		{"ErrorTTLMax", options{ErrorTTL: 2, ErrorTTLMax: 1}},
		{"ErrorTTLMax", options{ErrorTTLMax: 1}},
		{"NegativeCapacity", options{NegativeCapacity: -1}},
		{"MaxLoads", options{MaxLoads: -1}},
		{"MaxWaiters", options{MaxWaiters: -1}},
		{"Sliding", options{Options: base{Sliding: 0.5}, StaleIfError: hour}},
	} {
		cache, err := p.suite.String(c.o)
		var refused *larder.OptionError
		switch {
		case err == nil:
			_ = cache.Close(context.Background())
			p.Errorf("%s is not refused: %+v", c.field, c.o)
		case !errors.As(err, &refused):
			p.Errorf("%s: the error is no *larder.OptionError: %v", c.field, err)
		case refused.Field != c.field:
			p.Errorf("%s: the error names %s: %v", c.field, refused.Field, err)
		}
	}
}
