package codec_test

import (
	"fmt"
	"strings"

	"github.com/larder-go/larder/contrib/codec"
)

func ExampleMessagePack() {
	users := codec.MessagePack[map[string]int]()
	b, err := users.Append(nil, map[string]int{"apples": 30})
	fmt.Println(len(b), err)
	v, err := users.Decode(b)
	fmt.Println(v, err)
	// Output:
	// 9 <nil>
	// map[apples:30] <nil>
}

func ExampleCompressed() {
	pages, err := codec.Compressed(codec.MessagePack[string](), codec.Options{MaxDecoded: 1 << 20})
	if err != nil {
		panic(err)
	}
	b, err := pages.Append(nil, strings.Repeat("all work and no play ", 1000))
	fmt.Println(len(b) < 100, err)
	v, err := pages.Decode(b)
	fmt.Println(len(v), err)
	// Output:
	// true <nil>
	// 21000 <nil>
}
