package rules_test

var commentAlarms = []alarm{
	{"ExportedComment", "Bare", files{"a/a.go": `package a
func F() {}
type T struct { Field int }
func (T) M() {}
func (*T) P() {}
type G[K any] struct{}
func (*G[K]) M() {}
type I interface { Method() }
const C = 1
var V, w int
`}, []string{
		"a/a.go:2: exported F ",
		"a/a.go:3: exported type T ",
		"a/a.go:3: exported member of T: Field ",
		"a/a.go:4: exported M ",
		"a/a.go:5: exported P ",
		"a/a.go:6: exported type G ",
		"a/a.go:7: exported M ",
		"a/a.go:8: exported type I ",
		"a/a.go:8: exported member of I: Method ",
		"a/a.go:9: exported const C ",
		"a/a.go:10: exported var V ",
	}},
	{"ExportedComment", "InternalType", files{"internal/a/a.go": "package a\ntype T struct { Field int }\n"},
		[]string{"internal/a/a.go:2: exported type T "}},
	{"ExportedComment", "InternalMember", files{"internal/a/a.go": "package a\n\n// T is.\ntype T struct { Field int }\n"}, nil},
	{"ExportedComment", "Commented", files{"a/a.go": `package a

// F does.
func F() {}

// T is.
type T struct {
	// A is.
	A int
	B int // B is
	c int
	embedded
}

// M does.
func (T) M() {}

type hidden struct{ Field int }

func (hidden) M() {}
func (*hidden) N() {}

// The sizes.
const (
	Small = 1
	Large = 2
)

const (
	One = 1 // one
	// Two is two.
	Two = 2
)
`, "a/a_test.go": "package a\nfunc Helper() {}\n"}, nil},
}
