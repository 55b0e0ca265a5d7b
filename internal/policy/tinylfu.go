package policy

// tinyLFU is W-TinyLFU with clocks for lists (Einziger, Friedman and Manes, "TinyLFU: a
// highly efficient cache admission policy", ACM Transactions on Storage 13, 2017,
// section 4: a window of 1 %, and a main queue that admits what was asked for more
// often than its victim).
//
// The margin takes the request that brought the candidate here off its frequency:
// else, in a loop, all would be asked for equally often and replace each other.
var tinyLFU = Mode{name: "tinylfu", window: 0.01, recycle: true, fill: true, margin: 1, sum: true, all: true}
