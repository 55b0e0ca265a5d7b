// Package shop has one of everything that a package can export.
package shop

import (
	"context"
	"errors"
	"iter"
	"time"
)

const (
	Closing                      = 18
	Forever        time.Duration = 1<<63 - 1
	Pi                           = 3.14159265358979323846264338327950288419716939937510582097494459
	closed                       = true
	Name, greeting               = "shop", "hello"
)

var (
	ErrSold  = errors.New("sold")
	Discount func(article string, of int) (price int)
	till     int
)

type Number interface{ ~int | ~float64 }

type Article interface {
	Price() int
	Describe(ctx context.Context, words ...string) error
}

type Sealed interface {
	Article
	sealed()
}

type Shelf[K comparable, V Number] struct {
	Width int
	Sold  func(key K, value V)
	Box
	*Label
	items map[K]V
}

func (s *Shelf[K, V]) Put(key K, value V)  {}
func (s Shelf[K, V]) All() iter.Seq2[K, V] { return nil }
func (s *Shelf[K, V]) tidy()               {}

type Box struct{ Height int }

func (b Box) Open() error { return nil }

type Label struct{}

func (l *Label) Print() {}

type Colour int

const Red Colour = 1

func (c Colour) String() string { return "" }

type (
	Crate   = Box
	Handler func(article Article) error
	hidden  struct{ Shown int }
)

func New[K comparable, V Number](size int, prices ...V) (*Shelf[K, V], error) { return nil, nil }
func Sell(to ...string) (change int)                                          { return 0 }
func Hidden() hidden                                                          { return hidden{} }
func sell()                                                                   {}
