package bench

import (
	"fmt"

	"github.com/larder-go/larder/workload"
)

// Realised tells what a stream really holds, whatever it was made from: the same
// parameters mean something else with another number of keys. Shares are in [0, 1].
type Realised struct {
	Operations int    `json:"operations"`
	Keys       int    `json:"keys"`
	StreamHash string `json:"stream_hash"`

	Get    float64 `json:"get"`
	Set    float64 `json:"set"`
	Delete float64 `json:"delete"`

	Distinct int     `json:"distinct_keys"`
	TopKey   float64 `json:"top_key"`
	Top1Pct  float64 `json:"top_1_percent"`
	Top10Pct float64 `json:"top_10_percent"`
	OneHit   float64 `json:"one_hit_keys"`
}

func realise(s *workload.Stream) Realised {
	mix, skew := s.Mix(), s.Skew()
	return Realised{
		Operations: len(s.Ops),
		Keys:       s.Keys,
		StreamHash: s.Hash(),
		Get:        mix.Get,
		Set:        mix.Set,
		Delete:     mix.Delete,
		Distinct:   skew.Distinct,
		TopKey:     skew.TopKey,
		Top1Pct:    skew.Top1Pct,
		Top10Pct:   skew.Top10Pct,
		OneHit:     skew.OneHit,
	}
}

// String returns it in one line.
func (r Realised) String() string {
	return fmt.Sprintf("ops=%d keys=%d distinct=%d stream=%s get=%.2f%% set=%.2f%% delete=%.2f%% top-key=%.2f%% top-1%%=%.2f%% top-10%%=%.2f%% one-hit-keys=%.2f%%",
		r.Operations, r.Keys, r.Distinct, r.StreamHash, 100*r.Get, 100*r.Set, 100*r.Delete,
		100*r.TopKey, 100*r.Top1Pct, 100*r.Top10Pct, 100*r.OneHit)
}
