// Package redistest starts real Redis servers for tests, alone or as a cluster, and does
// to them what happens to servers: they are killed, stopped, started with an older file.
// They listen on free ports of the loopback, keep their files in a folder of the test, and
// end with the test.
//
// Use it where Redis' own behaviour is what matters. Not for what an interface says of any
// store: package tiered has suites for that.
//
// Where there is no redis-server on the PATH the test skips, and says so; with
// LARDER_REQUIRE=1 in the environment it fails.
package redistest
