package hotpath_test

import (
	"path/filepath"
	"testing"

	"github.com/larder-go/larder/internal/hotpath"
	"github.com/stretchr/testify/require"
)

func TestAProgramThatCannotBeCompiledIsAnError(t *testing.T) {
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	b := hotpath.Probe{Root: root, Dir: t.TempDir(), Arch: "amd64", Source: "package main\n\nfunc main() { none() }\n"}
	_, err = b.Compile()
	require.ErrorContains(t, err, "undefined: none")

	b.Root = t.TempDir()
	_, err = b.Compile()
	require.ErrorContains(t, err, "go.sum")

	t.Setenv("PATH", t.TempDir())
	_, err = b.Compile()
	require.ErrorIs(t, err, hotpath.ErrNoTools)
}
