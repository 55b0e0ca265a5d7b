package cutprobe

// Verdict is judge, for views that no goroutines are needed to make.
var Verdict = judge
