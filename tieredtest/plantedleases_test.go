package tieredtest_test

import (
	"slices"
	"time"

	"github.com/larder-go/larder/tiered"
)

// leaseBugs are of leases, locks and fills.
var leaseBugs = []plantedBug{
	{"a fill needs no lease", "FillNeedsALease", func(m *tiered.Memory) *broken {
		return &broken{fill: func(_ string, f []tiered.Filling) []tiered.Outcome {
			w := make([]tiered.Writing, len(f))
			for i := range f {
				w[i].Filling = f[i]
			}
			return m.Write(ctx, w)
		}}
	}},
	{"every client has one token", "LeasesAreOfTheirTokens", func(m *tiered.Memory) *broken {
		return &broken{
			lease: func(k []string, s []uint64, l tiered.Leasing) []tiered.Lease {
				l.Token = "mine"
				return m.Lease(ctx, k, s, l)
			},
			fill: func(_ string, f []tiered.Filling) []tiered.Outcome { return m.Fill(ctx, "mine", f) },
		}
	}},
	{"an invalidation leaves leases alone", "ChangesEndLeases", func(m *tiered.Memory) *broken {
		tokens := make(map[string]string)
		return &broken{
			lease: func(k []string, s []uint64, l tiered.Leasing) []tiered.Lease {
				tokens[k[0]] = l.Token
				return m.Lease(ctx, k, s, l)
			},
			invalidate: func(k []tiered.Invalidation) []tiered.Outcome {
				out := m.Invalidate(ctx, k)
				m.Lease(ctx, []string{k[0].Key}, []uint64{out[0].Version}, tiered.Leasing{Token: tokens[k[0].Key], For: time.Minute})
				return out
			},
		}
	}},
	{"a version is not looked at", "LeaseSeesChanges", func(m *tiered.Memory) *broken {
		return &broken{lease: func(k []string, _ []uint64, l tiered.Leasing) []tiered.Lease {
			return m.Lease(ctx, k, []uint64{m.Get(ctx, k)[0].Version}, l)
		}}
	}},
	{"nobody has a lock", "LockIsOfOne", func(m *tiered.Memory) *broken {
		return &broken{lease: func(k []string, s []uint64, l tiered.Leasing) []tiered.Lease {
			l.Lock = false
			return m.Lease(ctx, k, s, l)
		}}
	}},
	{"a lock is for ever", "LockEndsByItself", func(m *tiered.Memory) *broken {
		return &broken{lease: func(k []string, s []uint64, l tiered.Leasing) []tiered.Lease {
			l.For = time.Hour
			return m.Lease(ctx, k, s, l)
		}}
	}},
	{"leases are not prolonged", "LeasesEndByThemselves", func(m *tiered.Memory) *broken {
		return &broken{extend: func([]string, tiered.Leasing) error { return nil }}
	}},
	{"leases are not given back", "FillNeedsALease", func(m *tiered.Memory) *broken {
		return &broken{release: func([]string, string) error { return nil }}
	}},
	{"a fill is taken without a look at the lease", "NoLoadUndoesAnInvalidation", func(m *tiered.Memory) *broken {
		return &broken{fill: func(_ string, f []tiered.Filling) []tiered.Outcome {
			return m.Write(ctx, []tiered.Writing{{Filling: f[0]}})
		}}
	}},
	{"one lock that is held holds up all keys", "LockOfManyKeys", func(m *tiered.Memory) *broken {
		return &broken{lease: func(k []string, s []uint64, l tiered.Leasing) []tiered.Lease {
			leases := m.Lease(ctx, k, s, l)
			if slices.ContainsFunc(leases, func(l tiered.Lease) bool { return l.State == tiered.LeaseHeld }) {
				for i := range leases {
					leases[i].State = tiered.LeaseHeld
				}
			}
			return leases
		}}
	}},
}
