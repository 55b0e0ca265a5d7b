package redis

import (
	"crypto/sha1"
	"embed"
	"encoding/hex"
	"fmt"
)

//go:embed lua/*.lua
var lua embed.FS

// script is a Lua script, and what EVALSHA calls it by.
type script struct {
	text string
	sha  string
}

// scripts are those of one namespace.
type scripts struct {
	get, lease, extend, release, fill, write, since, invalidate script
	counter, tags, invalidateTag, invalidateAll, identity       script
}

// newScripts reads the scripts. Each ends in a comment that no other namespace,
// database or choice of AfterRestart has: so that a server knows it only if somebody has made
// sure, for exactly these, what the server's data is worth. See admit.
func newScripts(o Options, database int) scripts {
	read := func(name string) string {
		text, err := lua.ReadFile("lua/" + name + ".lua")
		if err != nil {
			return "return redis.error_reply('" + err.Error() + "')" // not possible: they are embedded
		}
		return string(text)
	}
	last := fmt.Sprintf("-- %s %d %d\n", o.Namespace, database, o.AfterRestart)
	load := func(parts ...string) script {
		text := read("clock")
		for _, p := range parts {
			text += read(p)
		}
		text += last
		sum := sha1.Sum([]byte(text))
		return script{text: text, sha: hex.EncodeToString(sum[:])}
	}
	return scripts{
		get:           load("get"),
		lease:         load("entry", "lease"),
		extend:        load("entry", "extend"),
		release:       load("release"),
		fill:          load("entry", "fill"),
		write:         load("entry", "write"),
		since:         load("entry", "since"),
		invalidate:    load("entry", "invalidate"),
		counter:       load("floors", "counter"),
		tags:          load("floors", "tags"),
		invalidateTag: load("entry", "floors", "invalidatetag"),
		invalidateAll: load("entry", "floors", "invalidateall"),
		identity:      load("floors", "identity"),
	}
}
