// Package gaps finds out that messages are missing, by the numbers that their senders
// have given them.
//
// Each sender numbers its messages 1, 2, 3, and so on, and while it has nothing to say it
// tells its last number again and again. Messages may come in another order, or several
// times; one that has not come within the receiver's patience is lost. Use it for what
// is carried at most once, such as what Redis publishes. What was in a message that is
// missing it cannot know.
package gaps

import "time"

// Finder is one receiver's account of what it has heard. Make one with New. It is not
// safe for concurrent use.
type Finder[S comparable] struct {
	patience, forget time.Duration
	senders          map[S]*sender
}

// sender is what is known of one.
type sender struct {
	last    uint64               // the highest number that it is known to have sent
	heard   time.Time            // when it was heard of
	missing map[uint64]time.Time // numbers up to last that have not come, with when that was noticed
}

const (
	// mostMissing is how many numbers are waited for one by one. Where more are missing,
	// they are lost at once.
	mostMissing = 1024

	// mostSenders is how many are known at a time. Messages of others count as what
	// follows a gap, so that a flood of strangers costs trust and not memory.
	mostSenders = 10_000
)

// New returns a Finder that waits for patience for what comes out of order, and forgets a
// sender that has not been heard of for the time of forget.
func New[S comparable](patience, forget time.Duration) *Finder[S] {
	return &Finder[S]{patience: patience, forget: forget, senders: make(map[S]*sender)}
}

// Heard takes note of a message. fresh is false for one that was there before. lost says
// that messages are surely lost; those that a sender sent before it was heard of for the
// first time are among them.
func (f *Finder[S]) Heard(from S, number uint64, now time.Time) (fresh, lost bool) {
	if number == 0 {
		return false, false // nobody numbers a message so
	}
	s, lost := f.sender(from, number-1, now)
	if s == nil {
		return true, true
	}
	if number <= s.last {
		_, fresh = s.missing[number]
		delete(s.missing, number)
		return fresh, lost
	}
	lost = s.expect(number-1, now) || lost
	s.last = number
	return true, lost
}

// Told takes note that a sender has sent messages up to a number, and no more. lost is as
// with Heard.
func (f *Finder[S]) Told(from S, last uint64, now time.Time) (lost bool) {
	s, lost := f.sender(from, last, now)
	if s == nil {
		return true
	}
	return s.expect(last, now) || lost
}

// sender returns what is known of a sender; of one that was not known that it has sent so
// many messages before, which are lost to this receiver. nil where there are too many.
func (f *Finder[S]) sender(from S, before uint64, now time.Time) (s *sender, lost bool) {
	if s = f.senders[from]; s == nil {
		if len(f.senders) >= mostSenders {
			return nil, true
		}
		s = &sender{last: before}
		f.senders[from], lost = s, before > 0
	}
	s.heard = now
	return s, lost
}

// expect has the numbers up to one be missing that are higher than the last.
func (s *sender) expect(to uint64, now time.Time) (lost bool) {
	if to <= s.last {
		return false
	}
	if to-s.last > mostMissing-uint64(len(s.missing)) {
		s.last, s.missing = to, nil
		return true
	}
	if s.missing == nil {
		s.missing = make(map[uint64]time.Time)
	}
	for s.last < to {
		s.last++
		s.missing[s.last] = now
	}
	return false
}

// Overdue reports whether messages have not come within the patience, and gives them up.
// It forgets senders that are silent. It is to be called every now and then.
func (f *Finder[S]) Overdue(now time.Time) (lost bool) {
	for from, s := range f.senders {
		for number, since := range s.missing {
			if now.Sub(since) >= f.patience {
				delete(s.missing, number)
				lost = true
			}
		}
		if now.Sub(s.heard) >= f.forget {
			delete(f.senders, from)
		}
	}
	return lost
}

// Waiting returns how many messages are missing and not given up.
func (f *Finder[S]) Waiting() (n int) {
	for _, s := range f.senders {
		n += len(s.missing)
	}
	return n
}
