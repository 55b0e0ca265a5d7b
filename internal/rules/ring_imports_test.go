package rules_test

// imports is a Go file of one import.
func imports(pkg, path string) string { return "package " + pkg + "\nimport _ \"" + path + "\"\n" }

var importAlarms = []alarm{
	{"ImportDirection", "RootToOthers", files{"m.go": imports("m", "example.org/m/internal/x")},
		[]string{"m.go:2: . must not import example.org/m/internal/x"}},
	{"ImportDirection", "RootToStandard", files{"m.go": imports("m", "sync/atomic")}, nil},
	{"ImportDirection", "WorkloadToRoot", files{"workload/w.go": imports("workload", "example.org/m")},
		[]string{"workload/w.go:2: workload must not import example.org/m"}},
	{"ImportDirection", "WorkloadToDecompressor", files{"workload/w.go": imports("workload", "github.com/ulikunitz/xz")},
		[]string{"workload/w.go:2: "}},
	{"ImportDirection", "TraceToDecompressor", files{
		"workload/w.go":       imports("workload", "math"),
		"workload/trace/t.go": imports("trace", "github.com/klauspost/compress/zstd"),
		"workload/trace/u.go": imports("trace", "example.org/m/workload"),
	}, nil},
	{"ImportDirection", "BackendToBackend", files{"sharded/s.go": imports("sharded", "example.org/m/cow")},
		[]string{"sharded/s.go:2: sharded must not import example.org/m/cow"}},
	{"ImportDirection", "BackendToBackendWithin", files{"cow/inner/c.go": imports("inner", "example.org/m/rwmutex")},
		[]string{"cow/inner/c.go:2: cow/inner must not import example.org/m/rwmutex"}},
	{"ImportDirection", "BackendToLibrary", files{"cow/c.go": imports("cow", "github.com/puzpuzpuz/xsyncer")},
		[]string{"cow/c.go:2: "}},
	{"ImportDirection", "BackendThroughInternal", files{
		"cow/c.go":             imports("cow", "example.org/m/internal/engine"),
		"internal/engine/e.go": imports("engine", "example.org/m/internal/far"),
		"internal/far/f.go":    imports("far", "golang.org/x/term"),
	}, []string{"internal/far/f.go:2: cow must not import golang.org/x/term through internal/far"}},
	{"ImportDirection", "BackendAsItShould", files{
		"cow/c.go":             imports("cow", "example.org/m/internal/engine"),
		"cow/x.go":             imports("cow", "github.com/puzpuzpuz/xsync/v3"),
		"cow/m.go":             imports("cow", "example.org/m"),
		"cow/s.go":             imports("cow", "example.org/m/snapshot"),
		"cow/c_test.go":        imports("cow", "example.org/m/cachetest"),
		"internal/engine/e.go": imports("engine", "example.org/m"),
		"m.go":                 "package m",
	}, nil},
	{"ImportDirection", "SnapshotToBackend", files{"snapshot/s.go": imports("snapshot", "example.org/m/cow")},
		[]string{"snapshot/s.go:2: snapshot must not import example.org/m/cow"}},
	{"ImportDirection", "AnotherModule", files{"cow/go.mod": "module example.com/o\n", "cow/c.go": imports("cow", "golang.org/x/term")}, nil},
	{"ImportDirection", "Tiered", files{
		"tiered/t.go": imports("tiered", "example.org/m/loader"),
		"loader/l.go": imports("loader", "example.org/m/cow"),
	}, []string{
		"loader/l.go:2: loader must not import example.org/m/cow",
		"loader/l.go:2: tiered must not import example.org/m/cow through loader",
	}},

	{"TestOnlyImports", "Testing", files{"a/a.go": imports("a", "testing")}, []string{"a/a.go:2: testing is imported outside tests"}},
	{"TestOnlyImports", "TestingSynctest", files{"a/a.go": imports("a", "testing/synctest")}, []string{"a/a.go:2: "}},
	{"TestOnlyImports", "Library", files{"a/a.go": imports("a", "github.com/stretchr/testify/require")}, []string{"a/a.go:2: "}},
	{"TestOnlyImports", "Suite", files{"cmd/x/a.go": imports("main", "example.org/m/cachetest")}, []string{"cmd/x/a.go:2: "}},
	{"TestOnlyImports", "WhereItMay", files{
		"a/a_test.go":    imports("a", "testing"),
		"cachetest/a.go": imports("cachetest", "testing"),
		"b/b.go":         imports("b", "example.com/latest"),
	}, nil},

	{"PeersApart", "Imported", files{
		"peers/go.mod":    "module example.org/m/peers\n",
		"cmd/x/x.go":      imports("main", "example.org/m/peers"),
		"cmd/x/x_test.go": imports("main", "example.org/m/peers/inner"),
	}, []string{"cmd/x/x.go:2: example.org/m/peers is imported", "cmd/x/x_test.go:2: "}},
	{"PeersApart", "Required", files{
		"peers/go.mod": "module example.org/m/peers\n",
		"more/go.mod":  "module example.org/m/more\n\nrequire example.org/m/peers v0.0.0\n",
		"most/go.mod":  "module example.org/m/most\n\nrequire (\n\texample.org/m/peers v0.0.0\n)\n",
	}, []string{"more/go.mod: it requires", "most/go.mod: it requires"}},
	{"PeersApart", "InTheRootModule", files{"peers/p.go": "package main"}, []string{"peers: peers has no go.mod"}},
	{"PeersApart", "AsItShould", files{
		"peers/go.mod":    "module example.org/m/peers\n\nrequire example.org/m v0.0.0\n",
		"peers/p.go":      imports("main", "example.org/m/internal/bench"),
		"peers/p_test.go": imports("main_test", "example.org/m/peers"),
		"a/a.go":          imports("a", "example.org/m/peersonly"),
	}, nil},

	{"ContribApart", "InTheRootModule", files{"contrib/x/inner/x.go": "package inner"}, []string{"contrib/x/inner: contrib/x has no go.mod"}},
	{"ContribApart", "Required", files{
		"go.mod":           "module example.org/m\n\nrequire example.org/m/contrib/x v0.0.0\n",
		"contrib/x/go.mod": "module example.org/m/contrib/x\n",
		"contrib/y/go.mod": "module example.org/m/contrib/y\n\nrequire (\n\texample.org/m/contrib/x v0.0.0\n)\n",
	}, []string{"contrib/y/go.mod: it requires example.org/m/contrib/x", "go.mod: it requires example.org/m/contrib/x"}},
	{"ContribApart", "AsItShould", files{
		"contrib/x/go.mod":    "module example.org/m/contrib/x\n\nrequire example.org/m v0.0.0\n\nreplace example.org/m => ../..\n",
		"contrib/x/x.go":      imports("x", "example.org/m"),
		"contrib/x/in/in.go":  imports("in", "example.org/m/contrib/x"),
		"examples/go.mod":     "module example.org/m/examples\n\nrequire example.org/m/contrib/x v0.0.0\n",
		"examples/one/one.go": imports("main", "example.org/m/contrib/x"),
	}, nil},
}
