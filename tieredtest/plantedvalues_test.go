package tieredtest_test

import (
	"errors"
	"time"

	"github.com/larder-go/larder/tiered"
)

// valueBugs are of what is stored, and how it is told.
var valueBugs = []plantedBug{
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
	{"what is not there has a number", "NothingIsThere", func(m *tiered.Memory) *broken {
		return &broken{get: func(keys []string) []tiered.Record {
			records := m.Get(ctx, keys)
			for i := range records {
				records[i].Version = max(records[i].Version, 1)
			}
			return records
		}}
	}},
	{"an empty payload is none", "WhatIsWrittenIsThere", func(m *tiered.Memory) *broken {
		return &broken{get: func(keys []string) []tiered.Record {
			records := m.Get(ctx, keys)
			if len(records[0].Payload) == 0 {
				records[0].Payload = nil
			}
			return records
		}}
	}},
	{"what one caller got another gets", "CallerKeepsWhatItGaveAndGot", func(m *tiered.Memory) *broken {
		var shared []byte
		return &broken{get: func(keys []string) []tiered.Record {
			records := m.Get(ctx, keys)
			if shared == nil {
				shared = records[0].Payload
			}
			records[0].Payload = shared
			return records
		}}
	}},
	{"numbers go with payloads", "RemovedIsGoneAndItsNumberIsKnown", func(m *tiered.Memory) *broken {
		return &broken{get: func(keys []string) []tiered.Record {
			records := m.Get(ctx, keys)
			if records[0].Payload == nil {
				records[0].Version = 0
			}
			return records
		}}
	}},
	{"who is closed complains of another close", "CloseTwice", func(m *tiered.Memory) *broken {
		closed := false
		return &broken{end: func() error {
			if closed {
				return errors.New("closed already")
			}
			closed = true
			return m.Close()
		}}
	}},
}
