package rules_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/rules"
)

// alarm is a tree that breaks a rule, or keeps it where want is empty.
type alarm struct {
	rule, name string
	tree       files
	want       []string // the breaches' text; a prefix of it is enough
}

var alarms = []alarm{
	{"PackageComment", "Missing", files{"a/a.go": "package a"}, []string{"a: package a has no package comment"}},
	{"PackageComment", "Twice", files{"a/a.go": "// Package a.\npackage a", "a/b.go": "// Package a, again.\npackage a"},
		[]string{"a/b.go: package a has another package comment in a/a.go"}},
	{"PackageComment", "Present", files{"a/a.go": "// Package a is.\npackage a", "a/b.go": "package a"}, nil},

	{"PackageExample", "Missing", files{"a/a.go": "package a"}, []string{"a: package a has no Example"}},
	{"PackageExample", "NotRun", files{"a/a.go": "package a", "a/a_test.go": "package a\nfunc Example() {\n}\n"},
		[]string{"a: package a has no Example"}},
	{"PackageExample", "Present", files{"a/a.go": "package a",
		"a/a_test.go": "package a_test\nfunc Example() {\n\tprintln()\n\t// Output: x\n}\n"}, nil},

	{"ShortFile", "Long", files{"a/a.go": "package a" + strings.Repeat("\n", 351)}, []string{"a/a.go: 351 lines"}},
	{"ShortFile", "LongScript", files{"s": "#!/bin/sh" + strings.Repeat("\n", 351)}, []string{"s: 351 lines"}},
	{"ShortFile", "Short", files{"a/a.go": "package a" + strings.Repeat("\n", 350), "a.csv": strings.Repeat("\n", 999)}, nil},

	{"NoSleep", "InATest", files{"a/a_test.go": "package a\nimport \"time\"\nfunc f() { time.Sleep(1) }"},
		[]string{"a/a_test.go:3: a test sleeps"}},
	{"NoSleep", "UnderAnotherName", files{"a/a_test.go": "package a\nimport t \"time\"\nvar f = t.Sleep"},
		[]string{"a/a_test.go:3: a test sleeps"}},
	{"NoSleep", "InSharedTests", files{"atest/a.go": "package atest\nimport \"time\"\nfunc F() { time.Sleep(1) }"},
		[]string{"atest/a.go:3: a test sleeps"}},
	{"NoSleep", "Elsewhere", files{"a/a.go": "package a\nimport \"time\"\nfunc f() { time.Sleep(1) }",
		"a/a_test.go": "package a\nfunc g() { clock.Sleep(1) }"}, nil},

	{"ReasonedSkip", "Bare", files{"a/a_test.go": "package a\nfunc f(t T) {\n\tt.SkipNow()\n\tt.Skip()\n}"},
		[]string{"a/a_test.go:3: ", "a/a_test.go:4: "}},
	{"ReasonedSkip", "Reasoned", files{"a/a_test.go": "package a\nfunc f(t T) { t.Skip(\"no moon\") }"}, nil},

	{"Licence", "Missing", files{"a.go": "package a"}, []string{"LICENSE: it is missing"}},
	{"Licence", "Another", files{"LICENSE": "MIT"}, []string{"LICENSE: it is not the Apache License"}},
	{"Licence", "Present", files{"LICENSE": "Apache License\nVersion 2.0, January 2004"}, nil},

	{"DocumentedCommand", "Missing", files{"README.md": "```sh\nLARDER_REQUIRE=1 scripts/none\n$ go run ./cmd/none -x\n```\n"},
		[]string{"README.md:2: scripts/none is not", "README.md:3: ./cmd/none is not"}},
	{"DocumentedCommand", "Continued", files{"README.md": "```sh\ngo run \\\n  ./cmd/none\n```\n"},
		[]string{"README.md:3: ./cmd/none is not"}},
	{"DocumentedCommand", "Present", files{"scripts/test": "", "cmd/x/main.go": "package main",
		"README.md": "```sh\nscripts/test # ./none\ngo run ./cmd/x > ./none\ngo test ./...\n```\n```go\n./none\n```\nscripts/none\n"}, nil},
}

func TestEveryRuleRings(t *testing.T) {
	rang, silent := map[string]bool{}, map[string]bool{}
	for _, set := range [][]alarm{alarms, importAlarms, wordAlarms, commentAlarms} {
		for _, a := range set {
			t.Run(a.rule+"/"+a.name, func(t *testing.T) { ring(t, a) })
			if len(a.want) > 0 {
				rang[a.rule] = true
			} else {
				silent[a.rule] = true
			}
		}
	}
	for _, rule := range rules.All() {
		require.True(t, rang[rule.Name], "no tree shows that %s rings", rule.Name)
		require.True(t, silent[rule.Name], "no tree shows that %s can keep quiet", rule.Name)
	}
}

func ring(t *testing.T, a alarm) {
	t.Helper()
	tree := files{"go.mod": "module example.org/m\n"}
	maps.Copy(tree, a.tree)
	loaded := load(t, tree)
	known := false
	for _, rule := range rules.All() {
		if rule.Name != a.rule {
			continue
		}
		known = true
		var got []string
		for _, b := range rule.Check(loaded) {
			got = append(got, b.String())
		}
		require.Len(t, got, len(a.want), "%q", got)
		for i, want := range a.want {
			require.True(t, strings.HasPrefix(got[i], want), "%q does not begin with %q", got[i], want)
		}
	}
	require.True(t, known, "there is no rule %s", a.rule)
}
