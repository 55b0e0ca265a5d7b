package redis_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/cow"
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

// Two tiers over Redis. Nobody listens at the address here, and requests go on.
func Example_twoTiers() {
	client := goredis.NewClient(redis.ClientOptions("127.0.0.1:1"))
	defer client.Close()
	users, err := newUsers(client)
	if err != nil {
		fmt.Println(err)
		return
	}
	name, err := users.Get(context.Background(), "42")
	fmt.Println(name, err)
	fmt.Println(users.Close(context.Background()))
	// Output:
	// Ada <nil>
	// <nil>
}

func newUsers(client *goredis.Client) (*tiered.Cache[string], error) {
	remote, err := redis.NewRemote(client, redis.Options{Namespace: "users"})
	if err != nil {
		return nil, err
	}
	backplane, err := redis.NewBackplane(client, redis.Options{Namespace: "users"})
	if err != nil {
		return nil, err
	}
	return tiered.New(tiered.Options[string]{
		Options: larder.Options[string, string]{TTL: time.Hour, Capacity: 100_000},
		L1:      tiered.Over[string](cow.New),
		Remote:  remote, Backplane: backplane,
		Load: tiered.Plain(func(context.Context, string) (string, error) { return "Ada", nil }),
	})
}
