package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/bench"
)

// cacheFlags are the flags of all commands that measure caches: which, and where
// the results go.
type cacheFlags struct {
	backends *list[bench.Backend]
	key      *single[bool] // whether keys are integers
	shards   *list[int]
	noStats  toggle
	out      *single[string]
}

// addCacheFlags adds the flags. The backends are those that are usual of which fit
// is true.
func (a App) addCacheFlags(f *flags, fit func(bench.Backend) bool) *cacheFlags {
	c := &cacheFlags{
		backends: a.backendList(a.usualBackends(fit)),
		key:      singleOf(parseKey, "string"),
		shards:   shardsFlag(f),
		out:      resultsFile(),
	}
	f.Var(c.backends, "backend", "`backends`, a comma list; cachebench list shows them")
	f.Var(c.key, "key", "`type` of the keys: string (of 20 bytes) or int")
	f.Var(&c.noStats, "nostats", "switch the statistics of the caches off")
	f.Var(c.out, "o", "write the results to a `file` too, and what one has to know to repeat them\nto FILE.manifest.json; after Ctrl-C a FILE that was there stays as it\nwas, and what was measured is in FILE.partial")
	return c
}

// backendList returns the value of -backend with a default.
func (a App) backendList(usual string) *list[bench.Backend] {
	return listOf(oneOf("backend", a.Backends, func(b bench.Backend) string { return b.Name }), usual)
}

// resultsFile returns the value of -o.
func resultsFile() *single[string] {
	return singleOf(notDash("standard output is written anyway: leave -o out"), "")
}

func (a App) usualBackends(fit func(bench.Backend) bool) string {
	var names []string
	for _, b := range a.Backends {
		if b.Default && fit(b) {
			names = append(names, b.Name)
		}
	}
	return strings.Join(names, ",")
}

// plan returns a plan of which the caches are known.
func (c *cacheFlags) plan() bench.Plan {
	return bench.Plan{
		Backends: c.backends.values,
		Shards:   c.shards.values,
		IntKeys:  c.key.value,
		NoStats:  bool(c.noStats),
	}
}

// file implements planner.
func (c *cacheFlags) file() string { return c.out.text }

// check returns an error if flags contradict each other.
func (c *cacheFlags) check() error { return checkShards(c.shards.values, c.backends.values) }

// shardsFlag adds -shards.
func shardsFlag(f *flags) *list[int] {
	shards := listOf(powerOfTwo, "")
	f.Var(shards, "shards", "`numbers` of shards of the sharded backends, a comma list\nof powers of two; 256 if not given")
	return shards
}

// checkShards returns an error if there are numbers of shards, and no backend has any.
func checkShards(shards []int, backends []bench.Backend) error {
	if len(shards) > 0 && !slices.ContainsFunc(backends, func(b bench.Backend) bool { return b.Sharded }) {
		return usageError("-shards is for backends in shards, and -backend names none")
	}
	return nil
}

func parseKey(text string) (isInt bool, err error) {
	types := []string{"string", "int"}
	if !slices.Contains(types, text) {
		return false, unknown("type of keys", text, types)
	}
	return text == "int", nil
}

func powerOfTwo(text string) (int, error) {
	n, err := integer(1, mostShards)(text)
	if err != nil || n&(n-1) != 0 {
		return 0, fmt.Errorf("want a power of two from 1 to %d", mostShards)
	}
	return n, nil
}
