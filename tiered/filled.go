package tiered

import (
	"crypto/rand"
	"encoding/hex"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// filled returns the options with what zero values mean.
func (o Options[V]) filled() Options[V] {
	o.Name = orDefault(o.Name, defaultName)
	if o.Node == "" {
		var random [4]byte
		_, _ = rand.Read(random[:]) // it never fails
		o.Node = hex.EncodeToString(random[:])
	}
	if o.Codec == nil {
		o.Codec = JSON[V]("")
	}
	o.TTL = orDefault(o.TTL, larder.NoExpiry)
	o.MaxStaleness = orDefault(o.MaxStaleness, defaultMaxStaleness)
	o.LoadTimeout = orDefault(o.LoadTimeout, defaultLoadTimeout)
	o.RetryAfter = orDefault(o.RetryAfter, defaultRetryAfter)
	o.RemoteTimeout = orDefault(o.RemoteTimeout, defaultRemoteTimeout)
	o.RemoteSoftTimeout = min(orDefault(o.RemoteSoftTimeout, o.RemoteTimeout), o.RemoteTimeout)
	o.MaxLoadsDown = orDefault(o.MaxLoadsDown, defaultLoadsDown)
	o.BreakerFailures = max(orDefault(o.BreakerFailures, defaultFailures), 0)
	o.BreakerOpenFor = orDefault(o.BreakerOpenFor, defaultOpenFor)
	o.LeaseTTL = orDefault(o.LeaseTTL, defaultLeaseTTL)
	o.LockWait = orDefault(o.LockWait, defaultLockWait)
	o.Heartbeat = orDefault(o.Heartbeat, defaultHeartbeat)
	o.Backlog = orDefault(o.Backlog, defaultBacklog)
	o.BacklogAge = orDefault(o.BacklogAge, defaultBacklogAge)
	o.MaxKey = orDefault(o.MaxKey, defaultMaxKey)
	o.MaxPayload = orDefault(o.MaxPayload, defaultMaxPayload)
	if o.Clock == nil {
		o.Clock = larder.SystemClock{}
	}
	return o
}

// memory returns the options of the cache in memory. What is stale in both tiers, and
// how many loads run, is decided here, and not there: memory's values are fresh for no
// longer than MaxStaleness, after which the remote is asked. clock is what the user gave.
func (o Options[V]) memory(clock larder.Clock) loader.Options[string, Entry[V]] {
	m := loader.Options[string, Entry[V]]{
		Options: larder.Options[string, Entry[V]]{
			TTL:     o.MaxStaleness,
			Sweeper: o.Sweeper, SweepInterval: o.SweepInterval, SweepLimit: o.SweepLimit, SweepSets: o.SweepSets, SweepBudget: o.SweepBudget,
			Capacity: o.Capacity, MaxWeight: o.MaxWeight, Policy: o.Policy,
			Clock: clock, NoStats: o.NoStats,
		},
		StaleIfError: o.StaleIfError, RetryAfter: o.RetryAfter,
		SoftTimeout: o.SoftTimeout, HardTimeout: o.HardTimeout, LoadTimeout: o.LoadTimeout, Detached: o.Detached,
		NegativeTTL: min(o.NegativeTTL, o.MaxStaleness), ErrorTTL: o.ErrorTTL, ErrorTTLMax: o.ErrorTTLMax, NegativeCapacity: o.NegativeCapacity,
		MaxWaiters: o.MaxWaiters,
	}
	if weigh := o.Weigh; weigh != nil {
		m.Weigh = func(key string, e Entry[V]) int64 { return weigh(key, e.value) }
	}
	return m
}

// orDefault returns v, or what it means if it is its zero value.
func orDefault[T comparable](v, meaning T) T {
	var zero T
	if v == zero {
		return meaning
	}
	return v
}
