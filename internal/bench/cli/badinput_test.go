package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBadInput: each wrong command line ends with one line on standard error that
// says what is wrong, the right exit code, and nothing on standard output.
func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	trace := file(t, "small.lirs", smallTrace)
	empty := file(t, "empty", "")
	for _, c := range []struct {
		args string
		code int
		want string // part of the message
	}{
		// Commands.
		{"", 2, "no command given; there are run, memory, "},
		{"rn", 2, `unknown command "rn"; did you mean "run"?`},
		{"rerplay", 2, `did you mean "replay"?`},
		{"judge", 2, `unknown command "judge"; there are run, memory, `},
		{"-backend cow", 2, "a command comes before the flags, such as cachebench run -backend"},
		{"run cow", 2, `unexpected argument "cow"`},
		{"run -samples 1 cow -ops 5", 2, `unexpected argument "cow"`},
		{"replay x.trace", 2, `unexpected argument "x.trace"`},
		{"list backends", 2, `unexpected argument "backends": cachebench list takes none`},
		{"help rn", 2, `unknown command "rn"; did you mean "run"?`},

		// Flags.
		{"run -bakend cow", 2, `unknown flag "-bakend"; did you mean "-backend"?`},
		{"run --goroutine 2", 2, `did you mean "-goroutines"?`},
		{"snapshot -capacity 10", 2, `unknown flag "-capacity"`},
		{"run -zzzzzzzz", 2, `unknown flag "-zzzzzzzz"; there are -backend, `},
		{"replay -tracee x", 2, `did you mean "-trace"?`},
		{"replay -reads 50", 2, `unknown flag "-reads"`},
		{"list -a", 2, `unknown flag "-a"; cachebench list has none`},
		{"run -samples", 2, "flag needs an argument: -samples"},
		{"run -=3", 2, "bad flag syntax"},
		{"run -nostats=maybe", 2, "want true or false"},

		// Backends, sweepers, workloads.
		{"run -backend cwo", 2, `unknown backend "cwo"; did you mean "cow"?`},
		{"run -backend cow,mutex", 2, `unknown backend "mutex"; did you mean "rwmutex"?`},
		{"run -backend memcached", 2, `unknown backend "memcached"; there are cow, syncmap, rwmutex`},
		{"run -backend COW", 2, `did you mean "cow"?`},
		{"run -backend=", 2, "a value is missing"},
		{"run -backend cow,,syncmap", 2, "a value is missing"},
		{"run -backend cow,cow", 2, "cow is named twice"},
		{"run -sweeper curser", 2, `unknown sweeper "curser"; did you mean "cursor"?`},
		{"run -sweeper timerwheel", 2, `unknown sweeper "timerwheel"; there are default, none, full, cursor, adaptive, `},
		{"run -wl zipf99-rw59", 2, `unknown workload "zipf99-rw59"; did you mean "zipf99-rw95"?`},
		{"run -wl whatever", 2, `unknown workload "whatever"; there are zipf99-rw100`},
		{"run -key strin", 2, `unknown type of keys "strin"; did you mean "string"?`},
		{"run -key float", 2, `unknown type of keys "float"; there are string, int`},

		// Numbers.
		{"run -samples 0", 2, `"0" for flag -samples: want an integer from 1 to 1000`},
		{"run -samples -1", 2, "want an integer from 1 to 1000"},
		{"run -samples abc", 2, "want an integer from 1 to 1000"},
		{"run -samples 1.5", 2, "want an integer from 1 to 1000"},
		{"run -samples 1000000", 2, "want an integer from 1 to 1000"},
		{"run -processes -1", 2, `"-1" for flag -processes: want an integer from 0 to 1000`},
		{"run -processes 1001", 2, "want an integer from 0 to 1000"},
		{"run -processes many", 2, "want an integer from 0 to 1000"},
		{"run -processes 3 -samples 3", 2, "-processes and -samples exclude each other: each process takes one sample"},
		{"run -goroutines 0", 2, `"0" for flag -goroutines: want an integer from 1 to 10000`},
		{"run -goroutines -1", 2, "want an integer from 1 to 10000"},
		{"run -goroutines 100000", 2, "want an integer from 1 to 10000"},
		{"run -goroutines 1,x", 2, `"x": want an integer from 1 to 10000`},
		{"run -goroutines 1,2,1", 2, "1 is named twice"},
		{"run -goroutines 1,01", 2, "1 is named twice"},
		{"run -reads 90,90.0", 2, "90 is named twice"},
		{"run -reads 0,-0", 2, "0 is named twice"},
		{"run -dist zipf:0.9,zipf:0.90", 2, "zipf:0.9 is named twice"},
		{"run -dist zipf:0.05,zipf:0.049999999999999996", 2, "would both be called zipf5-rw100"},
		{"run -goroutines 99999999999999999999", 2, "want an integer from 1 to 10000"},
		{"run -batch 0", 2, `"0" for flag -batch: want an integer from 1 to 4096`},
		{"run -batch 4097", 2, "want an integer from 1 to 4096"},
		{"run -batch 1,x", 2, `"x": want an integer from 1 to 4096`},
		{"run -batch 64,64", 2, "64 is named twice"},
		{"run -batch 64 -trace TRACE", 2, "-batch and -trace exclude each other"},
		{"run -capacity -1", 2, `"-1" for flag -capacity: want an integer from 0 to 100000000, or a share of the keys such as 10%`},
		{"run -capacity ten", 2, "want an integer from 0 to 100000000, or a share of the keys such as 10%"},
		{"run -capacity 1e9", 2, "want an integer from 0 to 100000000"},
		{"run -capacity 0%", 2, "want a share of the keys above 0 % and up to 100 %, such as 10%"},
		{"run -capacity 101%", 2, "want a share of the keys above 0 %"},
		{"run -capacity NaN%", 2, "want a share of the keys above 0 %"},
		{"run -capacity %", 2, "want a share of the keys above 0 %"},
		{"run -capacity 10,1e1", 2, "10 is named twice"},
		{"run -capacity 10%,10.0%", 2, "10% is named twice"},
		{"run -capacity 10,", 2, "a value is missing"},
		{"run -policy lru", 2, "-policy lru needs -capacity: without one nothing is evicted"},
		{"run -policy adaptive -capacity 0", 2, "-policy adaptive needs -capacity"},
		{"run -policy lur -capacity 10", 2, `unknown policy "lur"; did you mean "lru"?`},
		{"run -policy clairvoyant -capacity 10", 2, `unknown policy "clairvoyant"; there are adaptive, tinylfu, s3fifo, lru, soonestexpiry`},
		{"run -policy lru -capacity 10 -backend noop", 2, "-policy is for larder's own backends, and -backend names none"},
		{"memory -policy lru", 2, "-policy lru needs -capacity: without one nothing is evicted"},
		{"memory -capacity 101%", 2, "want a share of the keys above 0 %"},
		{"run -shards 3", 2, "want a power of two from 1 to 65536"},
		{"run -shards 0", 2, "want a power of two"},
		{"run -shards 131072", 2, "want a power of two"},
		{"run -shards 4 -backend cow", 2, "-shards is for backends in shards, and -backend names none"},
		{"run -duration 0", 2, "want a duration such as 300ms, above 0"},
		{"run -duration -1s", 2, "want a duration such as 300ms, above 0"},
		{"run -duration 5", 2, "want a duration such as 300ms"},
		{"run -duration 1000h", 2, "at most 24h"},
		{"run -duration forever", 2, "want a duration"},
		{"run -ops 0", 2, "for flag -ops: want an integer from 1"},
		{"run -ops -5", 2, "want an integer from 1"},
		{"run -ops 1e400", 2, "want an integer from 1"},
		{"run -seed -1", 2, `invalid value "-1" for flag -seed: want an integer from 0 to`},
		{"run -seed x", 2, `invalid value "x" for flag -seed`},

		// Descriptions of workloads.
		{"run -reads 101", 2, `"101" for flag -reads: want a number from 0 to 100`},
		{"run -reads -1", 2, "want a number from 0 to 100"},
		{"run -reads NaN", 2, "want a number from 0 to 100"},
		{"run -reads all", 2, "want a number from 0 to 100"},
		{"run -deletes 101", 2, "for flag -deletes: want a number from 0 to 100"},
		{"run -reads 95 -deletes 6", 2, "-reads 95 and -deletes 6 are more than 100 together"},
		{"run -deletes 10", 2, "-deletes 10 leaves no more than 90 for -reads, which is 100,95,50 if not given"},
		{"run -keys 1e9", 2, "want an integer from 1 to 100000000"},
		{"run -value 1GB", 2, "want bytes, such as 1024"},
		{"run -keys 0", 2, "for flag -keys: want an integer from 1 to 100000000"},
		{"run -keys -1", 2, "want an integer from 1 to 100000000"},
		{"run -keys 1000000000000000000", 2, "want an integer from 1 to 100000000"},
		{"run -keys 10,1e1", 2, "10 is named twice"},
		{"run -keys 10,,20", 2, "a value is missing"},
		{"run -keys 10,x", 2, `"x": want an integer from 1 to 100000000`},
		{"run -dist loop:20 -keys 100,10", 2, "-dist: loop:20: the length in keys, 20"},
		{"run -keys many", 2, "want an integer from 1 to 100000000"},
		{"run -dist zip:0.99", 2, `unknown distribution "zip"; did you mean "zipf"?`},
		{"run -dist normal", 2, `unknown distribution "normal"; there are uniform, zipf`},
		{"run -dist zipf", 2, "want zipf:SKEW"},
		{"run -dist zipf:0.99:1", 2, "want zipf:SKEW"},
		{"run -dist zipf:NaN", 2, "the skew NaN is not a finite number"},
		{"run -dist zipf:-1", 2, "the skew -1 is not a finite number"},
		{"run -dist zipf:Inf", 2, "the skew +Inf is not a finite number"},
		{"run -dist zipf:x", 2, "not a number"},
		{"run -dist loop:0", 2, "not in [1, "},
		{"run -dist loop:101 -keys 100", 2, "-dist: loop:101: the length in keys, 101"},
		{"run -value -1", 2, "for flag -value"},
		{"run -value 2000000000", 2, "is more than"},
		{"run -value big", 2, `"big"`},
		{"run -value uniform:9:1", 2, "for flag -value"},
		{"run -value 1073741824 -backend cow", 2, "the values are too large"},
		{"run -ttl -1s", 2, "for flag -ttl"},
		{"run -ttl 60", 2, `"60" is not a duration`},
		{"run -ttl pareto:1s", 2, "for flag -ttl"},
		{"run -ttl 1ns", 2, "not a whole number of milliseconds"},

		// Conflicts.
		{"run -duration 1s -ops 5", 2, "-duration and -ops exclude each other"},
		{"run -wl loop -dist uniform", 2, "-wl and -dist exclude each other"},
		{"run -wl loop -reads 5", 2, "-wl and -reads exclude each other"},
		{"run -wl loop -deletes 5", 2, "-wl and -deletes exclude each other"},
		{"run -wl loop -keys 5", 2, "-wl and -keys exclude each other"},
		{"run -wl loop -value 5", 2, "-wl and -value exclude each other"},
		{"run -wl loop -ttl 5s", 2, "-wl and -ttl exclude each other"},
		{"run -wl loop -trace TRACE", 2, "-trace and -wl exclude each other"},
		{"run -trace TRACE -dist uniform", 2, "-trace and -dist exclude each other"},
		{"run -trace TRACE -reads 90", 2, "-trace and -reads exclude each other"},
		{"run -trace TRACE -keys 90", 2, "-trace and -keys exclude each other"},
		{"run -trace TRACE -seed 90", 2, "-trace and -seed exclude each other"},
		{"run -format lirs", 2, "-format is the format of a trace: give -trace too"},
		{"run -trace TRACE -value uniform:1:2", 2, "-value uniform:1:2: with -trace give a number of bytes"},
		{"run -trace TRACE -ttl uniform:1s:2s", 2, "-ttl uniform:1s:2s: with -trace give a duration"},
		{"run -trace TRACE -ttl 0", 2, "with -trace give a duration above 0"},
		{"run -trace TRACE -ops 9", 2, "9 operations are asked for, and"},

		// Traces.
		{"run -trace=", 2, "the name of a file is missing"},
		{"run -trace /no/such/file", 5, "/no/such/file: no such file or directory"},
		{"run -trace DIR", 5, "is a directory"},
		{"run -trace EMPTY", 2, "empty"},
		{"run -trace TRACE -format lris", 2, `unknown format "lris"; did you mean "lirs"?`},
		{"run -trace TRACE -format excel", 2, `unknown format "excel"; there are arc, lirs`},
		{"run -trace TRACE -format oracleGeneral", 2, "small.lirs: oracleGeneral: "},
		{"replay", 2, "-trace is missing"},
		{"replay -trace TRACE", 2, "-capacity is missing"},
		{"replay -capacity 10", 2, "-trace is missing"},
		{"replay -trace= -capacity 10", 2, "the name of a file is missing"},
		{"replay -trace /no/such/file -capacity 10", 5, "/no/such/file: no such file or directory"},
		{"replay -trace DIR -capacity 10", 5, "is a directory"},
		{"replay -trace EMPTY -capacity 10", 2, "empty"},
		{"replay -trace TRACE -capacity 10 -format oracleGeneral", 2, "small.lirs: oracleGeneral: "},
		{"replay -trace TRACE -capacity 0", 2, `"0" for flag -capacity: want an integer from 1`},
		{"replay -trace TRACE -capacity -1", 2, "want an integer from 1"},
		{"replay -trace TRACE -capacity abc", 2, "want an integer from 1"},
		{"replay -trace TRACE -capacity 1.5", 2, "want an integer from 1"},
		{"replay -trace TRACE -capacity NaN", 2, "want an integer from 1"},
		{"replay -trace TRACE -capacity 9223372036854775808", 2, "want an integer from 1"},
		{"replay -trace TRACE -capacity 1e19", 2, "want an integer from 1"},
		{"replay -trace TRACE -capacity 0%", 2, "want a share of the keys above 0 % and up to 100 %, such as 10%"},
		{"replay -trace TRACE -capacity 101%", 2, "want a share of the keys above 0 %"},
		{"replay -trace TRACE -capacity NaN%", 2, "want a share of the keys above 0 %"},
		{"replay -trace TRACE -capacity 5%%", 2, "want a share of the keys above 0 %"},
		{"replay -trace TRACE -capacity 5%,5.0%", 2, "5% is named twice"},
		{"replay -trace TRACE -max-weight 0", 2, `"0" for flag -max-weight: want an integer from 1`},
		{"replay -trace TRACE -max-weight 10", 2, "small.lirs has no sizes: give -capacity instead of -max-weight"},
		{"replay -trace TRACE -max-weight 10 -capacity 10", 2, "-capacity and -max-weight exclude each other"},
		{"replay -trace TRACE -max-weight 10 -policy lru,opt", 2, "-policy opt does not weigh: leave it out with -max-weight"},
		{"replay -trace TRACE -capacity 10 -goroutines 2", 2, "-goroutines is for real caches: name some with -backend"},
		{"replay -trace TRACE -capacity 10 -shards 2", 2, "-shards is for backends in shards, and -backend names none"},
		{"replay -trace TRACE -capacity 10 -shards 2 -backend cow", 2, "-shards is for backends in shards, and -backend names none"},
		{"replay -trace TRACE -capacity 10 -shards 3 -backend sharded", 2, "want a power of two from 1 to 65536"},
		{"replay -trace TRACE -capacity 10 -backend cow -goroutines 0", 2, "want an integer from 1 to 1000"},
		{"replay -trace TRACE -capacity 10 -backend cwo", 2, `unknown backend "cwo"; did you mean "cow"?`},
		{"replay -trace TRACE -capacity 10 -backend noop", 2, "noop: it is a floor of measurements and no cache"},
		{"replay -trace TRACE -capacity 10 -warmup 1", 2, "want a number from 0 to below 1"},
		{"replay -trace TRACE -capacity 10 -warmup NaN", 2, "want a number from 0 to below 1"},
		{"replay -trace TRACE -capacity 10 -o DIR", 5, "is a directory"},
		{"replay -trace TRACE -capacity 5,", 2, "a value is missing"},
		{"replay -trace TRACE -capacity 5 -policy lur", 2, `unknown policy "lur"; did you mean "lru"?`},
		{"replay -trace TRACE -capacity 5 -policy arc", 2, `unknown policy "arc"; there are adaptive, tinylfu, s3fifo, clock, lru, opt`},
		{"replay -trace TRACE -capacity 5 -policy arc2024", 2, `unknown policy "arc2024"; there are adaptive, tinylfu, s3fifo, clock, lru, opt`},

		// Memory.
		{"memory x", 2, `unexpected argument "x"`},
		{"memory -reads 5", 2, `unknown flag "-reads"`},
		{"memory -duration 1s", 2, `unknown flag "-duration"`},
		{"memory -backend cwo", 2, `unknown backend "cwo"; did you mean "cow"?`},
		{"memory -keys 0", 2, "for flag -keys: want an integer from 1 to 100000000"},
		{"memory -keys 5,5", 2, "5 is named twice"},
		{"memory -samples 0", 2, "want an integer from 1 to 1000"},
		{"memory -value big", 2, `"big"`},
		{"memory -ttl 60", 2, `"60" is not a duration`},
		{"memory -key float", 2, `unknown type of keys "float"`},
		{"memory -shards 4 -backend cow", 2, "-shards is for backends in shards, and -backend names none"},
		{"memory -o DIR", 5, "is a directory"},
		{"memory -backend noop", 3, "nothing was measured: noop: it holds no entries"},

		// Iterations.
		{"iterate x", 2, `unexpected argument "x"`},
		{"iterate -ttl 1h", 2, `unknown flag "-ttl"`},
		{"iterate -backend cwo", 2, `unknown backend "cwo"; did you mean "cow"?`},
		{"iterate -keys 1", 2, `"1" for flag -keys: want an integer from 2 to 1000000`},
		{"iterate -keys 2000000", 2, "want an integer from 2 to 1000000"},
		{"iterate -views 0", 2, `"0" for flag -views: want an integer from 1 to 1000000`},
		{"iterate -samples 0", 2, "want an integer from 1 to 1000"},
		{"iterate -shards 4 -backend cow", 2, "-shards is for backends in shards, and -backend names none"},
		{"iterate -o DIR", 5, "is a directory"},
		{"iterate -backend rawmap", 3, "nothing was measured: rawmap: it has no All"},
		{"iterate -backend noop", 3, "nothing was measured: noop: it holds no entries"},

		// Snapshots.
		{"snapshot x", 2, `unexpected argument "x"`},
		{"snapshot -views 5", 2, `unknown flag "-views"`},
		{"snapshot -backend cwo", 2, `unknown backend "cwo"; did you mean "cow"?`},
		{"snapshot -keys 0", 2, "for flag -keys: want an integer from 1 to 100000000"},
		{"snapshot -rate 0", 2, `"0" for flag -rate: want an integer from 1 to 10000000`},
		{"snapshot -every 0", 2, "for flag -every: want a duration such as 300ms"},
		{"snapshot -every 10", 2, "for flag -every: want a duration such as 300ms"},
		{"snapshot -duration -1s", 2, "for flag -duration: want a duration such as 300ms"},
		{"snapshot -samples 0", 2, "want an integer from 1 to 1000"},
		{"snapshot -shards 4 -backend cow", 2, "-shards is for backends in shards, and -backend names none"},
		{"snapshot -o DIR", 5, "is a directory"},
		{"snapshot -backend rwmutex -keys 10", 3, "nothing was measured: rwmutex: it has no Snapshot"},
		{"snapshot -backend noop -keys 10", 3, "nothing was measured: noop: it holds no entries"},
		{"snapshot -backend cow-map -keys 10001", 3, "cow-map: it is measured with at most 10000 keys"},

		{"sweep -wl ttl-brust", 2, `unknown workload "ttl-brust"; did you mean "ttl-burst"?`},
		{"sweep -wl zzzzzzzz", 2, `there are ttl-burst, ttl-uniform, ttl-tail, ttl-dead, ttl-short`},
		{"sweep -sweeper curser", 2, `unknown sweeper "curser"; did you mean "cursor"?`},
		{"sweep -sweeper full,full", 2, "full is named twice"},
		{"sweep -scale 1500us", 2, "from 10ms to 10m0s and in whole milliseconds"},
		{"sweep -scale 5ms", 2, "want a duration such as 500ms"},
		{"sweep -duration 4m", 2, "-duration 4m0s is more than 3m0s: longer runs are for -virtual"},
		{"sweep -virtual -duration 24h", 2, "-duration 24h0m0s has more than 100000 steps of 50ms: give a longer -step"},
		{"sweep -step 1s", 2, "-step is of virtual time: give -virtual too"},
		{"sweep -virtual -samples 2", 2, "-samples 2 is for real time"},
		{"sweep -virtual -nostats", 2, "-virtual and -nostats exclude each other"},
		{"sweep -wl ttl-burst -reads 10", 2, "-reads is of ttl-short, and -wl does not name it"},
		{"sweep -wl ttl-dead -keys 99999", 2, "ttl-dead sets 100000 keys while one lives, and there are 99999"},
		{"sweep -sweeper full -sweep-limit 5 -backend cow", 2, "-sweep-limit 5 excludes Sweeper full, which has no limit"},
		{"sweep -virtual -sweeper none -sweep-interval 1s", 2, "-sweep-interval 1s excludes Sweeper none, which has no ticks"},
		{"sweep -o DIR", 5, "is a directory"},
		{"sweep -backend rawmap -keys 1e6 -wl ttl-burst", 3, "nothing was measured: rawmap: it is a floor"},

		// Bounds.
		{"run -capacity 10 -backend rawmap -reads 100 -keys 20 -ops 1000", 3, "nothing was measured: rawmap: it has no capacity"},

		// Output.
		{"run -o -", 2, "standard output is written anyway"},
		{"run -trace -", 2, "a trace must be a regular file"},
		{"replay -capacity 3 -trace -", 2, "a trace must be a regular file"},
		{"run -o=", 2, "the name of a file is missing"},
		{"run -o /no/such/folder/out", 5, "cannot write /no/such/folder/out: no such file or directory"},
		{"run -o DIR", 5, "is a directory"},
		{"run -o TRACE/out", 5, "not a directory"},
		{"run -trace TRACE -o TRACE", 2, "small.lirs would replace the trace: give the results another name"},
		{"replay -trace TRACE -capacity 10 -o TRACE", 2, "small.lirs would replace the trace: give the results another name"},
	} {
		t.Run(c.args, func(t *testing.T) {
			args := strings.NewReplacer("TRACE", trace, "EMPTY", empty, "DIR", dir).Replace(c.args)
			got := refused(t, args, c.code, c.want)
			if c.code != 3 && !strings.Contains(c.want, "too large") { // known only when the workload is
				require.Empty(t, got.stdout)
			}
		})
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left, "nothing is left behind")
}

// TestBadTraces: files that are no traces, or were once.
func TestBadTraces(t *testing.T) {
	testdata := filepath.Join("..", "..", "..", "workload", "trace", "testdata")
	whole, err := os.ReadFile(filepath.Join(testdata, "mixed.oracle.zst"))
	require.NoError(t, err)
	for _, c := range []struct {
		name, content, flags string
		want                 string
	}{
		{"Prose", "It was a dark and stormy night; the rain fell in torrents.\n", "", "-format NAME"},
		{"NegativeNumber", "1\n2\n-3\n", "-format lirs", "line 3"},
		{"AbsurdNumber", "1\n99999999999999999999999\n", "-format lirs", "line 2"},
		{"AbsurdCount", "1 99999999999 0 1\n", "-format arc", "line 1"},
		{"TruncatedCompressed", string(whole[:len(whole)/2]), "", "zstd"},
		{"CutOffAtOnce", string(whole[:12]), "", "CutOffAtOnce: zstd: "},
		{"TruncatedBinary", "\x00\x00\x00\x01\x00\x00", "-format be32", "be32"},
		{"HeaderOnly", "key,op\n", "", "csv"},
		{"NotGzip", "\x1f\x8bnothing of the kind", "", "-format NAME"},
	} {
		path := file(t, c.name, c.content)
		for _, command := range []string{"replay -capacity 10", "run -samples 1"} {
			t.Run(c.name+"/"+strings.Fields(command)[0], func(t *testing.T) {
				got := cachebench(t, words("%s -trace %s %s", command, path, c.flags)...)
				require.Equal(t, 2, got.code, got.stderr)
				require.Contains(t, got.stderr, path)
				require.Contains(t, got.stderr, c.want)
				require.Equal(t, 1, strings.Count(got.stderr, "\n"), "one line: %s", got.stderr)
				require.Empty(t, got.stdout)
			})
		}
	}
}
