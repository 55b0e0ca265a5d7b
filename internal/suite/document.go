package suite

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// document is a file as it was written: tables in their order, each key with its line.
type document struct {
	file   string
	tables []*table // the first is what stands before any
}

type table struct {
	path  string // such as "workload.w"; "" of the first
	array bool   // one of several of that name
	line  int
	keys  []key
}

type key struct {
	name  string
	texts []string // the value, or those of the list
	list  bool
	line  int
}

// has returns a key of the table, if it is there.
func (t *table) has(name string) (key, bool) {
	for _, k := range t.keys {
		if k.name == name {
			return k, true
		}
	}
	return key{}, false
}

// text returns the value as a flag takes it.
func (k key) text() string { return strings.Join(k.texts, ",") }

func (d *document) errorf(line int, format string, args ...any) error {
	return Run{file: d.file}.Errorf(line, format, args...)
}

// read takes a text apart. The decoder says whether it is TOML at all, and that nothing
// is named twice; the parser below it knows the lines.
func read(text []byte, file string) (*document, error) {
	d := &document{file: file, tables: []*table{{line: 1}}}
	var all map[string]any
	if err := toml.Unmarshal(text, &all); err != nil {
		var at *toml.DecodeError
		line := 1
		if errors.As(err, &at) {
			line, _ = at.Position()
		}
		return nil, d.errorf(line, "%s", strings.TrimPrefix(err.Error(), "toml: "))
	}
	var p unstable.Parser
	p.Reset(text)
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind == unstable.Comment {
			continue
		}
		path, line := keyOf(&p, e)
		if e.Kind != unstable.KeyValue {
			d.tables = append(d.tables, &table{path: path, array: e.Kind == unstable.ArrayTable, line: line})
			continue
		}
		k, err := d.value(path, line, e.Value())
		if err != nil {
			return nil, err
		}
		last := d.tables[len(d.tables)-1]
		last.keys = append(last.keys, k)
	}
	return d, p.Error()
}

// keyOf returns a key with its dots, and its line.
func keyOf(p *unstable.Parser, e *unstable.Node) (path string, line int) {
	var parts []string
	for it := e.Key(); it.Next(); {
		if line == 0 {
			line = p.Shape(it.Node().Raw).Start.Line
		}
		parts = append(parts, string(it.Node().Data))
	}
	return strings.Join(parts, "."), line
}

// value takes what a flag can: a text, a number, a truth or a list of these. Numbers
// are kept as they are written.
func (d *document) value(name string, line int, v *unstable.Node) (key, error) {
	k := key{name: name, line: line}
	if text, ok := scalar(v); ok {
		k.texts = []string{text}
		return k, nil
	}
	if v.Kind != unstable.Array {
		return k, d.errorf(line, "%s is %s: want a string, a number, true, false or a list of them", name, article(v.Kind))
	}
	k.list = true
	for it := v.Children(); it.Next(); {
		if it.Node().Kind == unstable.Comment {
			continue
		}
		text, ok := scalar(it.Node())
		if !ok {
			return k, d.errorf(line, "%s has %s in its list: want strings, numbers, true or false", name, article(it.Node().Kind))
		}
		k.texts = append(k.texts, text)
	}
	if len(k.texts) == 0 {
		return k, d.errorf(line, "%s is an empty list: leave it out, or say something", name)
	}
	return k, nil
}

func scalar(v *unstable.Node) (string, bool) {
	switch v.Kind {
	case unstable.String, unstable.Bool:
		return string(v.Data), true
	case unstable.Integer, unstable.Float:
		return strings.ReplaceAll(string(v.Data), "_", ""), true
	}
	return "", false
}

func article(k unstable.Kind) string {
	switch k {
	case unstable.Array:
		return "a list"
	case unstable.InlineTable:
		return "a table"
	}
	return "a date or a time"
}
