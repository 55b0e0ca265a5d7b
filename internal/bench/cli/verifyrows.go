package cli

import (
	"regexp"
	"slices"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/results"
)

// streamOf finds the hash of the operations in the comment on a workload.
var streamOf = regexp.MustCompile(`^wl=(\S+) ops=.* stream=(\S+) `)

// agrees returns an error unless a file can be what its manifest tells of: a manifest
// alone proves nothing of rows that were copied, cut off or changed.
func agrees(file string, m *bench.Manifest) error {
	set, err := results.Read(file)
	if err != nil {
		return exitError(err)
	}
	f := set.Files[0]
	if f.Results < m.Rows {
		return invalidResult("%s: it has %d rows, and its manifest tells of %d", file, f.Results, m.Rows)
	}
	var names, streams []string
	for _, w := range m.Works {
		names = append(names, w.Name)
		streams = append(streams, w.Name+" "+w.Realised.StreamHash)
	}
	for _, comment := range f.Comments {
		if found := streamOf.FindStringSubmatch(comment); found != nil && !slices.Contains(streams, found[1]+" "+found[2]) {
			return invalidResult("%s: it says that the stream of %s is %s, and its manifest does not", file, found[1], found[2])
		}
	}
	for _, r := range set.Rows {
		if name := r.Part("wl"); name != "" && len(names) > 0 && !slices.Contains(names, name) {
			return invalidResult("%s: a row is of workload %s, of which its manifest does not tell", file, name)
		}
	}
	return nil
}
