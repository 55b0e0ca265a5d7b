package rules_test

// The forbidden words are put together here, so that this file keeps the rule.
var wordAlarms = []alarm{
	{"OwnWords", "Places", files{"a.md": "" +
		"see /wor" + "k/x\n" +
		"in /roo" + "t/x\n" +
		"and /hom" + "e/someone/x\n" +
		"and ../share" + "d/x\n",
	}, []string{"a.md:1: ", "a.md:2: ", "a.md:3: ", "a.md:4: "}},
	{"OwnWords", "Hosts", files{"run": "#!/bin/sh\ncurl https://prox" + "y.golang.org/x\nhttps://registr" + "y.npmjs.org\n"},
		[]string{"run:2: ", "run:3: "}},
	{"OwnWords", "Numbers", files{"a/a.go": "package a\n// see issu" + "e #12\n// as A" + "18 asks\n// (B" + "2)\n"},
		[]string{"a/a.go:2: ", "a/a.go:3: ", "a/a.go:4: "}},
	{"OwnWords", "Promises", files{"a/a.go": "package a\n// TOD" + "O: the rest\n"}, []string{"a/a.go:2: "}},
	{"OwnWords", "OneScriptKnowsTheTraces", files{"scripts/test": "x=$root/../share" + "d/traces\n"}, nil},
	{"OwnWords", "Innocent", files{
		"a.md":           "the root/ of the work/ and https://example.org/home/page, 0xA5, P3, arc/C1x, issues 🙂\n",
		"go.sum":         "prox" + "y.golang.org\n",
		"x/testdata/a":   "TOD" + "O\n",
		"x/lib.min.js":   "var c=TOD" + "O;\n",
		"picture.png":    "\xff\x00TOD" + "O",
		"binary.partial": "\x00 TOD" + "O",
	}, nil},
}
