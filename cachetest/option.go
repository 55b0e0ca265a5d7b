package cachetest

import (
	"errors"
	"math"
	"strings"
	"time"

	"github.com/larder-go/larder"
)

const noSweeper = larder.SweepNone

var optionRules = []rule{
	{"ZeroOptionsWork", zeroOptionsWork},
	{"InvalidOptionsAreNamed", invalidOptionsAreNamed},
	{"ValidOptionsAreAccepted", validOptionsAreAccepted},
}

func zeroOptionsWork(p *probe) {
	c, err := p.suite.String(options{})
	if err != nil {
		p.Fatalf("the constructor refuses the zero Options: %v", err)
	}
	defer c.Close()
	for i, ttl := range []time.Duration{larder.DefaultTTL, hour, forever} {
		if err := c.Set("key", i, ttl); err != nil {
			p.Fatalf("Set(key, %d, %v) = %v", i, ttl, err)
		}
		if v, ok := c.Get("key"); !ok || v != i {
			p.Fatalf("Get after Set(key, %d, %v) = %d, %t", i, ttl, v, ok)
		}
	}
	if !c.Delete("key") || c.Len() != 0 {
		p.Fatalf("Delete does not empty the cache")
	}
}

func invalidOptionsAreNamed(p *probe) {
	for _, bad := range []struct {
		field string
		o     options
	}{
		{"TTL", options{TTL: -1}},
		{"TTL", options{TTL: math.MinInt64}},
		{"Jitter", options{Jitter: -0.1}},
		{"Jitter", options{Jitter: 1}},
		{"Jitter", options{Jitter: math.NaN()}},
		{"Jitter", options{Jitter: math.Inf(1)}},
		{"Jitter", options{Jitter: math.Inf(-1)}},
		{"Sweeper", options{Sweeper: 255}},
		{"SweepInterval", options{SweepInterval: -1}},
		{"SweepInterval", options{SweepInterval: time.Second, Sweeper: larder.SweepNone}},
		{"SweepLimit", options{SweepLimit: -1}},
		{"SweepLimit", options{SweepLimit: 10, Sweeper: larder.SweepFull}},
		{"SweepLimit", options{SweepLimit: 10, Sweeper: larder.SweepNone}},
		{"SweepInterval", options{SweepInterval: time.Second, Sweeper: larder.SweepSampled}},
		{"SweepSets", options{SweepSets: -1, Sweeper: larder.SweepSampled}},
		{"SweepSets", options{SweepSets: 10}},
		{"SweepBudget", options{SweepBudget: -1}},
		{"SweepBudget", options{SweepBudget: 10, Sweeper: larder.SweepCursor}},
		{"Jitter", options{Jitter: 0.1, TTL: hour, Sweeper: larder.SweepQueue}},
		{"Sliding", options{Sliding: -0.1}},
		{"Sliding", options{Sliding: 1}},
		{"Sliding", options{Sliding: math.NaN()}},
		{"Capacity", options{Capacity: -1}},
		{"Capacity", options{Capacity: math.MinInt, MaxWeight: 10, Weigh: asItsValue}},
		{"MaxWeight", options{MaxWeight: -1, Weigh: asItsValue}},
		{"MaxWeight", options{MaxWeight: math.MinInt64, Weigh: asItsValue, Capacity: 10}},
		{"MaxWeight", options{MaxWeight: 10}},
		{"MaxWeight", options{MaxWeight: 10, Capacity: 10}},
		{"Weigh", options{Weigh: asItsValue}},
		{"Policy", options{Policy: 255}},
		{"Policy", options{Policy: 255, Capacity: 10}},
		{"Policy", options{Policy: larder.PolicyTinyLFU}},
		{"Policy", options{Policy: larder.PolicySoonestExpiry, TTL: hour}},
	} {
		c, err := p.suite.String(bad.o)
		if err == nil {
			c.Close()
			p.Fatalf("the constructor accepts %+v", bad.o)
		}
		var named *larder.OptionError
		if !errors.As(err, &named) {
			p.Fatalf("the error for %+v is %q, no *larder.OptionError", bad.o, err)
		}
		if named.Field != bad.field || named.Reason == "" || !strings.Contains(err.Error(), bad.field) {
			p.Fatalf("the error for %+v is %q, want one that names %s and says why", bad.o, err, bad.field)
		}
	}
}

func validOptionsAreAccepted(p *probe) {
	for _, o := range []options{
		{TTL: 1},
		{TTL: larder.NoExpiry},
		{Jitter: math.Nextafter(1, 0), TTL: hour},
		{Sweeper: larder.SweepFull, SweepInterval: 1},
		{SweepInterval: math.MaxInt64, SweepLimit: 1},
		{SweepLimit: math.MaxInt, NoStats: true},
		{Sweeper: larder.SweepNone},
		{Sweeper: larder.SweepQueue, TTL: hour},
		{SweepBudget: 1, Sliding: math.Nextafter(1, 0), TTL: hour},
		{Sweeper: larder.SweepSampled, SweepLimit: 1},
		{Sweeper: larder.SweepSampled, SweepLimit: math.MaxInt, SweepSets: 1},
		{Capacity: math.MaxInt},
		{Capacity: 1, NoStats: true},
		{Capacity: 1, Weigh: asItsValue},
		{MaxWeight: math.MaxInt64, Weigh: asItsValue},
		{MaxWeight: 1, Weigh: asItsValue, Capacity: 1, Sliding: 0.5, TTL: hour},
		{MaxWeight: 1 << 20, Weigh: asItsValue, Policy: larder.PolicyLRU},
	} {
		p.open(o).has1()
	}
	perPolicy(10, func(o options) { p.open(o).has1() })
}

// has1 wants the cache to work at all.
func (s *subject) has1() {
	s.set("key", 1, forever)
	s.has("key", 1, "after Set")
}
