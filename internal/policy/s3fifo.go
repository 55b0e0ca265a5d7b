package policy

// s3FIFO is the policy of Yang, Zhang, Qiu, Yue and Vinayak, "FIFO queues are all you
// need for cache eviction", SOSP 2023, algorithm 1: a small queue of 10 %, from which
// what was hit twice goes to the main one; what the ghost remembers goes there at
// once.
var s3FIFO = Mode{name: "s3fifo", window: 0.1, promote: true, revive: true}
