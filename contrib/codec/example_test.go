package codec_test

import (
	"fmt"
	"strings"

	"github.com/larder-go/larder/contrib/codec"
)

// article is what a site shows.
type article struct {
	Title string
	Text  string
}

// Example stores long values compressed and short ones plain.
func Example() {
	c, err := codec.Compressed(codec.MessagePack[article]("article/1"), codec.Options{Algorithm: codec.S2})
	if err != nil {
		fmt.Println(err)
		return
	}
	short, _ := c.Append(nil, article{Title: "Nothing new"})
	long, _ := c.Append(nil, article{Title: "Much new", Text: strings.Repeat("All work and no play. ", 100)})
	fmt.Println(c.ID())
	fmt.Println(len(short), len(long) < 200)
	a, err := c.Decode(long)
	fmt.Println(a.Title, len(a.Text), err)
	// Output:
	// compressed:msgpack:article/1
	// 26 true
	// Much new 2200 <nil>
}

// ExampleMessagePack shows that the format has room for the names of fields, and little else.
func ExampleMessagePack() {
	type point struct {
		X int `msgpack:"x"`
		Y int `msgpack:"y"`
	}
	c := codec.MessagePack[point]("")
	data, err := c.Append(nil, point{1, 2})
	fmt.Printf("%q %v\n", data, err)
	p, err := c.Decode(data)
	fmt.Println(p, err)
	// Output:
	// "\x82\xa1x\x01\xa1y\x02" <nil>
	// {1 2} <nil>
}
