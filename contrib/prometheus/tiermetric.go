package larderprom

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/larder-go/larder/tiered"
)

// tierMetric is what is shown of one field of tiered.Stats.
type tierMetric struct {
	kind prometheus.ValueType
	name string // without the prefix
	help string
	of   func(*tiered.Stats) float64
}

func tierCounter(name, help string, of func(*tiered.Stats) uint64) tierMetric {
	return tierMetric{prometheus.CounterValue, name, help, func(s *tiered.Stats) float64 { return float64(of(s)) }}
}

// tierMetrics are those of tiered.Stats, in its order, but for Memory, the histograms and the state of the
// breaker.
func tierMetrics() []tierMetric {
	return []tierMetric{
		tierCounter("remote_hits_total", "Keys that the remote had a fresh value of.", func(s *tiered.Stats) uint64 { return s.Remote.Hits }),
		tierCounter("remote_misses_total", "Keys that the remote had none of.", func(s *tiered.Stats) uint64 { return s.Remote.Misses }),
		tierCounter("remote_errors_total", "Calls of the remote that failed.", func(s *tiered.Stats) uint64 { return s.Remote.Errors }),
		tierCounter("remote_timeouts_total", "Of these, those that took too long.", func(s *tiered.Stats) uint64 { return s.Remote.Timeouts }),
		tierCounter("remote_refused_total", "Calls that were not made, since a breaker was open.", func(s *tiered.Stats) uint64 { return s.Remote.Refused }),
		tierCounter("remote_corrupt_total", "Payloads that were damaged.", func(s *tiered.Stats) uint64 { return s.Remote.Corrupt }),
		tierCounter("remote_foreign_total", "Payloads of another key, schema or program.", func(s *tiered.Stats) uint64 { return s.Remote.Foreign }),
		tierCounter("remote_other_format_total", "Payloads of another release.", func(s *tiered.Stats) uint64 { return s.Remote.OtherFormat }),
		tierCounter("remote_too_large_total", "Values that the remote did not take for their size.", func(s *tiered.Stats) uint64 { return s.Remote.TooLarge }),
		tierCounter("remote_discarded_total", "Values that were loaded and not stored, since they had been invalidated meanwhile.", func(s *tiered.Stats) uint64 { return s.Remote.Discarded }),
		tierCounter("remote_fallbacks_total", "Old values of the remote's that were served where the load failed.", func(s *tiered.Stats) uint64 { return s.Remote.Fallbacks }),
		tierCounter("lock_waits_total", "Times that a key was waited for that another node loads.", func(s *tiered.Stats) uint64 { return s.Remote.LockWaits }),
		tierCounter("lock_stale_total", "Old values that were served instead of that.", func(s *tiered.Stats) uint64 { return s.Remote.LockStale }),
		tierCounter("changes_postponed_total", "Changes that could not be sent to the remote at once.", func(s *tiered.Stats) uint64 { return s.Remote.Postponed }),
		tierCounter("changes_resent_total", "Changes that were sent later.", func(s *tiered.Stats) uint64 { return s.Remote.Resent }),
		{prometheus.GaugeValue, "changes_pending", "Changes that are still to be sent.", func(s *tiered.Stats) float64 { return float64(s.Remote.Pending) }},
		tierCounter("messages_sent_total", "Messages of changes, to the other nodes.", func(s *tiered.Stats) uint64 { return s.Backplane.Sent }),
		tierCounter("messages_unsent_total", "Messages, heartbeats among them, that could not be sent.", func(s *tiered.Stats) uint64 { return s.Backplane.Unsent }),
		tierCounter("messages_received_total", "Messages of other nodes that were heeded.", func(s *tiered.Stats) uint64 { return s.Backplane.Received }),
		tierCounter("messages_repeated_total", "Messages that had come before, or had been given up.", func(s *tiered.Stats) uint64 { return s.Backplane.Repeated }),
		tierCounter("messages_malformed_total", "Messages that are none.", func(s *tiered.Stats) uint64 { return s.Backplane.Malformed }),
		tierCounter("trust_terms_total", "Times that messages may have been lost.", func(s *tiered.Stats) uint64 { return s.Backplane.Terms }),
		tierCounter("revalidations_total", "Values in memory that the remote was asked about for that reason.", func(s *tiered.Stats) uint64 { return s.Backplane.Revalidations }),
		tierCounter("breaker_changes_total", "Changes of any breaker.", func(s *tiered.Stats) uint64 { return s.Backplane.BreakerChanges }),
		tierCounter("origin_loads_total", "Keys that load functions were called for.", func(s *tiered.Stats) uint64 { return s.Origin.Loads }),
		tierCounter("origin_errors_total", "Of these, those that failed.", func(s *tiered.Stats) uint64 { return s.Origin.Errors }),
		tierCounter("origin_not_found_total", "Of these, those that have no value.", func(s *tiered.Stats) uint64 { return s.Origin.NotFound }),
		tierCounter("origin_not_modified_total", "Of these, those whose old value is still right.", func(s *tiered.Stats) uint64 { return s.Origin.NotModified }),
		tierCounter("origin_loads_down_total", "Of these, those that the remote could not be asked about.", func(s *tiered.Stats) uint64 { return s.Origin.Down }),
		tierCounter("values_set_total", "Values given to Set, Put and SetMany.", func(s *tiered.Stats) uint64 { return s.Sets }),
		tierCounter("keys_invalidated_total", "Keys given to Delete, DeleteMany and Expire.", func(s *tiered.Stats) uint64 { return s.Deletes }),
		tierCounter("tags_invalidated_total", "Calls of InvalidateTag.", func(s *tiered.Stats) uint64 { return s.TagInvalidations }),
		tierCounter("clears_total", "Calls of Clear.", func(s *tiered.Stats) uint64 { return s.Clears }),
		tierCounter("late_stale_serves_total", "Calls that were given a value past its time to live after they had waited.", func(s *tiered.Stats) uint64 { return s.StaleServes }),
		tierCounter("tier_events_dropped_total", "Events that a subscriber of the tiers was too slow for.", func(s *tiered.Stats) uint64 { return s.EventsDropped }),
	}
}
