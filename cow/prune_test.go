package cow

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPrune has versions of one page, the latest first, and tells which stay.
func TestPrune(t *testing.T) {
	for _, test := range []struct {
		name     string
		versions []uint64 // what they are of
		after    uint64
		cuts     []uint64
		last     uint64
		left     []uint64
	}{
		{"nobody is left", []uint64{5, 3, 1}, 0, nil, 5, nil},
		{"each is in use", []uint64{5, 3, 1}, 0, []uint64{1, 3, 5}, 5, []uint64{5, 3, 1}},
		{"used by one from before it", []uint64{5, 3, 1}, 0, []uint64{2}, 5, []uint64{3}},
		{"the latest is of nobody's time", []uint64{5, 1}, 0, []uint64{1}, 5, []uint64{1}},
		{"a later snapshot may have it", []uint64{9, 7, 5}, 0, []uint64{5}, 7, []uint64{9, 5}},
		{"a later snapshot, and none besides", []uint64{9, 5}, 0, nil, 7, []uint64{9}},
		{"older snapshots have another table", []uint64{6, 5}, 4, []uint64{3, 4, 6}, 6, []uint64{6}},
		{"the first after the table was made", []uint64{5}, 4, []uint64{4, 5}, 5, []uint64{5}},
	} {
		t.Run(test.name, func(t *testing.T) {
			pages := make([]atomic.Pointer[version], 2) // the other has none
			link := &pages[1]
			for _, cut := range test.versions {
				link.Store(&version{cut: cut})
				link = &link.Load().older
			}
			prune(pages, test.after, test.cuts, test.last)
			var left []uint64
			for v := pages[1].Load(); v != nil; v = v.older.Load() {
				left = append(left, v.cut)
			}
			require.Equal(t, test.left, left)
			require.Nil(t, pages[0].Load())
		})
	}
}
