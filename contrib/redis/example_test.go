package redis_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/tiered"
)

// Nobody listens at the address here: what goes wrong with a key is in its record.
func Example() {
	client := goredis.NewClient(redis.ClientOptions("127.0.0.1:1"))
	defer client.Close()

	remote, err := redis.NewRemote(client, redis.Options{Namespace: "users", MaxKeep: 24 * time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	backplane, err := redis.NewBackplane(client, redis.Options{Namespace: "users"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(remote.Name())
	fmt.Println(remote.Announces(backplane))

	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	record := remote.Get(ctx, []string{"ada"})[0]
	fmt.Println(errors.Is(record.Err, tiered.ErrRemoteDown))

	_, err = redis.NewRemote(client, redis.Options{Namespace: "users:eu"})
	fmt.Println(err)
	// Output:
	// redis remote users at 127.0.0.1:1
	// true
	// true
	// redis: larder: Options.Namespace: "users:eu" is not 1 to 64 of the characters A-Z a-z 0-9 . _ -
}
