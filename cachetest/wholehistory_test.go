package cachetest_test

import (
	"testing"

	"github.com/larder-go/larder/cachetest"
	"github.com/stretchr/testify/require"
)

// Each history is decided by hand, and then by the model of the whole cache.
func TestWholeHistoriesAreDecided(t *testing.T) {
	type did = cachetest.Did
	// Keys 0 and 1 are set, and then cleared from 100 to 200.
	cleared := []did{
		{Client: 0, Call: 10, End: 20, What: "Set", Key: 0, Value: 7},
		{Client: 0, Call: 30, End: 40, What: "Set", Key: 1, Value: 8},
		{Client: 0, Call: 100, End: 200, What: "Clear"},
	}
	for _, c := range []struct {
		name  string
		right bool
		dids  []did
	}{
		{"NothingElse", true, nil},
		{"BothGone", true, []did{
			{Client: 1, Call: 110, End: 120, What: "Get", Key: 0},
			{Client: 1, Call: 130, End: 140, What: "Get", Key: 1},
		}},
		{"OneThereThenOneGone", true, []did{
			{Client: 1, Call: 110, End: 120, What: "Get", Key: 1, Value: 8},
			{Client: 1, Call: 130, End: 140, What: "Get", Key: 0},
		}},
		{"OneGoneThenOneThere", false, []did{ // key by key nothing is wrong with it
			{Client: 1, Call: 110, End: 120, What: "Get", Key: 0},
			{Client: 1, Call: 130, End: 140, What: "Get", Key: 1, Value: 8},
		}},
		{"OneGoneThenOneThereForTwo", false, []did{
			{Client: 1, Call: 110, End: 120, What: "Get", Key: 0},
			{Client: 2, Call: 130, End: 140, What: "Get", Key: 1, Value: 8},
		}},
		{"OneGoneThenOneThereAtOnce", true, []did{ // the two Gets overlap
			{Client: 1, Call: 110, End: 135, What: "Get", Key: 0},
			{Client: 2, Call: 130, End: 140, What: "Get", Key: 1, Value: 8},
		}},
		{"OneGoneThenDeleted", false, []did{
			{Client: 1, Call: 110, End: 120, What: "Get", Key: 0},
			{Client: 1, Call: 130, End: 140, What: "Delete", Key: 1, Value: 1},
		}},
		{"SetBesideClear", true, []did{
			{Client: 1, Call: 110, End: 120, What: "Get", Key: 0},
			{Client: 2, Call: 105, End: 140, What: "Set", Key: 1, Value: 8},
			{Client: 1, Call: 130, End: 140, What: "Get", Key: 1, Value: 8},
		}},
		{"SnapshotOfHalf", false, []did{
			{Client: 1, Call: 110, End: 120, What: "Snapshot", Shown: [4]int{0, 8}},
		}},
		{"SnapshotOfAllThenOfNone", true, []did{
			{Client: 1, Call: 110, End: 120, What: "Snapshot", Shown: [4]int{7, 8}},
			{Client: 1, Call: 130, End: 140, What: "Snapshot"},
		}},
		{"SnapshotOfNoneThenOfAll", false, []did{
			{Client: 1, Call: 110, End: 120, What: "Snapshot"},
			{Client: 1, Call: 130, End: 140, What: "Snapshot", Shown: [4]int{7, 8}},
		}},
		{"SnapshotOlderThanAGet", false, []did{
			{Client: 1, Call: 25, End: 27, What: "Get", Key: 0, Value: 7},
			{Client: 1, Call: 28, End: 29, What: "Snapshot"},
		}},
		{"SnapshotOfTheSecondAlone", false, []did{
			{Client: 1, Call: 1, End: 60, What: "Snapshot", Shown: [4]int{0, 8}},
		}},
		{"SnapshotsInTwoOrders", false, []did{ // of two Sets at once
			{Client: 0, Call: 300, End: 400, What: "Set", Key: 2, Value: 1},
			{Client: 1, Call: 300, End: 400, What: "Set", Key: 3, Value: 2},
			{Client: 2, Call: 310, End: 390, What: "Snapshot", Shown: [4]int{0, 0, 1, 0}},
			{Client: 3, Call: 310, End: 390, What: "Snapshot", Shown: [4]int{0, 0, 0, 2}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := cachetest.DecideWhole(append(cleared[:len(cleared):len(cleared)], c.dids...)...)
			if c.right {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, "the history of the whole cache is not linearizable")
			}
		})
	}
}
