package cli

import "strings"

// distHelp says what the arguments of the distributions mean. A test holds it to
// those that there are.
const distHelp = `  uniform                 all keys alike
  zipf:SKEW               zipf:0.99: the key of rank r as r^-0.99
  hotspot:KEYS:REQUESTS   hotspot:0.2:0.8: 20 % of the keys get 80 %
  latest:SKEW             latest:0.99: zipf, the keys set last in front
  loop:LENGTH             loop:1000: 1000 keys in turn, again and again
  scan:SKEW:EVERY:LENGTH  scan:0.99:50000:10000: zipf:0.99, and after
                          every 50000 requests a scan of 10000 keys
  shift:SKEW:EVERY:STEP   shift:0.99:10000:1000: zipf:0.99, and after
                          every 10000 requests ranks move by 1000 keys
`

// lawHelp says what the arguments of a distribution of sizes or times to live
// mean, with the examples small and large. Its forms begin with the plain one.
func lawHelp(small, large string, forms []string) string {
	about := map[string]string{
		"uniform":   "uniform:" + small + ":" + large + ": from the one to the other, all alike",
		"lognormal": "lognormal:" + small + ":1.2: that median; SIGMA is the standard\n    deviation of the logarithm",
		"pareto":    "pareto:" + small + ":" + large + ":1.1: from the one to the other, with a\n    heavier tail the smaller SHAPE is",
		"choice":    "choice:" + small + "=9," + large + "=1: the first 9 times in 10",
	}
	var b strings.Builder
	for _, form := range forms[1:] {
		name, _, _ := strings.Cut(form, ":")
		b.WriteString("  " + form + "\n    " + about[name] + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
