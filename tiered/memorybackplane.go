package tiered

import (
	"context"
	"errors"
	"slices"
	"strconv"
)

// memoryQueue is how many messages wait for a subscriber.
const memoryQueue = 1024

// memorySubscriber is one call of Subscribe.
type memorySubscriber struct {
	queue   chan []byte
	lost    chan struct{} // has an element where messages were dropped
	ended   chan struct{} // closed when it is to end
	stopped chan struct{} // closed when its goroutine has ended
}

var errOverflow = errors.New("tiered: memory: a subscriber was too slow, and messages were dropped")

// Announces reports whether b is this Memory.
func (m *Memory) Announces(b Backplane) bool { return b == Backplane(m) }

// Publish hands a message to all subscribers.
func (m *Memory) Publish(ctx context.Context, message []byte) error {
	if _, err := m.begin(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	m.publish(slices.Clone(message))
	return nil
}

// announce publishes a change in the same step. The caller holds mu.
func (m *Memory) announce(announcement []byte, number uint64) {
	if announcement != nil {
		m.publish(strconv.AppendUint(slices.Clone(announcement), number, 10))
	}
}

// publish queues a message with every subscriber. One that has no room is told. The caller
// holds mu.
func (m *Memory) publish(message []byte) {
	for s := range m.subscribers {
		select {
		case s.queue <- message:
		default:
			select {
			case s.lost <- struct{}{}:
			default:
			}
		}
	}
}

// Subscribe hands messages to r.
func (m *Memory) Subscribe(r Receiver) (stop func()) {
	s := &memorySubscriber{
		queue: make(chan []byte, memoryQueue), lost: make(chan struct{}, 1),
		ended: make(chan struct{}), stopped: make(chan struct{}),
	}
	m.mu.Lock()
	m.subscribers[s] = struct{}{}
	m.mu.Unlock()
	go s.run(r)
	return func() {
		m.mu.Lock()
		_, first := m.subscribers[s]
		delete(m.subscribers, s)
		m.mu.Unlock()
		if first {
			close(s.ended)
		}
		<-s.stopped
	}
}

func (s *memorySubscriber) run(r Receiver) {
	defer close(s.stopped)
	r.Connected()
	for {
		select {
		case <-s.ended:
			return
		default:
		}
		select {
		case <-s.ended:
			return
		case message := <-s.queue:
			r.Message(message)
		case <-s.lost:
			r.Disconnected(errOverflow)
			r.Connected()
		}
	}
}
