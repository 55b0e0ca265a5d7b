package machine_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/machine"
)

// recorded is what a virtual machine and a laptop said of themselves, shortened.
var recorded = map[string]string{
	"proc/cpuinfo": "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R) Processor\ncpu MHz\t\t: 2300.000\n" +
		"flags\t\t: fpu vme hypervisor lahf_lm\nbogomips\t: 4600.00\n\nprocessor\t: 1\nmodel name\t: another\ncpu MHz\t\t: 1.0\nflags\t\t: fpu\n",
	"proc/loadavg":              "0.10 0.94 2.16 5/113 16003\n",
	"proc/meminfo":              "MemTotal:        8131204 kB\nMemFree:         1194632 kB\nMemAvailable:    6812340 kB\n",
	"proc/stat":                 "cpu  4376981 4741 342080 2519221 7103 0 2118 9070 0 0\ncpu0 2186732 2548 168107 1266497 2018 0 278 4509 0 0\nintr 1\n",
	"proc/sys/kernel/osrelease": "6.18.5\n",
	"proc/self/cgroup":          "1:cpu:/\n0::/system.slice/lab.service\n",

	"sys/fs/cgroup/system.slice/lab.service/cpu.max": "max 100000\n",
	"sys/fs/cgroup/system.slice/cpu.max":             "150000 100000\n",
	"sys/fs/cgroup/cpu.max":                          "400000 100000\n",

	"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
	"sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq": "1400123\n",
	"sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq": "4700000\n",
	"sys/devices/system/cpu/intel_pstate/no_turbo":         "1\n",
	"sys/kernel/mm/transparent_hugepage/enabled":           "always [madvise] never\n",
}

// with returns the recorded files, but with others in their place.
func with(others map[string]string) fstest.MapFS {
	files := maps.Clone(recorded)
	maps.Copy(files, others)
	root := make(fstest.MapFS)
	for name, text := range files {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return root
}

func Example() {
	m := machine.Read(with(map[string]string{"proc/loadavg": "99.50 0.94 2.16 5/113 16003\n"}))
	m.Cores = 2
	fmt.Println(m.CPU, *m.Load, m.Governor)
	fmt.Println(m.Busy()[0])
	// Output:
	// Intel(R) Xeon(R) Processor 99.5 powersave
	// the load average is 99.5 on 2 cores: something else runs, or has just run
}

func to[T any](v T) *T { return &v }

func TestRecorded(t *testing.T) {
	got := machine.Read(with(nil))
	require.Equal(t, machine.Machine{
		OS: runtime.GOOS, Arch: runtime.GOARCH, Kernel: "6.18.5",
		CPU: "Intel(R) Xeon(R) Processor", Cores: runtime.NumCPU(), Governor: "powersave",
		MHz: to(1400.123), MaxMHz: to(4700.), Turbo: to(false), Hypervisor: to(true),
		Memory: to[int64](8131204 << 10), Available: to[int64](6812340 << 10), HugePages: "madvise",
		Quota: to(1.5), Load: to(0.1),
		Go: runtime.Version(), GOMAXPROCS: runtime.GOMAXPROCS(0), GOGC: machine.GOGC(), GOMEMLIMIT: "off",
	}, got)
	require.Equal(t, "Intel(R) Xeon(R) Processor", machine.Processor(with(nil)))
}

// TestUnknown: what is missing or broken is unknown, and never a figure.
func TestUnknown(t *testing.T) {
	nothing := machine.Read(nil)
	require.Equal(t, nothing, machine.Read(fstest.MapFS{}))
	require.Empty(t, nothing.Warnings())
	for _, broken := range []string{"", "\n", "x", "-1 -1", "NaN Inf", ":\n:::", "cpu", "cpu a b c d e f g h i", "cpu 1 2 3", "0::", "\x00\xff", strings.Repeat("9", 400)} {
		files := make(map[string]string)
		for name := range recorded {
			files[name] = broken
		}
		got := machine.Read(with(files))
		got.Kernel, got.Governor = "", "" // which may have any name
		require.Equal(t, nothing, got, "%q", broken)
		require.Nil(t, machine.Begin(with(files)).Steal(), "%q", broken)
	}
	for name := range recorded {
		root := with(nil)
		root[name] = &fstest.MapFile{Mode: fs.ModeDir | 0o755}
		require.NotPanics(t, func() { machine.Read(root) }, name)
	}
}

// TestPartsThatAreBroken: the rest is known all the same.
func TestPartsThatAreBroken(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  func(m *machine.Machine)
	}{
		"no flags":       {map[string]string{"proc/cpuinfo": "processor : 0\nmodel name : ARM\n"}, func(m *machine.Machine) { m.CPU, m.Hypervisor = "ARM", nil }},
		"bare metal":     {map[string]string{"proc/cpuinfo": "model name : Some 9000\nflags : fpu hypervisors\n"}, func(m *machine.Machine) { m.CPU, m.Hypervisor = "Some 9000", to(false) }},
		"boost":          {map[string]string{"sys/devices/system/cpu/intel_pstate/no_turbo": "", "sys/devices/system/cpu/cpufreq/boost": "1"}, func(m *machine.Machine) { m.Turbo = to(true) }},
		"odd turbo":      {map[string]string{"sys/devices/system/cpu/intel_pstate/no_turbo": "2"}, func(m *machine.Machine) { m.Turbo = nil }},
		"no frequency":   {map[string]string{"sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq": "<unknown>"}, func(m *machine.Machine) { m.MHz = to(2300.) }},
		"no quota":       {map[string]string{"sys/fs/cgroup/system.slice/cpu.max": "max 100000", "sys/fs/cgroup/cpu.max": "max 100000"}, func(m *machine.Machine) { m.Quota = nil }},
		"broken quota":   {map[string]string{"sys/fs/cgroup/system.slice/cpu.max": "150000 0"}, func(m *machine.Machine) { m.Quota = to(4.) }},
		"half a quota":   {map[string]string{"sys/fs/cgroup/system.slice/cpu.max": "150000"}, func(m *machine.Machine) { m.Quota = to(4.) }},
		"group with ..":  {map[string]string{"proc/self/cgroup": "0::/../../x"}, func(m *machine.Machine) { m.Quota = to(4.) }},
		"only version 1": {map[string]string{"proc/self/cgroup": "4:cpu:/x\n"}, func(m *machine.Machine) { m.Quota = nil }},
		"other memory":   {map[string]string{"proc/meminfo": "MemTotal: 12 MB\nMemAvailable: 1 kB\n"}, func(m *machine.Machine) { m.Memory, m.Available = nil, to[int64](1024) }},
		"no choice":      {map[string]string{"sys/kernel/mm/transparent_hugepage/enabled": "always madvise never"}, func(m *machine.Machine) { m.HugePages = "" }},
	} {
		t.Run(name, func(t *testing.T) {
			want := machine.Read(with(nil))
			c.want(&want)
			require.Equal(t, want, machine.Read(with(c.files)))
		})
	}
}

func TestSteal(t *testing.T) {
	stat := func(text string) map[string]string { return map[string]string{"proc/stat": text} }
	for name, c := range map[string]struct {
		then, now string
		want      *float64
	}{
		"a tenth":     {"cpu 100 0 0 100 0 0 0 50 7 7\n", "cpu 150 0 20 120 0 0 0 60 9 9\n", to(10.)},
		"none":        {"cpu 100 0 0 100 0 0 0 50\n", "cpu 200 0 0 100 0 0 0 50\n", to(0.)},
		"no time":     {"cpu 100 0 0 100 0 0 0 50\n", "cpu 100 0 0 100 0 0 0 50\n", nil},
		"back":        {"cpu 100 0 0 100 0 0 0 50\n", "cpu 300 0 0 100 0 0 0 40\n", nil},
		"no column":   {"cpu 100 0 0 100 0 0 0\n", "cpu 150 0 20 120 0 0 0\n", nil},
		"gone":        {"cpu 100 0 0 100 0 0 0 50\n", "", nil},
		"other first": {"cpu0 100 0 0 100 0 0 0 50\n", "cpu0 200 0 0 100 0 0 0 60\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			root := with(stat(c.then))
			w := machine.Begin(root)
			root["proc/stat"] = &fstest.MapFile{Data: []byte(c.now)}
			require.Equal(t, c.want, w.Steal())
		})
	}
	require.Nil(t, machine.Begin(nil).Steal())
}

func TestWarnings(t *testing.T) {
	quiet := machine.Machine{
		Cores: 4, GOMAXPROCS: 4, Load: to(2.), Steal: to(2.), Quota: to(4.),
		Governor: "performance", Hypervisor: to(false), Turbo: to(true),
	}
	require.Empty(t, quiet.Warnings())
	for want, change := range map[string]func(m *machine.Machine){
		"the load average is 2.1 on 4 cores":                   func(m *machine.Machine) { m.Load = to(2.1) },
		"the hypervisor gave 2.5 % of the time to others":      func(m *machine.Machine) { m.Steal = to(2.5) },
		"the governor is powersave":                            func(m *machine.Machine) { m.Governor = "powersave" },
		"a quota of 3.5 processors is less than GOMAXPROCS, 4": func(m *machine.Machine) { m.Quota = to(3.5) },
		"this is a virtual machine":                            func(m *machine.Machine) { m.Hypervisor = to(true) },
	} {
		m := quiet
		change(&m)
		warnings := m.Warnings()
		require.Len(t, warnings, 1)
		require.Contains(t, warnings[0], want)
		passing := strings.Contains(want, "load") || strings.Contains(want, "hypervisor gave")
		require.Equal(t, passing, len(m.Busy()) == 1, want)
	}
}

// TestHere reads the files of the machine that runs the tests.
func TestHere(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 40))
	m := machine.Read(os.DirFS("/"))
	require.Equal(t, "1099511627776", m.GOMEMLIMIT)
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has the files that the rest is read from")
	}
	require.NotNil(t, m.Load)
	require.NotNil(t, m.Memory)
	require.NotEmpty(t, m.Kernel)
}
