package faulttest_test

import (
	"math/rand/v2"
	"time"
)

// fault begins one at random, and returns what ends it.
func (s *soak) fault() (name string, heal func()) {
	n := s.nodes[rand.N(len(s.nodes))]
	toxic := func(kind, stream, attributes string) func() {
		n.remote.toxic(kind, stream, attributes)
		return n.remote.clean
	}
	faults := []struct {
		name  string
		begin func() (heal func())
	}{
		{"none", func() func() { return func() {} }},
		{"a node is cut off", func() func() { n.remote.cut(); return n.remote.heal }},
		{"messages of a node are cut off", func() func() { s.nodes[2].backplane.cut(); return s.nodes[2].backplane.heal }},
		{"all nodes are cut off", func() func() {
			for _, n := range s.nodes {
				n.remote.cut()
			}
			return func() {
				for _, i := range rand.Perm(len(s.nodes)) {
					s.nodes[i].remote.heal()
					<-time.After(rand.N(300 * time.Millisecond))
				}
			}
		}},
		{"the server hangs", func() func() { s.server.Hang(); return s.server.Resume }},
		{"the server is killed, and comes back empty", func() func() { s.server.Kill(); return s.server.RestartEmpty }},
		{"the server is killed, and comes back with an old file", func() func() {
			s.server.Save()
			<-time.After(phase / 4)
			s.server.Kill()
			return func() { s.server.Restart() }
		}},
		{"the server is emptied", func() func() { s.server.Do("FLUSHALL"); return func() {} }},
		{"the server is full", func() func() {
			s.server.Do("CONFIG", "SET", "maxmemory", "1")
			return func() { s.server.Do("CONFIG", "SET", "maxmemory", "0") }
		}},
		{"the server is read-only", func() func() {
			s.server.Do("REPLICAOF", "127.0.0.1", "1")
			return func() { s.server.Do("REPLICAOF", "NO", "ONE") }
		}},
		{"subscriptions are killed", func() func() {
			stop := make(chan struct{})
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				s.until(stop, func() {
					s.server.Do("CLIENT", "KILL", "TYPE", "pubsub")
					<-time.After(rand.N(200 * time.Millisecond))
				})
			}()
			return func() { close(stop); <-ended }
		}},
		{"a node's connections are reset", func() func() { return toxic("reset_peer", "downstream", `{"timeout":20}`) }},
		{"a node's answers are cut off in the middle", func() func() { return toxic("limit_data", "downstream", `{"bytes":3000}`) }},
		{"a node's server is slow", func() func() { return toxic("latency", "downstream", `{"latency":100,"jitter":100}`) }},
		{"a node's answers come in pieces", func() func() {
			return toxic("slicer", "downstream", `{"average_size":20,"size_variation":10,"delay":200}`)
		}},
		{"a node's answers do not come", func() func() { return toxic("timeout", "downstream", `{"timeout":0}`) }},
	}
	f := faults[rand.N(len(faults))]
	return f.name, f.begin()
}
