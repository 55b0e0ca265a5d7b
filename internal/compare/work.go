package compare

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/results"
)

// streams are hashes of what was run, by the name of the workload, with the number of
// its keys where it was computed for that.
type streams map[workload]map[string]bool

type workload struct{ name, keys string }

// sameWork returns an error if a workload of rows that are compared was another
// stream of operations on the two sides.
func sameWork(old, new *results.Set, pairs []pair) error {
	was, is := streamsOf(old), streamsOf(new)
	var all []workload
	for w := range was {
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b workload) int { return strings.Compare(a.name+a.keys, b.name+b.keys) })
	for _, w := range all {
		if is[w] == nil || !slices.ContainsFunc(pairs, func(p pair) bool { return w.isOf(p.row) }) {
			continue
		}
		if disjoint(was[w], is[w]) {
			return fmt.Errorf("compare: %w: the operations of %s are not the same: hash %s, and %s in the new results: measure both with the same",
				ErrOtherWork, w, listed(was[w]), listed(is[w]))
		}
	}
	return nil
}

// String names the workload.
func (w workload) String() string {
	if w.keys == "" {
		return w.name
	}
	return w.name + " on " + w.keys + " keys"
}

// isOf reports whether the row is of the workload. Some commands know one only, and
// do not name it.
func (w workload) isOf(r *results.Row) bool {
	name := r.Part("wl") + r.Part("trace")
	return name == "" || name == w.name
}

func disjoint(a, b map[string]bool) bool {
	for hash := range a {
		if b[hash] {
			return false
		}
	}
	return true
}

func listed(hashes map[string]bool) string {
	return strings.Join(slices.Sorted(maps.Keys(hashes)), " and ")
}

// streamsOf collects what the files say of their operations: in comments, or
// else in the manifest.
func streamsOf(s *results.Set) streams {
	all := make(streams)
	add := func(w workload, hash string) {
		if hash == "" {
			return
		}
		if all[w] == nil {
			all[w] = make(map[string]bool)
		}
		all[w][hash] = true
	}
	for _, f := range s.Files {
		told := false
		for _, text := range f.Comments {
			w, hash := commented(text)
			add(w, hash)
			told = told || hash != ""
		}
		if told || f.Manifest == nil {
			continue
		}
		for _, m := range f.Manifest.Works {
			w := workload{name: m.Name}
			if m.Source.Trace == "" {
				w.keys = fmt.Sprint(m.Realised.Keys)
			}
			add(w, m.Realised.StreamHash)
		}
	}
	return all
}

// commented understands "wl=NAME ops=N keys=K … stream=HASH", which run writes, and
// "trace: NAME, …, sha256 HASH", which replay does.
func commented(text string) (w workload, hash string) {
	if rest, ok := strings.CutPrefix(text, "trace: "); ok {
		w.name, _, _ = strings.Cut(rest, ",")
		_, hash, _ = strings.Cut(rest, ", sha256 ")
		return w, hash
	}
	if !strings.HasPrefix(text, "wl=") {
		return w, ""
	}
	for field := range strings.FieldsSeq(text) {
		switch key, value, _ := strings.Cut(field, "="); key {
		case "wl":
			w.name = value
		case "keys":
			w.keys = value
		case "stream":
			hash = value
		}
	}
	return w, hash
}
