package tieredtest

import (
	"testing"
	"time"
)

// SetPatience sets how long rules wait, and returns how long they did.
func SetPatience(d time.Duration) (before time.Duration) {
	before, patience = patience, d
	return before
}

// RemoteFailures tries a rule on a remote, and returns what is wrong.
func RemoteFailures(t testing.TB, name string, s RemoteSuite) []string {
	return failures(t, remoteRules, name, s)
}

// BackplaneFailures does the same for a backplane.
func BackplaneFailures(t testing.TB, name string, s BackplaneSuite) []string {
	return failures(t, backplaneRules, name, s)
}

func failures[S any](t testing.TB, rules []rule[S], name string, s S) []string {
	for _, r := range rules {
		if r.name == name {
			return try(t, r, s)
		}
	}
	t.Fatalf("there is no rule %s", name)
	return nil
}

// RemoteRules returns the names of the rules for remotes.
func RemoteRules() []string { return names(remoteRules) }

// BackplaneRules returns those for backplanes.
func BackplaneRules() []string { return names(backplaneRules) }

func names[S any](rules []rule[S]) (names []string) {
	for _, r := range rules {
		names = append(names, r.name)
	}
	return names
}
