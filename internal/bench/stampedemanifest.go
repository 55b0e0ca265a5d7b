package bench

import "time"

// StampedeOptions are what a Stampede has beside the Options of all.
type StampedeOptions struct {
	Protections []string  `json:"protections"`
	Latencies   []string  `json:"latencies"`
	Errors      []float64 `json:"errors"` // shares
	Every       string    `json:"every"`
	Window      string    `json:"window,omitempty"` // empty: as long as the TTL
	Soft        string    `json:"soft,omitempty"`   // empty: a fifth of the latency
	Spread      float64   `json:"spread"`
	OtherKeys   int       `json:"other_keys"`
	Slack       string    `json:"slack"`
	Seed        uint64    `json:"seed"`
}

// Manifest returns the manifest of a run by a command that begins now. Rows and
// Partial are left to be filled in.
func (s Stampede) Manifest(command []string) *Manifest {
	o := &StampedeOptions{
		Errors: s.Errors, Every: s.Every.String(), Spread: s.Spread, OtherKeys: s.Keys, Slack: s.Slack.String(), Seed: s.Seed,
	}
	for _, p := range s.Protections {
		o.Protections = append(o.Protections, p.Name)
	}
	for _, l := range s.Latencies {
		o.Latencies = append(o.Latencies, l.String())
	}
	if s.Window > 0 {
		o.Window = s.Window.String()
	}
	if s.Soft > 0 {
		o.Soft = s.Soft.String()
	}
	return &Manifest{
		Command: command, Date: time.Now().UTC().Truncate(time.Second), Machine: ThisMachine(),
		Works: []ManifestWork{},
		Options: Options{
			Backends: []string{"cow"}, Goroutines: s.Goroutines, Samples: s.Samples, Duration: s.Duration.String(),
			Keys: "int", TTL: s.TTL.String(), Sweepers: []string{"default"}, Stampede: o,
		},
	}
}
