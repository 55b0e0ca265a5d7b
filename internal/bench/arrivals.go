package bench

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Arrivals is a law by which operations of an open loop become due.
type Arrivals int

const (
	// Poisson has as many due in any time as in any other, on average, whatever
	// came before: the callers of a server know nothing of each other. Some are due
	// while another is under way at any rate.
	Poisson Arrivals = iota
	// Constant has all as far apart as the rate says.
	Constant
)

var arrivalNames = [...]string{"poisson", "constant"}

// AllArrivals returns the laws, the default first.
func AllArrivals() []Arrivals { return []Arrivals{Poisson, Constant} }

// String returns the name, as on the command line.
func (a Arrivals) String() string {
	if a < 0 || int(a) >= len(arrivalNames) {
		return fmt.Sprintf("Arrivals(%d)", int(a))
	}
	return arrivalNames[a]
}

// schedule says when operations are due.
type schedule interface {
	// next returns when the next one is due, since the beginning; never earlier
	// than the one before.
	next() time.Duration
}

// schedule returns that of one goroutine of several, numbered from 0, which have rate
// operations a second due together. The same seed has the same times.
func (a Arrivals) schedule(rate, goroutine, goroutines int, seed uint64) schedule {
	if a == Constant {
		return &constant{rate: rate, at: goroutine, stride: goroutines}
	}
	return &poisson{
		random: rand.New(rand.NewPCG(seed, arrivalStream+uint64(goroutine))),
		mean:   float64(time.Second) / float64(rate) * float64(goroutines),
	}
}

// arrivalStream sets the random numbers of arrivals apart from those of other uses
// of a seed.
const arrivalStream = 1 << 32

// constant has operation i of all goroutines due i/rate after the beginning.
type constant struct {
	rate       int // operations of all goroutines a second
	at, stride int // the next of this one, and how many further the one after it is
}

func (c *constant) next() time.Duration {
	second := int(time.Second)
	due := time.Duration(c.at/c.rate*second + c.at%c.rate*second/c.rate)
	c.at += c.stride
	return due
}

// poisson has exponentially distributed times between operations. Those of several
// goroutines together are a Poisson process again, of the sum of their rates.
type poisson struct {
	random *rand.Rand
	mean   float64 // nanoseconds between two
	at     float64
}

func (p *poisson) next() time.Duration {
	p.at += p.random.ExpFloat64() * p.mean
	return time.Duration(p.at)
}
