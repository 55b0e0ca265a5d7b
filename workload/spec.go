package workload

import "fmt"

// Limits of a [Spec].
const (
	// MaxKeys is the largest key space: the number of values of Op.Key. On
	// 32-bit platforms the largest int is the limit.
	MaxKeys = 1 << 32
	// MaxOps is the largest number of operations in one stream: 2^28 (4 GiB of
	// them) on 64-bit platforms, 2^26 on 32-bit platforms.
	MaxOps = 1 << (26 + 2*(^uint(0)>>63))
)

// Spec describes a workload. Its zero value is none: Keys, Dist and Mix are
// required. Specs may be copied.
type Spec struct {
	// Name labels the workload in reports; it has no part in the stream.
	Name string
	// Keys is the size of the key space, 1 to MaxKeys.
	Keys int
	// Dist says which keys are asked for.
	Dist Dist
	// Mix says what is asked of them. Kinds are independent of each other and,
	// but for [Latest], of the keys.
	Mix Mix
	// TTL is drawn anew for every operation that stores or may store. The zero
	// value asks for the cache's default.
	TTL TTL
	// Size is drawn once per key: the values of a key are all of one size. The
	// zero value is 0 bytes.
	Size Size
}

// SpecError tells which field of a [Spec] is refused and why.
type SpecError struct {
	Field  string // such as "Keys"
	Reason string // such as "0 is not in [1, 4294967296]"
}

// Error returns the field and the reason in one line.
func (e *SpecError) Error() string { return "workload: Spec." + e.Field + ": " + e.Reason }

// Validate returns nil or a *[SpecError].
func (s Spec) Validate() error {
	if s.Keys < 1 || uint64(s.Keys) > MaxKeys {
		return &SpecError{"Keys", fmt.Sprintf("%d is not in [1, %d]", s.Keys, uint64(MaxKeys))}
	}
	if s.Dist == nil {
		return &SpecError{"Dist", "is missing"}
	}
	if err := s.Dist.validate(uint64(s.Keys)); err != nil {
		return &SpecError{"Dist", fmt.Sprintf("%v: %v", s.Dist, err)}
	}
	if err := s.Mix.validate(); err != nil {
		return &SpecError{"Mix", err.Error()}
	}
	return nil
}

// Stream computes the first n operations of the workload for a seed. The error
// is that of Validate, or tells that n is not in [0, MaxOps]. It takes O(n) time,
// about 0.1 µs an operation, and 16 bytes of memory an operation.
//
// A Delete stores nothing: its Size and TTL are 0.
func (s Spec) Stream(seed uint64, n int) (*Stream, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if n < 0 || n > MaxOps {
		return nil, fmt.Errorf("workload: %d operations: not in [0, %d]", n, MaxOps)
	}
	var (
		kind = s.Mix.kinds(seed)
		key  = s.Dist.keys(uint64(s.Keys), seed)
		ttl  = s.TTL.draws(seed)
		size = s.Size.perKey(seed)
		ops  = make([]Op, n)
	)
	for i := range ops {
		op := &ops[i]
		op.Kind = kind()
		op.Key = key(op.Kind)
		if op.Kind != Delete {
			op.TTL = ttl()
			op.Size = size(op.Key)
		}
	}
	return &Stream{Ops: ops, Keys: s.Keys}, nil
}
