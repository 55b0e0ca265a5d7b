package tiered_test

import (
	"fmt"

	"github.com/larder-go/larder/tiered"
)

// ExampleJSON shows that a schema keeps apart what the same type was and is.
func ExampleJSON() {
	type account struct {
		ID    int    `json:"id"`
		Email string `json:"email"`
	}
	c := tiered.JSON[account]("account/2")
	data, err := c.Append(nil, account{7, "ada@example.org"})
	fmt.Println(c.ID(), string(data), err)
	a, err := c.Decode(data)
	fmt.Println(a.Email, err)
	_, err = c.Decode(append(data, "garbage"...))
	fmt.Println(err)
	// Output:
	// json:account/2 {"id":7,"email":"ada@example.org"} <nil>
	// ada@example.org <nil>
	// invalid character 'g' after top-level value
}
