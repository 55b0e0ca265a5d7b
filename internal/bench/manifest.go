package bench

import (
	"encoding/json"
	"io"
	"strings"
	"time"

	"github.com/larder-go/larder"
)

// Manifest is what one has to know to repeat a run and to judge it. It lies
// beside the results, not in them, since it differs from run to run: benchstat
// would take rows under different configurations for rows of different things.
type Manifest struct {
	Command []string  `json:"command"`
	Suite   string    `json:"suite,omitempty"` // file that asked for the command
	Date    time.Time `json:"date"`
	Partial bool      `json:"partial"` // the run was interrupted: rows are missing
	Rows    int       `json:"rows"`

	Works   []ManifestWork `json:"workloads"`
	Options Options        `json:"options"`
	Machine Machine        `json:"machine"`

	// Libraries are the modules that the backends of others come from, with
	// their versions, by the name of the backend.
	Libraries map[string]string `json:"libraries,omitempty"`
}

// ManifestWork is one workload of a run.
type ManifestWork struct {
	Name     string   `json:"name"`
	Source   Source   `json:"source"`
	Realised Realised `json:"realised"`
}

// Options are those of the caches and of the driver.
type Options struct {
	Backends   []string `json:"backends"`
	Goroutines []int    `json:"goroutines"`
	Batches    []int    `json:"batches,omitempty"` // empty: Gets one by one
	Samples    int      `json:"samples"`
	Processes  bool     `json:"processes"` // each sample was taken in a process of its own
	Duration   string   `json:"duration,omitempty"`
	Ops        int      `json:"ops,omitempty"`
	Rate       int      `json:"rate,omitempty"`  // operations that were due a second
	Every      string   `json:"every,omitempty"` // between snapshots, where they were taken
	Keys       string   `json:"keys"`            // their type

	Procs      []int    `json:"procs,omitempty"` // GOMAXPROCS of samples; empty: the machine's
	Rates      []int    `json:"rates,omitempty"` // operations that were due a second, with latencies
	Arrivals   string   `json:"arrivals,omitempty"`
	Slack      string   `json:"slack,omitempty"`      // beyond which an operation was late
	Collectors []string `json:"collectors,omitempty"` // settings of the collector

	Step string `json:"step,omitempty"` // of virtual time

	// What the caches are made with.
	TTL        string   `json:"ttl"`                  // of entries whose workload does not tell
	Capacities []string `json:"capacities,omitempty"` // as they were asked for; empty: no limit
	Policies   []string `json:"policies,omitempty"`   // of larder's own with a capacity; empty: the default
	Sweepers   []string `json:"sweepers"`
	Shards     []int    `json:"shards,omitempty"`

	SweepInterval string `json:"sweep_interval,omitempty"` // empty: as the sweepers choose it
	SweepLimit    int    `json:"sweep_limit,omitempty"`    // 0: as the sweepers choose it
	SweepBudget   int    `json:"sweep_budget,omitempty"`   // 0: as the sweepers choose it

	Stampede *StampedeOptions `json:"stampede,omitempty"`

	NoStats bool     `json:"no_stats"`
	NoTTL   []string `json:"no_ttl,omitempty"` // backends that ignore times to live
}

// Manifest returns the manifest of a run of the plan by a command that begins
// now. Work, Row and Partial are left to be filled in.
func (p Plan) Manifest(command []string) *Manifest {
	o := Options{
		Goroutines: p.goroutines(),
		Procs:      p.Procs,
		Rates:      p.Rates,
		Batches:    p.Batches,
		Samples:    p.Samples,
		Processes:  p.Elsewhere != nil,
		Ops:        p.Ops,
		Rate:       p.Rate,
		Keys:       "string",
		TTL:        "none",
		Shards:     p.Shards,
		NoStats:    p.NoStats,
		SweepLimit: p.SweepLimit, SweepBudget: p.SweepBudget,
	}
	libraries := make(map[string]string)
	for _, b := range p.Backends {
		o.Backends = append(o.Backends, b.Name)
		if b.NoTTL {
			o.NoTTL = append(o.NoTTL, b.Name)
		}
		if library := b.Library(); library != "" {
			libraries[b.Name] = library
		}
	}
	for _, c := range p.Capacities {
		o.Capacities = append(o.Capacities, c.String())
	}
	for _, policy := range p.Policies {
		o.Policies = append(o.Policies, policy.String())
	}
	for _, s := range p.Sweepers {
		o.Sweepers = append(o.Sweepers, s.String())
	}
	if p.TTL > 0 && p.TTL != larder.NoExpiry {
		o.TTL = p.TTL.String()
	}
	if p.Duration > 0 {
		o.Duration = p.Duration.String()
	}
	if p.Every > 0 {
		o.Every = p.Every.String()
	}
	if p.Step > 0 {
		o.Step = p.Step.String()
	}
	if p.SweepInterval > 0 {
		o.SweepInterval = p.SweepInterval.String()
	}
	if p.Subject == Latency {
		o.Arrivals, o.Slack = p.Arrivals.String(), p.Slack.String()
	}
	for _, c := range p.Collectors {
		o.Collectors = append(o.Collectors, strings.Join(c.parts(), " "))
	}
	if p.IntKeys {
		o.Keys = "int"
	}
	return &Manifest{
		Command: command, Date: time.Now().UTC().Truncate(time.Second), Options: o, Machine: ThisMachine(), Libraries: libraries,
	}
}

// Work adds a workload.
func (m *Manifest) Work(w *Work) {
	m.Works = append(m.Works, ManifestWork{Name: w.Name, Source: w.Source, Realised: w.Realised})
}

// Write writes the manifest as indented JSON.
func (m *Manifest) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(m)
}
