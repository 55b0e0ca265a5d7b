package snapshot_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/larder-go/larder/snapshot"
)

func Example() {
	saved := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	entries := []snapshot.Entry[string, int]{
		{Key: "apples", Value: 3},
		{Key: "pears", Value: 5, Deadline: saved.Add(time.Minute)},
		{Key: "plums", Value: 7, Deadline: saved.Add(time.Hour)},
	}
	var file bytes.Buffer
	n, err := snapshot.Write(&file, snapshot.Format[string, int]{}, slices.Values(entries))
	fmt.Println("saved", n, err)

	now := saved.Add(10 * time.Minute)
	got, err := snapshot.Read(&file, snapshot.Format[string, int]{}, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("loaded", got.Len(), "expired", got.Expired())
	for e := range got.All() {
		fmt.Println(e.Key, e.Value, e.TTL(now))
	}
	// Output:
	// saved 3 <nil>
	// loaded 2 expired 1
	// apples 3 2562047h47m16.854775807s
	// plums 7 50m0s
}

// Stock is a value without a built-in codec.
type Stock struct {
	Count int
	Shelf string
}

// stockCodec writes a Stock as its count, a space and its shelf.
type stockCodec struct{}

func (stockCodec) ID() string { return "stock/1" }

func (stockCodec) Append(dst []byte, s Stock) ([]byte, error) {
	dst = strconv.AppendInt(dst, int64(s.Count), 10)
	return append(append(dst, ' '), s.Shelf...), nil
}

func (stockCodec) Decode(src []byte) (Stock, error) {
	count, shelf, ok := strings.Cut(string(src), " ")
	if !ok {
		return Stock{}, errors.New("no space")
	}
	n, err := strconv.Atoi(count)
	return Stock{n, shelf}, err
}

func ExampleCodec() {
	format := snapshot.Format[string, Stock]{Value: stockCodec{}}
	stocks := map[string]Stock{"apples": {3, "top left"}}
	var file bytes.Buffer
	snapshot.Write(&file, format, func(yield func(snapshot.Entry[string, Stock]) bool) {
		for name, stock := range maps.All(stocks) {
			if !yield(snapshot.Entry[string, Stock]{Key: name, Value: stock}) {
				return
			}
		}
	})
	got, err := snapshot.Read(&file, format, time.Now())
	if err != nil {
		fmt.Println(err)
		return
	}
	for e := range got.All() {
		fmt.Printf("%s: %+v\n", e.Key, e.Value)
	}
	// Output: apples: {Count:3 Shelf:top left}
}
