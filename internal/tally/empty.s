// Its presence has the compiler accept functions without a body: see tally.go.
