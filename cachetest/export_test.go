package cachetest

import "fmt"

// Did is one operation of a history that is written by hand: Get, Set, Delete,
// Clear or Snapshot of a cache with the keys 0 to 3.
type Did struct {
	Client    int
	Call, End int64
	What      string
	Key       int
	Value     int    // that was set or found; 0 if none was found. For Delete 1 means that it returned true
	Shown     [4]int // by Snapshot, the value of each key
}

// DecideWhole decides a history written by hand as a whole.
func DecideWhole(all ...Did) error {
	kinds := map[string]opKind{"Get": opGet, "Set": opSet, "Delete": opDelete, "Clear": opClear, "Snapshot": opSnapshot}
	records := make([][]record, 4)
	for _, d := range all {
		kind, ok := kinds[d.What]
		if !ok {
			return fmt.Errorf("cachetest: there is no operation %q", d.What)
		}
		r := record{kind: kind, key: d.Key, value: d.Value, found: d.Value != 0, call: d.Call, end: d.End}
		copy(r.shown[:], d.Shown[:])
		records[d.Client] = append(records[d.Client], r)
	}
	return History{Whole: true, Keys: 4}.decide(records)
}
