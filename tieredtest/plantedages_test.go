package tieredtest_test

import "github.com/larder-go/larder/tiered"

// ageBugs are of what comes late, of tags and of all.
var ageBugs = []plantedBug{
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
	{"a fill is as old as its end", "FillIsAsOldAsItsLease", func(m *tiered.Memory) *broken {
		return &broken{fill: func(token string, f []tiered.Filling) []tiered.Outcome {
			out := m.Fill(ctx, token, f)
			if out[0].Refused {
				return out
			}
			return m.Write(ctx, []tiered.Writing{{Filling: f[0]}})
		}}
	}},
	{"a late write has no tags", "LateWritesDoNotOutliveATag", func(m *tiered.Memory) *broken {
		return &broken{write: func(w []tiered.Writing) []tiered.Outcome {
			if w[0].Age > 0 {
				w[0].Tags = nil
			}
			return m.Write(ctx, w)
		}}
	}},
	{"there is room for some tags", "ManyTags", func(m *tiered.Memory) *broken {
		return &broken{write: func(w []tiered.Writing) []tiered.Outcome {
			w[0].Tags = w[0].Tags[:min(len(w[0].Tags), 50)]
			return m.Write(ctx, w)
		}}
	}},
	{"all is what is tagged", "AllIsRemoved", func(m *tiered.Memory) *broken {
		return &broken{all: func(tiered.Kind) tiered.Outcome { return m.InvalidateTag(ctx, "t", nil) }}
	}},
	{"all that is expired is removed", "AllIsExpired", func(m *tiered.Memory) *broken {
		return &broken{all: func(tiered.Kind) tiered.Outcome { return m.InvalidateAll(ctx, tiered.Removed, nil) }}
	}},
}
