package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/larder-go/larder/tiered"
)

// downReplies are how the errors begin by which a server says that it does not
// work now, for this client. All others are about one call.
var downReplies = []string{
	"READONLY", "OOM", "MISCONF", "NOAUTH", "WRONGPASS", "NOPERM", "LOADING", "CLUSTERDOWN",
	"MOVED", "ASK", "TRYAGAIN", "MASTERDOWN", "NOREPLICAS", "BUSY", "UNKILLABLE", "NOSCRIPT",
	"ERR max number of clients", "ERR Protocol error",
}

// errAnswer is wrapped where a script's answer has not the form that it must have.
var errAnswer = errors.New("redis: the server's answer makes no sense")

// failure turns an error of go-redis into one of this package. If ctx has ended, that is
// in it as well, however the call has found out: a deadline of ctx shows as that of a
// socket, and a moment before ctx itself knows.
func failure(ctx context.Context, err error) error {
	ended := ctx.Err()
	if deadline, ok := ctx.Deadline(); ok && ended == nil && !time.Now().Before(deadline) {
		ended = context.DeadlineExceeded
	}
	if ended != nil && !errors.Is(err, ended) {
		err = fmt.Errorf("%w (%w)", err, ended)
	}
	if down(err) {
		return fmt.Errorf("redis: %w: %w", tiered.ErrRemoteDown, err)
	}
	return fmt.Errorf("redis: %w", err)
}

// down reports whether an error means that the server did not work, as
// opposed to having answered that this call is wrong.
func down(err error) bool {
	var reply goredis.Error
	if !errors.As(err, &reply) {
		return !errors.Is(err, errAnswer)
	}
	text := reply.Error()
	inScript := strings.HasPrefix(text, "ERR Error running script") // Redis 6; 7 says what it was
	for _, prefix := range downReplies {
		if strings.HasPrefix(text, prefix) || inScript && strings.Contains(text, " -"+prefix) {
			return true
		}
	}
	return false
}
