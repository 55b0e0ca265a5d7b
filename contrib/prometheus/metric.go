package larderprom

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/larder-go/larder/loader"
)

const prefix = "larder_"

// metric is what is shown of one field of Stats.
type metric struct {
	kind prometheus.ValueType
	name string // without the prefix
	help string
	of   func(*loader.Stats) float64
}

// number is what the fields of Stats are. Durations are shown in seconds.
type number interface {
	uint64 | int | int64 | time.Duration
}

func counter[N number](name, help string, of func(*loader.Stats) N) metric {
	return metric{prometheus.CounterValue, name, help, func(s *loader.Stats) float64 { return shown(of(s)) }}
}

func gauge[N number](name, help string, of func(*loader.Stats) N) metric {
	return metric{prometheus.GaugeValue, name, help, func(s *loader.Stats) float64 { return shown(of(s)) }}
}

func shown[N number](n N) float64 {
	if d, ok := any(n).(time.Duration); ok {
		return d.Seconds()
	}
	return float64(n)
}

// cacheMetrics are those of larder.Stats, in its order.
func cacheMetrics() []metric {
	return []metric{
		counter("hits_total", "Reads that found a live entry.", func(s *loader.Stats) uint64 { return s.Hits }),
		counter("misses_total", "Reads that found none.", func(s *loader.Stats) uint64 { return s.Misses }),
		counter("expired_reads_total", "Reads that met an entry past its deadline.", func(s *loader.Stats) uint64 { return s.ExpiredReads }),
		counter("lazy_deletes_total", "Expired entries removed by an operation that met them.", func(s *loader.Stats) uint64 { return s.LazyDeletes }),
		counter("sweep_deletes_total", "Expired entries removed by the sweeper.", func(s *loader.Stats) uint64 { return s.SweepDeletes }),
		counter("sets_total", "Sets that succeeded.", func(s *loader.Stats) uint64 { return s.Sets }),
		counter("deletes_total", "Deletes that removed a live entry.", func(s *loader.Stats) uint64 { return s.Deletes }),
		counter("evictions_total", "Live entries that left to make room.", func(s *loader.Stats) uint64 { return s.Evictions }),
		counter("rejections_total", "Entries that were not admitted by their own Set.", func(s *loader.Stats) uint64 { return s.Rejections }),
		gauge("eviction_age_seconds", "For how long evicted entries had been there, on average since the cache was made; 0 before the first.", func(s *loader.Stats) time.Duration { return s.EvictionAge }),
		counter("sweep_runs_total", "Ticks of the sweeper.", func(s *loader.Stats) uint64 { return s.SweepRuns }),
		counter("sweep_locked_seconds_total", "Time for which the sweeper at most held a lock that stops operations.", func(s *loader.Stats) time.Duration { return s.SweepLocked }),
		gauge("entries", "Resident entries.", func(s *loader.Stats) int { return s.Size }),
		gauge("weight", "Sum of the weights of the resident entries, in the unit of Options.Weigh; 0 without it.", func(s *loader.Stats) int64 { return s.Weight }),
		gauge("overdue_entries", "Resident entries that are past their deadline.", func(s *loader.Stats) int { return s.Overdue }),
		gauge("sweep_lag_seconds", "For how long the longest overdue entry is; 0 if there is none.", func(s *loader.Stats) time.Duration { return s.SweepLag }),
	}
}

// loadMetrics are those that loader.Stats adds, in its order, but for LoadTime.
func loadMetrics() []metric {
	return []metric{
		counter("loads_total", "Load functions called.", func(s *loader.Stats) uint64 { return s.Loads }),
		counter("loaded_keys_total", "Keys that they were called for.", func(s *loader.Stats) uint64 { return s.LoadedKeys }),
		counter("not_found_total", "Of these keys, those that do not exist.", func(s *loader.Stats) uint64 { return s.NotFound }),
		counter("load_errors_total", "Of these keys, those for which loading failed, panics and timeouts included.", func(s *loader.Stats) uint64 { return s.LoadErrors }),
		counter("abandoned_keys_total", "Of these keys, those whose load failed after nobody waited for it any more, which cancelled it; in no other count of failures.", func(s *loader.Stats) uint64 { return s.Abandoned }),
		counter("unasked_keys_total", "Keys that a load of many returned without having been asked.", func(s *loader.Stats) uint64 { return s.Unasked }),
		counter("shared_waits_total", "Misses that waited for a load that another had started.", func(s *loader.Stats) uint64 { return s.SharedWaits }),
		counter("negative_hits_total", "Misses that were answered with a remembered error.", func(s *loader.Stats) uint64 { return s.NegativeHits }),
		counter("stale_serves_total", "Reads that were given a value past its time to live.", func(s *loader.Stats) uint64 { return s.StaleServes }),
		counter("refreshes_total", "Loads in the background that stored a value.", func(s *loader.Stats) uint64 { return s.Refreshes }),
		counter("not_modified_total", "Loads that confirmed the value that was there.", func(s *loader.Stats) uint64 { return s.NotModified }),
		counter("discarded_values_total", "Values loaded and not stored: invalidated meanwhile, or a newer version was there.", func(s *loader.Stats) uint64 { return s.Discarded }),
		counter("soft_timeouts_total", "Callers that were served a stale value since a load took too long.", func(s *loader.Stats) uint64 { return s.SoftTimeouts }),
		counter("hard_timeouts_total", "Callers that got an error since a load took too long.", func(s *loader.Stats) uint64 { return s.HardTimeouts }),
		counter("load_timeouts_total", "Loads that took longer than a load may.", func(s *loader.Stats) uint64 { return s.LoadTimeouts }),
		counter("events_dropped_total", "Events that a subscriber was too slow for.", func(s *loader.Stats) uint64 { return s.EventsDropped }),
		gauge("loads_in_flight", "Load functions that run now.", func(s *loader.Stats) int { return s.InFlight }),
		gauge("negative_keys", "Keys of which it is remembered that they do not exist, or that loading them failed.", func(s *loader.Stats) int { return s.Negatives }),
	}
}

const (
	durationName = "load_duration_seconds"
	durationHelp = "How long loads took, failed ones included."
)
