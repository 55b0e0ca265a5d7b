package cli

// preset is a command that is run with other defaults, and with a table of its own.
// Where a default is "" it is that of run.
type preset struct {
	name, synopsis, examples string

	reads, keys, goroutines, samples string

	procs string // what the help says of the default of -procs

	axis axis
}

// axis is what the table of a run shows the figures along.
type axis int

const (
	byBackend axis = iota // a table for each combination of the others, the best first
	byProcs
	byKeys
)

// arranger is a planner that knows how its table is to be arranged.
type arranger interface{ axis() axis }

const scaleSynopsis = `Measure how backends scale with processors: run with a list of GOMAXPROCS, up to
twice the processors there are, and goroutines for each of them. On a terminal
the table shows the rate beside the ideal: that of the fewest processors, times
as many as there are, and no more beyond the machine's own.

All flags are those of run, with other defaults. The output is that of run.`

const scaleExamples = `  cachebench scale
  cachebench scale -backend cow,rwmutex -reads 100,50 -goroutines 1x
  cachebench scale -procs 1,2,4,8 -processes 5 -o scale.txt`

const growthSynopsis = `Measure how backends fare as they grow: run with numbers of keys from a thousand
to ten million. On a terminal the table shows ns/op by size. The largest size
takes some GB of memory.

All flags are those of run, with other defaults. The output is that of run.`

const growthExamples = `  cachebench growth
  cachebench growth -backend cow,rawmap -reads 100 -nostats
  cachebench growth -keys 1e3,1e5 -goroutines 1 -processes 5 -o growth.txt`

// scaleFlags are the flags of scale.
func (a App) scaleFlags() *runFlags {
	return a.runLike(preset{
		name: "scale", synopsis: scaleSynopsis, examples: scaleExamples,
		reads: "95", goroutines: "1x,10x", procs: "1, 2, 4 and so on up to\ntwice as many",
		axis: byProcs,
	})
}

// growthFlags are the flags of growth.
func (a App) growthFlags() *runFlags {
	return a.runLike(preset{
		name: "growth", synopsis: growthSynopsis, examples: growthExamples,
		reads: "95", keys: "1000,10000,100000,1000000,10000000", samples: "3",
		axis: byKeys,
	})
}

// doublings returns 1, 2, 4 and so on up to most, and most.
func doublings(most int) (numbers []int) {
	for n := 1; n < most; n *= 2 {
		numbers = append(numbers, n)
	}
	return append(numbers, most)
}
