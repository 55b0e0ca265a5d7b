// Package tieredtest holds every tiered.Remote and tiered.Backplane to what these interfaces
// promise, each rule a subtest, and has doubles of both that fail in every way that
// servers and networks do.
//
//	func TestRemote(t *testing.T) {
//		tieredtest.TestRemote(t, tieredtest.RemoteSuite{New: func(t testing.TB) tiered.Remote { … }})
//	}
//
// Use the suites for an implementation of your own. Use the doubles, ChaosRemote and
// ChaosBackplane, in the tests of a program that has a tiered.Cache, to see what it does when
// the second tier is down, hangs, loses messages, or returns damaged bytes:
//
//	remote := tieredtest.NewChaosRemote(memory, 1)
//	cache, err := tiered.New(tiered.Options[User]{Remote: remote, …})
//	…
//	remote.Set(tieredtest.Faults{Down: true})
//
// It is for tests only: it imports package testing.
package tieredtest
