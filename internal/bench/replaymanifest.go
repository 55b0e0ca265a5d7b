package bench

import "time"

// Manifest returns the manifest of a replay by a command that begins now. Rows are
// left to be filled in. A clock of a real cache is that of the trace: Options have no
// time to live.
func (r *Replay) Manifest(command []string, source Source, backends []Backend) *Manifest {
	m := &Manifest{
		Command: command, Date: time.Now().UTC().Truncate(time.Second), Machine: ThisMachine(),
		Works:     []ManifestWork{{Name: TraceName(source.Trace), Source: source, Realised: realise(r.stream)}},
		Options:   Options{Backends: []string{}, Goroutines: []int{}, Samples: 1, Keys: "int", TTL: "none", Sweepers: []string{}},
		Libraries: make(map[string]string),
	}
	for _, b := range backends {
		m.Options.Backends = append(m.Options.Backends, b.Name)
		if library := b.Library(); library != "" {
			m.Libraries[b.Name] = library
		}
	}
	return m
}
