package tieredtest_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

// broken is a remote with one rule broken: each function that is not nil takes the place of the
// method.
type broken struct {
	*tiered.Memory
	get        func(keys []string) []tiered.Record
	lease      func(keys []string, seen []uint64, l tiered.Leasing) []tiered.Lease
	fill       func(token string, f []tiered.Filling) []tiered.Outcome
	write      func(w []tiered.Writing) []tiered.Outcome
	invalidate func(k []tiered.Invalidation) []tiered.Outcome
	tag        func(tag string) tiered.Outcome
	release    func(keys []string, token string) error
	extend     func(keys []string, l tiered.Leasing) error
}

func (b *broken) Get(ctx context.Context, keys []string) []tiered.Record {
	if b.get != nil {
		return b.get(keys)
	}
	return b.Memory.Get(ctx, keys)
}

func (b *broken) Lease(ctx context.Context, keys []string, seen []uint64, l tiered.Leasing) []tiered.Lease {
	if b.lease != nil {
		return b.lease(keys, seen, l)
	}
	return b.Memory.Lease(ctx, keys, seen, l)
}

func (b *broken) Fill(ctx context.Context, token string, f []tiered.Filling) []tiered.Outcome {
	if b.fill != nil {
		return b.fill(token, f)
	}
	return b.Memory.Fill(ctx, token, f)
}

func (b *broken) Write(ctx context.Context, w []tiered.Writing) []tiered.Outcome {
	if b.write != nil {
		return b.write(w)
	}
	return b.Memory.Write(ctx, w)
}

func (b *broken) Invalidate(ctx context.Context, k []tiered.Invalidation) []tiered.Outcome {
	if b.invalidate != nil {
		return b.invalidate(k)
	}
	return b.Memory.Invalidate(ctx, k)
}

func (b *broken) InvalidateTag(ctx context.Context, tag string, a []byte) tiered.Outcome {
	if b.tag != nil {
		return b.tag(tag)
	}
	return b.Memory.InvalidateTag(ctx, tag, a)
}

func (b *broken) Release(ctx context.Context, keys []string, token string) error {
	if b.release != nil {
		return b.release(keys, token)
	}
	return b.Memory.Release(ctx, keys, token)
}

func (b *broken) Extend(ctx context.Context, keys []string, l tiered.Leasing) error {
	if b.extend != nil {
		return b.extend(keys, l)
	}
	return b.Memory.Extend(ctx, keys, l)
}

// TestRemoteSuiteRings: each planted bug is found by the rule that is about it.
func TestRemoteSuiteRings(t *testing.T) {
	defer tieredtest.SetPatience(tieredtest.SetPatience(300 * time.Millisecond))
	ctx := context.Background()
	for _, bug := range []struct {
		what, rule string
		plant      func(m *tiered.Memory) *broken
	}{
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
		{"ages are ignored", "OlderWritesAreOutdated", func(m *tiered.Memory) *broken {
			return &broken{write: func(w []tiered.Writing) []tiered.Outcome {
				for i := range w {
					w[i].Age = 0
				}
				return m.Write(ctx, w)
			}}
		}},
		{"ages of invalidations are ignored", "OrderOfReplayDoesNotMatter", func(m *tiered.Memory) *broken {
			return &broken{invalidate: func(k []tiered.Invalidation) []tiered.Outcome {
				for i := range k {
					k[i].Age = 0
				}
				return m.Invalidate(ctx, k)
			}}
		}},
		{"tags are ignored", "TagsInvalidate", func(m *tiered.Memory) *broken {
			return &broken{tag: func(string) tiered.Outcome { return tiered.Outcome{} }}
		}},
		{"a tag is everything", "TagsInvalidate", func(m *tiered.Memory) *broken {
			return &broken{tag: func(string) tiered.Outcome { return m.InvalidateAll(ctx, tiered.Removed, nil) }}
		}},
		{"a tag takes only what is there", "TagsHoldForLoadsThatBegan", func(m *tiered.Memory) *broken {
			tagged := make(map[string][]string)
			return &broken{
				fill: func(token string, f []tiered.Filling) []tiered.Outcome {
					for i := range f {
						for _, tag := range f[i].Tags {
							tagged[tag] = append(tagged[tag], f[i].Key)
						}
						f[i].Tags = nil
					}
					return m.Fill(ctx, token, f)
				},
				tag: func(tag string) tiered.Outcome {
					for _, key := range tagged[tag] {
						m.Invalidate(ctx, []tiered.Invalidation{{Key: key}})
					}
					return tiered.Outcome{}
				},
			}
		}},
		{"expired is removed", "ExpiredIsAFallback", func(m *tiered.Memory) *broken {
			return &broken{invalidate: func(k []tiered.Invalidation) []tiered.Outcome {
				k[0].Kind = tiered.Removed
				return m.Invalidate(ctx, k)
			}}
		}},
		{"numbers are not told", "NumbersGrow", func(m *tiered.Memory) *broken {
			return &broken{write: func(w []tiered.Writing) []tiered.Outcome {
				out := m.Write(ctx, w)
				out[0].Version = 1
				return out
			}}
		}},
		{"what remains is not told", "RemainsGoesDown", func(m *tiered.Memory) *broken {
			return &broken{get: func(keys []string) []tiered.Record {
				records := m.Get(ctx, keys)
				records[0].Remains = time.Hour
				return records
			}}
		}},
		{"values do not end", "ValuesEnd", func(m *tiered.Memory) *broken {
			return &broken{write: func(w []tiered.Writing) []tiered.Outcome {
				w[0].Keep = time.Hour
				return m.Write(ctx, w)
			}}
		}},
		{"answers are in another order", "AnswersAreInTheirPlaces", func(m *tiered.Memory) *broken {
			return &broken{get: func(keys []string) []tiered.Record {
				records := m.Get(ctx, keys)
				if len(records) > 1 {
					records[0], records[1] = records[1], records[0]
				}
				return records
			}}
		}},
		{"keys are trimmed", "KeysAreKeptApart", func(m *tiered.Memory) *broken {
			return &broken{write: func(w []tiered.Writing) []tiered.Outcome {
				if n := len(w[0].Key); n > 1 && w[0].Key[n-1] == ' ' {
					w[0].Key = w[0].Key[:n-1]
				}
				return m.Write(ctx, w)
			}}
		}},
		{"contexts are ignored", "EndedContextIsAnError", func(m *tiered.Memory) *broken {
			return &broken{get: func(keys []string) []tiered.Record { return m.Get(ctx, keys) }}
		}},
		{"a fill is taken without a look at the lease", "NoLoadUndoesAnInvalidation", func(m *tiered.Memory) *broken {
			return &broken{fill: func(_ string, f []tiered.Filling) []tiered.Outcome {
				return m.Write(ctx, []tiered.Writing{{Filling: f[0]}})
			}}
		}},
	} {
		t.Run(bug.what, func(t *testing.T) {
			failures := tieredtest.RemoteFailures(t, bug.rule, tieredtest.RemoteSuite{New: func(t testing.TB) tiered.Remote {
				m := newMemory(t)
				b := bug.plant(m)
				b.Memory = m
				return b
			}})
			require.NotEmpty(t, failures, "rule %s has not found it", bug.rule)
		})
	}
}

// brokenBackplane is a backplane with one rule broken.
type brokenBackplane struct {
	*tiered.Memory
	subscribe func(r tiered.Receiver) func()
}

func (b brokenBackplane) Subscribe(r tiered.Receiver) func() { return b.subscribe(r) }

// deaf is a receiver that changes what it is told.
type deaf struct {
	tiered.Receiver
	message func([]byte)
}

func (d deaf) Message(b []byte) { d.message(b) }

func TestBackplaneSuiteRings(t *testing.T) {
	defer tieredtest.SetPatience(tieredtest.SetPatience(300 * time.Millisecond))
	for _, bug := range []struct {
		what, rule string
		subscribe  func(m *tiered.Memory, r tiered.Receiver) func()
	}{
		{"a message comes before it is connected", "EveryoneHears", func(m *tiered.Memory, r tiered.Receiver) func() {
			r.Message([]byte("early"))
			return m.Subscribe(r)
		}},
		{"long messages are cut off", "MessagesComeWhole", func(m *tiered.Memory, r tiered.Receiver) func() {
			return m.Subscribe(deaf{r, func(b []byte) { r.Message(b[:min(len(b), 1000)]) }})
		}},
		{"each call is on a goroutine of its own", "OneCallAtATime", func(m *tiered.Memory, r tiered.Receiver) func() {
			return m.Subscribe(deaf{r, func(b []byte) { go r.Message(b) }})
		}},
		{"stop does not wait", "StopIsTheEnd", func(m *tiered.Memory, r tiered.Receiver) func() {
			stop := m.Subscribe(r)
			return func() {
				go func() {
					<-time.After(20 * time.Millisecond)
					stop()
				}()
			}
		}},
	} {
		t.Run(bug.what, func(t *testing.T) {
			failures := tieredtest.BackplaneFailures(t, bug.rule, tieredtest.BackplaneSuite{New: func(t testing.TB) [2]tiered.Backplane {
				m := newMemory(t)
				b := brokenBackplane{m, nil}
				b.subscribe = func(r tiered.Receiver) func() { return bug.subscribe(m, r) }
				return [2]tiered.Backplane{b, b}
			}})
			require.NotEmpty(t, failures, "rule %s has not found it", bug.rule)
		})
	}
}
