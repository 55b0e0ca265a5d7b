package loader

import (
	"fmt"
	"time"

	"github.com/larder-go/larder"
)

// Options configure New. The zero value works: entries do not expire, and each
// call brings its own load function.
type Options[K comparable, V any] struct {
	// Options are those of the cache below, in terms of the values. TTL is for how
	// long a value is fresh. Sliding excludes every window of time below. Where
	// Weigh is nil, a value with no Loaded.Weight weighs 1.
	larder.Options[K, V]

	// Load loads one key, for Get, GetMany, Refresh and Warm. nil means LoadMany for that
	// key alone.
	Load Func[K, V]

	// LoadMany loads many keys, for GetMany and Warm. nil means Load for each of them.
	LoadMany BulkFunc[K, V]

	// RefreshAfter is the fraction of its TTL, in (0, 1), after which a value that is
	// asked for is loaded anew in the background, so that nobody waits. 0 means not
	// before it has expired.
	RefreshAfter float64

	// XFetch does that at random instead, each time the value is asked for, with a
	// probability that rises towards its end the faster the shorter its load took:
	// many processes that hold the same value do not load it together. It is the
	// factor β of Vattani, Chierichetti and Lowenstein, "Optimal probabilistic cache
	// stampede prevention" (VLDB 2015): a value is loaded when Δ·β·-ln(u) exceeds what
	// is left of its TTL, where Δ is how long its load took and u is uniform in (0, 1].
	// 1 is what they prove the best; more, up to 1,000, means earlier. 0 means off.
	XFetch float64

	// StaleWhileRevalidate is for how long after its TTL a value is served while it
	// is loaded in the background.
	StaleWhileRevalidate time.Duration

	// StaleIfError is for how long after its TTL a value is served where loading it
	// fails, or takes longer than SoftTimeout.
	StaleIfError time.Duration

	// RetryAfter is for how long after a failed load no other one is tried while a
	// value can be served instead. 0 means a second.
	RetryAfter time.Duration

	// SoftTimeout is for how long a caller waits where there is a value that
	// StaleIfError allows to be served. The load goes on, and its result is kept. 0
	// means as long as it takes. Every caller waits for that long while the load is
	// under way: with StaleWhileRevalidate none does.
	SoftTimeout time.Duration

	// HardTimeout is for how long a caller waits where there is none, until it gets
	// ErrTimeout. The load goes on, and its result is kept. 0 means as long as it
	// takes.
	HardTimeout time.Duration

	// LoadTimeout is how long a load may take, its wait for a turn under MaxLoads
	// included, until its context ends, who waits gets ErrTimeout, and the next one may
	// begin. What a load returns after that is kept
	// if nothing newer came. 0 means 30 seconds, larder.NoExpiry no limit: a load
	// that hangs then keeps its key for as long as anybody waits.
	LoadTimeout time.Duration

	// Detached has a load go on when the last caller has left, and keeps its result.
	Detached bool

	// NegativeTTL is for how long it is remembered that a load returned
	// larder.ErrNotFound; 0 means not at all.
	NegativeTTL time.Duration

	// ErrorTTL is for how long any other error of a load is remembered, and
	// returned instead of another load; 0 means not at all. Each further failure
	// doubles it, up to ErrorTTLMax; 0 there means 32 times ErrorTTL.
	ErrorTTL, ErrorTTLMax time.Duration

	// NegativeCapacity is the largest number of keys of which it is remembered that
	// a load did not find them, or failed; they take no room of Capacity. 0 means
	// 10,000.
	NegativeCapacity int

	// MaxLoads is the largest number of load functions that run at a time; others
	// wait for their turn, and loads in the background are left for later. A load
	// that another load of the cache asked for, or waits for, takes no turn: the other
	// would not end its own before. 0 means no limit.
	MaxLoads int

	// MaxWaiters is the largest number of callers that wait for one key. 0 means no
	// limit.
	MaxWaiters int
}

const (
	defaultLoadTimeout      = 30 * time.Second
	defaultRetryAfter       = time.Second
	defaultNegativeCapacity = 10_000
	defaultErrorDoublings   = 5
)

// Validate returns an *larder.OptionError for the first field that makes no sense.
func (o Options[K, V]) Validate() error {
	switch {
	case !(o.RefreshAfter >= 0 && o.RefreshAfter < 1): // written so that NaN fails
		return optionError("RefreshAfter", "%v is not in [0, 1)", o.RefreshAfter)
	case !(o.XFetch >= 0 && o.XFetch <= maxBeta):
		return optionError("XFetch", "%v is not in [0, %v]", o.XFetch, maxBeta)
	case o.ErrorTTLMax > 0 && o.ErrorTTLMax < o.ErrorTTL:
		return optionError("ErrorTTLMax", "%v is less than ErrorTTL, %v", o.ErrorTTLMax, o.ErrorTTL)
	case o.ErrorTTLMax > 0 && o.ErrorTTL == 0:
		return optionError("ErrorTTLMax", "%v needs ErrorTTL", o.ErrorTTLMax)
	case o.SoftTimeout > 0 && o.StaleIfError == 0:
		return optionError("SoftTimeout", "%v needs StaleIfError: there is nothing to serve instead", o.SoftTimeout)
	case o.Sliding > 0 && o.windowed():
		return optionError("Sliding", "%v excludes RefreshAfter, XFetch, StaleWhileRevalidate and StaleIfError, which go by the age of a value", o.Sliding)
	}
	for _, d := range []struct {
		field string
		value time.Duration
	}{
		{"StaleWhileRevalidate", o.StaleWhileRevalidate}, {"StaleIfError", o.StaleIfError}, {"RetryAfter", o.RetryAfter},
		{"SoftTimeout", o.SoftTimeout}, {"HardTimeout", o.HardTimeout}, {"LoadTimeout", o.LoadTimeout},
		{"NegativeTTL", o.NegativeTTL}, {"ErrorTTL", o.ErrorTTL}, {"ErrorTTLMax", o.ErrorTTLMax},
	} {
		if d.value < 0 {
			return optionError(d.field, "%v is negative", d.value)
		}
	}
	for _, n := range []struct {
		field string
		value int
	}{{"NegativeCapacity", o.NegativeCapacity}, {"MaxLoads", o.MaxLoads}, {"MaxWaiters", o.MaxWaiters}} {
		if n.value < 0 {
			return optionError(n.field, "%d is negative", n.value)
		}
	}
	if o.MaxWeight > 0 && o.Weigh == nil {
		o.Weigh = func(K, V) int64 { return 1 } // see weigh
	}
	return o.Options.Validate()
}

// maxBeta keeps the times that XFetch reckons with within reason.
const maxBeta = 1000

// windowed reports whether anything but the TTL depends on a value's age.
func (o Options[K, V]) windowed() bool {
	return o.RefreshAfter > 0 || o.XFetch > 0 || o.StaleWhileRevalidate > 0 || o.StaleIfError > 0
}

func optionError(field, format string, args ...any) error {
	return &larder.OptionError{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// orDefault returns d, or what it means if it is 0.
func orDefault[T comparable](d, meaning T) T {
	var zero T
	if d == zero {
		return meaning
	}
	return d
}
