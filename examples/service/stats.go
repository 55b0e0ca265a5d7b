package main

import (
	"net/http"

	"github.com/larder-go/larder/loader"
)

// getStats answers with what the cache counts: the numbers behind /metrics.
func (s *service) getStats(w http.ResponseWriter, _ *http.Request) {
	s.answer(w, readable(s.users.Stats()))
}

// statsAnswer is loader.Stats for people. What is named here comes in the place of the
// field of the same name below: a time.Duration would be a number of nanoseconds.
type statsAnswer struct {
	HitRatio    float64
	EvictionAge string
	SweepLocked string
	SweepLag    string
	LoadTime    loadTimes
	loader.Stats
}

// loadTimes says how long loads took.
type loadTimes struct {
	Count   uint64
	Sum     string
	Buckets []bucket // those that are not empty, the shortest first
}

// bucket counts the loads that took up to a time, and longer than the bucket before allows.
type bucket struct {
	UpTo  string // "+Inf" in the last of all
	Count uint64
}

func readable(stats loader.Stats) statsAnswer {
	return statsAnswer{
		HitRatio:    stats.HitRatio(),
		EvictionAge: stats.EvictionAge.String(),
		SweepLocked: stats.SweepLocked.String(),
		SweepLag:    stats.SweepLag.String(),
		LoadTime:    timesOf(stats.LoadTime),
		Stats:       stats,
	}
}

func timesOf(h loader.Histogram) loadTimes {
	times := loadTimes{Count: h.Count(), Sum: h.Sum.String(), Buckets: []bucket{}}
	bounds := loader.HistogramBounds()
	for i, n := range h.Counts {
		if n == 0 {
			continue
		}
		upTo := "+Inf"
		if i < len(bounds) {
			upTo = bounds[i].String()
		}
		times.Buckets = append(times.Buckets, bucket{upTo, n})
	}
	return times
}
