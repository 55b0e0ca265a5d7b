package redis_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// hostile are keys, and tags, that look like something else.
var hostile = []string{
	"}{", "{}", "{test}:c", "test:c", "test:v:k", ":c", "c", "", "\x00", "a\r\nb", "ключ", "\xff\xfe", "*", "[a-z]",
	"floor", "n", strings.Repeat("k", 1<<20),
}

func TestHostileKeys(t *testing.T) {
	onEach(t, func(t *testing.T, o one) {
		for i, key := range hostile {
			o.write(key, hostile[(i+1)%len(hostile)], key)
		}
		for i, key := range hostile {
			o.shows(key, hostile[(i+1)%len(hostile)], false)
			require.True(t, o.fill(o.granted(key), key, "filled", key), "%.20q", key)
		}
		for i, key := range hostile {
			o.shows(key, "filled", false)
			if i%2 == 0 {
				o.invalidateTag(key)
			} else {
				o.invalidate(key, tiered.Removed)
			}
			o.shows(key, "", false)
		}
	})
}

func TestNamespacesApart(t *testing.T) {
	server := redistest.Start(t)
	client := connect(t, server)
	var spaces []one
	for _, name := range []string{"a", "a.b", "b", "A", "v", "a-v"} {
		spaces = append(spaces, one{t, open(t, client, redis.Options{Namespace: name})})
	}
	for i, o := range spaces {
		for _, key := range hostile {
			o.write(key, string(rune('0'+i)), key)
		}
	}
	for _, key := range hostile {
		spaces[0].invalidate(key, tiered.Removed)
		spaces[1].invalidateTag(key)
	}
	require.NoError(t, spaces[2].InvalidateAll(ctx, tiered.Removed, nil).Err)
	for i, o := range spaces {
		for _, key := range hostile {
			want := ""
			if i > 2 {
				want = string(rune('0' + i))
			}
			o.shows(key, want, false)
		}
	}
}
