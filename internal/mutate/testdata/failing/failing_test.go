// Package failing has a test that fails, for those of package mutate.
package failing

import "testing"

func TestPasses(*testing.T) {}

func TestHasSubtests(t *testing.T) { t.Run("a.b", TestPasses) }

func TestFails(t *testing.T) { t.Error("as it should") }
