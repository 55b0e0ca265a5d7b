package tieredtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
)

// RemoteSuite is the remote under test.
type RemoteSuite struct {
	// New returns a remote that is empty. What it opens it closes with t.Cleanup.
	New func(t testing.TB) tiered.Remote

	// Waived are rules that it does not keep, by name, with the reason, which the skipped
	// subtest prints.
	Waived map[string]string
}

// TestRemote holds the remote to every rule, each a subtest. It takes some seconds: times to
// live are real ones.
func TestRemote(t *testing.T, s RemoteSuite) {
	t.Helper()
	if s.New == nil {
		t.Fatal("tieredtest: RemoteSuite.New is nil")
	}
	run(t, remoteRules, s, s.Waived)
}

var remoteRules = []rule[RemoteSuite]{
	{"NothingIsThere", nothingIsThere},
	{"WhatIsWrittenIsThere", whatIsWrittenIsThere},
	{"KeysAreKeptApart", keysAreKeptApart},
	{"AnswersAreInTheirPlaces", answersAreInTheirPlaces},
	{"NumbersGrow", numbersGrow},
	{"RemainsGoesDown", remainsGoesDown},
	{"ValuesEnd", valuesEnd},
	{"CallerKeepsWhatItGaveAndGot", callerKeeps},
	{"RemovedIsGoneAndItsNumberIsKnown", removedIsGone},
	{"ExpiredIsAFallback", expiredIsAFallback},
	{"FillNeedsALease", fillNeedsALease},
	{"ChangesEndLeases", changesEndLeases},
	{"LeasesAreOfTheirTokens", leasesAreOfTheirTokens},
	{"LeasesEndByThemselves", leasesEnd},
	{"LeaseSeesChanges", leaseSeesChanges},
	{"LockIsOfOne", lockIsOfOne},
	{"LockEndsByItself", lockEndsByItself},
	{"LockOfManyKeys", lockOfManyKeys},
	{"OlderWritesAreOutdated", olderWritesAreOutdated},
	{"OrderOfReplayDoesNotMatter", orderOfReplay},
	{"FillIsAsOldAsItsLease", fillIsAsOldAsItsLease},
	{"TagsInvalidate", tagsInvalidate},
	{"TagsHoldForLoadsThatBegan", tagsHoldForLoads},
	{"LateWritesDoNotOutliveATag", lateWritesAndTags},
	{"ManyTags", manyTags},
	{"AllIsRemoved", allIsRemoved},
	{"AllIsExpired", allIsExpired},
	{"EndedContextIsAnError", endedContext},
	{"NoLoadUndoesAnInvalidation", noLoadUndoes},
	{"CloseTwice", closeTwice},
}

// one is a remote whose calls are for one key each, and must not fail.
type one struct {
	tiered.Remote
	t *trial
}

func newOne(t *trial, s RemoteSuite) one { return one{s.New(t.TB), t} }

// single takes the only answer.
func single[A any](t *trial, all []A) A {
	require.Len(t, all, 1, "answers to one question")
	return all[0]
}

func (o one) get(key string) tiered.Record {
	r := single(o.t, o.Get(background, []string{key}))
	require.NoError(o.t, r.Err)
	return r
}

// shows requires a payload, "" for none.
func (o one) shows(key, payload string) tiered.Record {
	r := o.get(key)
	require.Equal(o.t, payload, string(r.Payload), "the payload of %q", key)
	require.Equal(o.t, payload == "", r.Payload == nil, "no payload is nil")
	return r
}

// fresh requires a payload that is not expired.
func (o one) fresh(key, payload string) tiered.Record {
	r := o.shows(key, payload)
	require.False(o.t, r.Expired, "%q is expired", key)
	return r
}

func filling(key, payload string, tags ...string) tiered.Filling {
	return tiered.Filling{Key: key, Payload: []byte(payload), Tags: tags, Keep: time.Hour}
}

func (o one) writeAged(age time.Duration, f tiered.Filling) tiered.Outcome {
	out := single(o.t, o.Write(background, []tiered.Writing{{Filling: f, Age: age}}))
	require.NoError(o.t, out.Err)
	return out
}

func (o one) write(key, payload string, tags ...string) uint64 {
	out := o.writeAged(0, filling(key, payload, tags...))
	require.False(o.t, out.Outdated || out.Refused, "a write is taken")
	return out.Version
}

func (o one) invalidateAged(key string, kind tiered.Kind, age time.Duration) tiered.Outcome {
	out := single(o.t, o.Invalidate(background, []tiered.Invalidation{{Key: key, Kind: kind, Age: age}}))
	require.NoError(o.t, out.Err)
	return out
}

func (o one) invalidate(key string, kind tiered.Kind) uint64 {
	out := o.invalidateAged(key, kind, 0)
	require.False(o.t, out.Outdated || out.Refused, "an invalidation is taken")
	return out.Version
}

func (o one) tag(tag string) { require.NoError(o.t, o.InvalidateTag(background, tag, nil).Err) }

// lease asks with what is there now as seen.
func (o one) lease(key string, l tiered.Leasing) tiered.Lease {
	a := single(o.t, o.Lease(background, []string{key}, []uint64{o.get(key).Version}, l))
	require.NoError(o.t, a.Err)
	return a
}

// leased gets one without the lock.
func (o one) leased(key, token string) {
	require.Equal(o.t, tiered.LeaseGranted, o.lease(key, tiered.Leasing{Token: token, For: time.Minute}).State)
}

// fill reports whether it was taken.
func (o one) fill(token string, f tiered.Filling) bool {
	out := single(o.t, o.Fill(background, token, []tiered.Filling{f}))
	require.NoError(o.t, out.Err)
	return !out.Refused
}
