package policy

// clock approximates LRU: one queue, at whose end what was hit goes back to the head
// (Corbató, "A paging experiment with the Multics system", MIT, 1968).
var clock = Mode{name: "clock", window: 1, recycle: true, all: true}

// lru is a clock for good: it needs no memory of what other modes go by.
var lru = Mode{name: "lru", window: 1, recycle: true, forgets: true}
