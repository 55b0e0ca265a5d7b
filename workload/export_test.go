package workload

// What the tests of the mathematics reach inside for.
var (
	Log       = log
	Log1pOver = log1pOver
	Exp       = exp
	Expm1Over = expm1Over
)

// Ranks is the generator of ranks with a source of its own.
type Ranks struct {
	*ranks
	source source
}

func NewRanks(skew float64, n, seed uint64) *Ranks {
	return &Ranks{newRanks(skew, n), newSource(seed, forKeys, 0)}
}

func (r *Ranks) Draw() uint64 { return r.draw(&r.source) }

// Area is the length of the interval that draws are made from.
func (r *Ranks) Area() float64 { return -r.span }

type Permutation struct{ *permutation }

func NewPermutation(n, seed uint64) Permutation { return Permutation{newPermutation(n, seed)} }

func (p Permutation) At(i uint64) uint64 { return p.at(i) }

// Source is a sequence of random numbers.
type Source struct{ source }

func NewSource(seed, item uint64) *Source { return &Source{newSource(seed, forKeys, item)} }

func (s *Source) Below(n uint64) uint64 { return s.below(n) }
func (s *Source) Unit() float64         { return s.unit() }
