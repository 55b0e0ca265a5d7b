package results

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// Read reads files, and the manifest beside each where there is one. Errors wrap
// [ErrSyntax] where a file can be read but not understood.
func Read(names ...string) (*Set, error) {
	s := new(Set)
	for _, name := range names {
		if err := s.readFile(name); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Set) readFile(name string) error {
	in, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("results: %w", err)
	}
	defer in.Close()
	file, err := s.Add(in, name)
	if err != nil {
		return err
	}
	beside, err := os.Open(name + ManifestSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("results: %w", err)
	}
	defer beside.Close()
	file.Manifest, err = ReadManifest(beside, name+ManifestSuffix)
	return err
}

// ErrSyntax is wrapped by errors of what cannot be understood.
var ErrSyntax = errors.New("cannot be understood")

// Add reads one file in a single pass, so that its size is no matter. name is for
// messages. After an error the Set is of no use.
func (s *Set) Add(in io.Reader, name string) (*File, error) {
	if s.byName == nil {
		s.byName, s.units = make(map[string]*Row), make(benchfmt.UnitMetadataMap)
	}
	file := &File{Name: name, Config: make(map[string]string)}
	watch := &commentReader{in: bufio.NewReader(in), file: file}
	reader := benchfmt.NewReader(watch, name)
	held := make(map[*Row]bool)
	for reader.Scan() {
		switch record := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, fmt.Errorf("results: %w: %v", ErrSyntax, record)
		case *benchfmt.Result:
			row, err := s.result(file, record)
			if err != nil {
				return nil, err
			}
			held[row] = true
		}
	}
	if err := reader.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return nil, fmt.Errorf("results: %w: %v: this is no file of benchmarks", ErrSyntax, err)
		}
		if at := (*fs.PathError)(nil); errors.As(err, &at) {
			return nil, fmt.Errorf("results: %w", at) // without the line, which is none of the file
		}
		return nil, fmt.Errorf("results: %w", err)
	}
	if watch.cut {
		return nil, fmt.Errorf("results: %w: %s: the last line has no end: the file is cut off", ErrSyntax, name)
	}
	if file.Results == 0 {
		return nil, fmt.Errorf("results: %w: %s holds no results", ErrSyntax, name)
	}
	if err := s.learn(reader.Units(), name); err != nil {
		return nil, err
	}
	for row := range held {
		for _, unit := range row.Units {
			row.exact[unit] = row.exact[unit] || isExact(reader.Units(), unit)
		}
	}
	s.Files = append(s.Files, file)
	return file, nil
}

// learn adds what a file says of units. Two files that do not agree on what is better
// are not of one kind.
func (s *Set) learn(units benchfmt.UnitMetadataMap, name string) error {
	for key, unit := range units {
		if known := s.units[key]; known != nil && key.Key == "better" && known.Value != unit.Value {
			return fmt.Errorf("results: %w: %s says that %s is better %s, a file before it %s", ErrSyntax, name, unit.OrigUnit, unit.Value, known.Value)
		}
		s.units[key] = unit
	}
	return nil
}

func (s *Set) result(file *File, record *benchfmt.Result) (*Row, error) {
	at := func(text string, args ...any) error {
		_, line := record.Pos()
		return fmt.Errorf("results: %w: %s:%d: %s", ErrSyntax, file.Name, line, fmt.Sprintf(text, args...))
	}
	if record.Iters < 1 {
		return nil, at("%d iterations of %s: nothing was measured", record.Iters, record.Name)
	}
	for _, c := range record.Config {
		file.Config[c.Key] = string(c.Value)
	}
	row := s.byName[string(record.Name)]
	if row == nil {
		row = newRow(bytes.Clone(record.Name))
		s.byName[row.Name] = row
		s.Rows = append(s.Rows, row)
	}
	for _, v := range record.Values {
		value, unit := v.Value, v.Unit
		if v.OrigUnit != "" {
			value, unit = v.OrigValue, v.OrigUnit
		}
		if math.IsNaN(value) || math.IsInf(value, 0) {
			return nil, at("%v %s is no measurement", value, unit)
		}
		row.add(unit, value)
	}
	file.Results++
	return row, nil
}

// commentReader passes on what it reads, and keeps the comments, which the reader of
// benchmarks does not see.
type commentReader struct {
	in   *bufio.Reader
	file *File
	rest []byte
	cut  bool // the last line has no end
}

func (c *commentReader) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		line, err := c.in.ReadSlice('\n')
		if len(line) == 0 {
			return 0, err
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			err = nil // a long line comes in pieces
		} else {
			c.cut = err == io.EOF
		}
		if text, ok := strings.CutPrefix(string(line), "# "); ok {
			c.file.comment(strings.TrimSpace(text))
		}
		c.rest = append(c.rest[:0], line...)
		if err != nil && err != io.EOF {
			return 0, err
		}
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}
