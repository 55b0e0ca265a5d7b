package cow

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
	"github.com/stretchr/testify/require"
)

// waitsForALock starts f in a goroutine and returns when f waits for a mutex,
// or has returned; it tells which. ended is closed when f has returned.
func waitsForALock(f func()) (waits bool, ended <-chan struct{}) {
	end, name := make(chan struct{}), make(chan []byte)
	go func() {
		defer close(end)
		header := make([]byte, 64)
		header = header[:runtime.Stack(header, false)] // "goroutine 7 [running]: …"
		name <- header[:bytes.IndexByte(header, '[')]
		f()
	}()
	waiting := append(<-name, "[sync.Mutex.Lock"...)
	all := make([]byte, 1<<20)
	for {
		select {
		case <-end:
			return false, end
		default:
		}
		if bytes.Contains(all[:runtime.Stack(all, true)], waiting) {
			return true, end
		}
		runtime.Gosched()
	}
}

func TestWritersWaitForTheirShard(t *testing.T) {
	for name, write := range map[string]func(*store[int, int], *engine.Entry[int, int]){
		"Swap":   func(s *store[int, int], _ *engine.Entry[int, int]) { s.Swap(&engine.Entry[int, int]{Key: 1}) },
		"Take":   func(s *store[int, int], _ *engine.Entry[int, int]) { s.Take(1) },
		"Remove": func(s *store[int, int], e *engine.Entry[int, int]) { s.Remove([]*engine.Entry[int, int]{e}) },
	} {
		t.Run(name, func(t *testing.T) {
			s := new(store[int, int])
			s.init(keyhash.New[int]())
			e := &engine.Entry[int, int]{Key: 1}
			s.Swap(e)
			shard := &s.guards[shardOf(e.Tag)].mu
			shard.Lock()
			waits, ended := waitsForALock(func() { write(s, e) })
			shard.Unlock()
			<-ended
			require.True(t, waits)
		})
	}
}

// TestWhatIsOfOneInstantLocksAllShards, and keeps those that it has while it
// waits for the last.
func TestWhatIsOfOneInstantLocksAllShards(t *testing.T) {
	for name, f := range map[string]func(*store[int, int]){
		"Snapshot": func(s *store[int, int]) { s.cut(func() {}) },
		"Clear":    func(s *store[int, int]) { s.Discard() },
	} {
		t.Run(name, func(t *testing.T) {
			s := new(store[int, int])
			s.init(keyhash.New[int]())
			last := &s.guards[shards-1].mu
			last.Lock()
			waits, ended := waitsForALock(func() { f(s) })
			free := 0
			for i := range shards - 1 {
				if s.guards[i].mu.TryLock() {
					free++
					s.guards[i].mu.Unlock()
				}
			}
			last.Unlock()
			<-ended
			require.True(t, waits)
			require.Zero(t, free, "shards that others may lock meanwhile")
		})
	}
}
