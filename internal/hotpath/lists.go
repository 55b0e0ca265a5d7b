package hotpath

import (
	"slices"
	"strings"
)

// Lists say what code on a hit path may call. Names are without type
// arguments, as in "hash/maphash.comparableHash".
type Lists struct {
	Own      string  // the module's import path
	Helpers  []Entry // functions of this module, followed; each must be called
	Cold     []Entry // functions that are not looked into; those of this module must be called
	Followed []Entry // functions of the standard library, looked into
	Refused  []Entry // functions with a reason of their own to be refused; a * stands for the rest of a name
	Indirect []Site  // indirect calls; each must be there
}

// Entry names a function and says why it is on a list.
type Entry struct{ Name, Why string }

// Site is an indirect call.
type Site struct {
	File    string   // a piece of the path of the source file, after a slash
	Source  string   // a piece of the source line
	Targets []string // symbols of the functions that it may call, which are called in turn
	Why     string
}

// Name returns what Report.Called calls the site.
func (s Site) Name() string { return s.File + ": " + s.Source }

const (
	module = "github.com/larder-go/larder"
	engine = module + "/internal/engine.(*Engine)."
	cow    = module + "/cow."

	keyhash = module + "/internal/keyhash."
	tallied = module + "/internal/tally.(*Tally).Inc"
)

// hashers are the runtime's hash functions for the keys of the test's program,
// as cmd/compile chooses them by the type of the key. A test compares them with
// what the running program uses.
var hashers = []string{"runtime.strhash", "runtime.memhash64", "runtime.memhash128"}

// HitPath is what the Gets of package cow may do. A line is added only with a
// reason that holds for every hit.
var HitPath = Lists{
	Own: module,

	// The internals of package cow, named here and nowhere else. When one is
	// inlined after all, take its line out.
	Helpers: []Entry{
		{cow + "(*Cache).Get", "what the program asks"},
		{cow + "(*Map).Get", "what the program asks"},
		{cow + "find", "the probe beyond the first slot; never inlined, so that the code before it stays short"},
		{keyhash + "(*Hasher).Hash", "the hash of a key that is no string; never inlined"},
		{keyhash + "hashText", "the hash of a string: too large for the compiler to inline"},
	},

	Cold: []Entry{
		{tallied, "counts, in a row of the processor's own; a cache with NoStats never calls it"},
		{engine + "Touch", "counts a hit in the entry, unless it has been counted three times, and may begin its life anew; an unbounded cache without Options.Sliding never calls it"},
		{engine + "exact", "reads the clock; only for a deadline within some refreshes of it"},
		{engine + "Miss", "the end of a Get that found nothing, or an entry that has expired"},

		{"runtime.morestack_noctxt", "grows the goroutine's stack, at the head of every function; seldom, and no memory of the cache"},
		{"runtime.morestack", "as morestack_noctxt"},
		{"internal/runtime/maps.fatal", "ends the process: a map was written during a read"},

		// Panics of checks that the compiler could not prove superfluous.
		{"runtime.panicBounds", "an index out of range, since Go 1.26"},
		{"runtime.panicIndex", "an index out of range, up to Go 1.25"},
		{"runtime.panicIndexU", "an unsigned index out of range, up to Go 1.25"},
		{"runtime.panicSliceB", "a slice's lower bound out of range, up to Go 1.25"},
		{"runtime.panicdivide", "a division by zero"},
		{"runtime.panicshift", "a shift by a negative count"},
	},

	Followed: []Entry{
		{"hash/maphash.Comparable", "the seeded hash of a key"},
		{"hash/maphash.comparableHash", "its body"},
		{"internal/abi.NoEscape", "keeps the key on the stack while it is hashed"},
		{"internal/abi.TypeOf", "where the hash function is found"},
		{"runtime.strhash", "the hash of a string"},
		{"runtime.strhashFallback", "the same, on processors without AES"},
		{"runtime.memhash", "the hash of a piece of memory"},
		{"runtime.memhash64", "the hash of an integer"},
		{"runtime.memhash128", "the hash of two integers"},
		{"runtime.memhashFallback", "memhash on processors without AES"},
		{"runtime.memhash64Fallback", "memhash64 on processors without AES"},
		{"aeshashbody", "the hash with AES instructions"},
		{"runtime.memequal", "compares strings of equal length"},
		{"memeqbody", "its body"},
		{"runtime.mapaccess1_faststr", "a look-up in a map with string keys, for cow.Map"},
		{"runtime.mapaccess1_fast64", "a look-up in a map with integer keys, for cow.Map"},
		{"internal/runtime/maps.(*Map).getWithoutKeySmallFastStr", "the same in a map of up to eight entries"},
	},

	Refused: []Entry{
		{"runtime.mallocgc*", "allocates"},
		{"runtime.newobject", "allocates"},
		{"runtime.newarray", "allocates"},
		{"runtime.makeslice*", "allocates"},
		{"runtime.growslice*", "allocates"},
		{"runtime.makemap*", "allocates"},
		{"runtime.makechan*", "allocates"},
		{"runtime.concatstring*", "allocates"},
		{"runtime.convT*", "allocates: a value becomes an interface"},
		{"runtime.slicebytetostring", "allocates"},
		{"runtime.stringtoslice*", "allocates"},
		{"runtime.gcWriteBarrier*", "a write barrier: a pointer is stored to the heap"},
		{"runtime.wbZero", "a write barrier: pointers in the heap are cleared"},
		{"runtime.wbMove", "a write barrier: pointers are copied to the heap"},
		{"runtime.typedmemmove", "a write barrier: pointers are copied to the heap"},
		{"runtime.typedmemclr", "a write barrier: pointers in the heap are cleared"},
		{"runtime.typedslicecopy", "a write barrier: pointers are copied to the heap"},
		{"runtime.bulkBarrier*", "a write barrier"},
		{"sync.*", "a lock, or what has one"},
		{"internal/sync.*", "a lock, or what has one"},
		{"time.*", "reads the clock, which costs as much as the look-up"},
	},

	Indirect: []Site{
		{"hash/maphash/maphash_runtime.go", "hasher(", hashers, "the hash function of the key's type"},
		{"internal/runtime/maps/runtime_fast", "typ.Hasher(", hashers, "the hash function of the key's type"},

		// Of package cow; as with the helpers, named here only.
		{"keyhash/keyhash.go", "h.test(", nil, "a hash of a test's choice; nil outside of tests, when it is not called"},
	},
}

func listed(lines []Entry, name string) bool {
	return slices.ContainsFunc(lines, func(l Entry) bool { return l.Name == name })
}

func (l *Lists) cold(name string) bool { return listed(l.Cold, name) }

func (l *Lists) followed(name string) bool {
	return listed(l.Followed, name) || listed(l.Helpers, name)
}

func (l *Lists) refused(name string) (bool, string) {
	for _, r := range l.Refused {
		prefix, more := strings.CutSuffix(r.Name, "*")
		if name == prefix || more && strings.HasPrefix(name, prefix) {
			return true, r.Why
		}
	}
	return false, ""
}

// Unused returns the lines that must be used and are not by the calls of any
// of the reports.
func (l *Lists) Unused(reports ...*Report) []string {
	var unused []string
	check := func(name string) {
		if !slices.ContainsFunc(reports, func(r *Report) bool { return r.Called[name] }) {
			unused = append(unused, name)
		}
	}
	for _, h := range l.Helpers {
		check(h.Name)
	}
	for _, c := range l.Cold {
		if strings.HasPrefix(c.Name, l.Own) {
			check(c.Name)
		}
	}
	for _, s := range l.Indirect {
		check(s.Name())
	}
	return unused
}
