package envelope_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/larder-go/larder/internal/envelope"
)

func Example() {
	b, err := envelope.Append(nil, &envelope.Payload{Key: "apples", Schema: "json", Value: []byte("30"), Keep: time.Minute})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := envelope.Decode(b, "apples", "json")
	fmt.Println(string(p.Value), p.Keep, err)
	_, err = envelope.Decode(b, "pears", "json")
	fmt.Println(err)
	b[len(b)-6] ^= 1
	_, err = envelope.Decode(b, "apples", "json")
	fmt.Println(errors.Is(err, envelope.ErrCorrupt))
	// Output:
	// 30 1m0s <nil>
	// envelope: payload is not what was asked for: it is of another key
	// true
}
