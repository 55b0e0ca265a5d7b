package rules_test

import (
	"fmt"
	"testing/fstest"

	"github.com/larder-go/larder/internal/rules"
)

func Example() {
	tree, err := rules.Load(fstest.MapFS{
		"LICENSE":   {Data: []byte("Apache License, Version 2.0")},
		"lamp/x.go": {Data: []byte("// Package lamp shines.\npackage lamp\n\nfunc Light() {}\n")},
	}, []string{"LICENSE", "lamp/x.go"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, rule := range rules.All() {
		for _, breach := range rule.Check(tree) {
			fmt.Println(breach)
		}
	}
	// Output:
	// lamp/x.go:4: exported Light has no doc comment
	// lamp: package lamp has no Example function with an Output comment in its tests
}
