package machine

import (
	"math"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
)

// GOGC returns the percentage that is in force, whoever set it, or "off".
func GOGC() string {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return "unknown"
	}
	percent := sample[0].Value.Uint64()
	if percent == math.MaxUint64 {
		return "off"
	}
	return strconv.FormatUint(percent, 10)
}

func gomemlimit() string {
	limit := debug.SetMemoryLimit(-1) // which only asks
	if limit == math.MaxInt64 {
		return "off"
	}
	return strconv.FormatInt(limit, 10)
}
