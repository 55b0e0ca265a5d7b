package cli_test

import "time"

// lie is a cache that returns another value than the one stored.
type lie struct{}

func (lie) Get(string) ([]byte, bool)               { return []byte("another value"), true }
func (lie) Set(string, []byte, time.Duration) error { return nil }
func (lie) Delete(string) bool                      { return true }
func (lie) Len() int                                { return 0 }
func (lie) Close() error                            { return nil }

// witness remembers whether it was ever read.
type witness struct{ read *bool }

func (w witness) Get(string) ([]byte, bool)             { *w.read = true; return nil, false }
func (witness) Set(string, []byte, time.Duration) error { return nil }
func (witness) Delete(string) bool                      { return true }
func (witness) Len() int                                { return 0 }
func (witness) Close() error                            { return nil }
