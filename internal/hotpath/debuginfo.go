package hotpath

import (
	"debug/dwarf"
	"debug/elf"
	"fmt"
)

// debugInfo finds the source of instructions in an ELF file. The listing of go
// tool objdump has only the base name of the innermost file.
type debugInfo struct{ data *dwarf.Data }

func readDebugInfo(binary string) (*debugInfo, error) {
	f, err := elf.Open(binary)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := f.DWARF()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", binary, err)
	}
	return &debugInfo{data}, nil
}

// frames returns the place of an instruction in its source, then the places
// where the functions around it were inlined, innermost first.
func (d *debugInfo) frames(address uint64) []frame {
	r := d.data.Reader()
	unit, err := r.SeekPC(address)
	if err != nil {
		return nil
	}
	lines, err := d.data.LineReader(unit)
	if err != nil || lines == nil {
		return nil
	}
	var at dwarf.LineEntry
	if err := lines.SeekPC(address, &at); err != nil {
		return nil
	}
	files := lines.Files()
	frames := []frame{{at.File.Name, at.Line}}
	for depth := 1; depth > 0; {
		e, err := r.Next()
		switch {
		case err != nil || e == nil:
			return frames
		case e.Tag == 0: // the end of a list of children
			depth--
		case !d.covers(e, address):
			r.SkipChildren()
		default:
			if e.Tag == dwarf.TagInlinedSubroutine {
				file, _ := e.Val(dwarf.AttrCallFile).(int64)
				line, _ := e.Val(dwarf.AttrCallLine).(int64)
				if 0 < file && file < int64(len(files)) && files[file] != nil {
					frames = append(frames[:1], append([]frame{{files[file].Name, int(line)}}, frames[1:]...)...)
				}
			}
			if e.Children {
				depth++
			}
		}
	}
	return frames
}

// covers reports whether an entry is about code at an address.
func (d *debugInfo) covers(e *dwarf.Entry, address uint64) bool {
	switch e.Tag {
	case dwarf.TagSubprogram, dwarf.TagInlinedSubroutine, dwarf.TagLexDwarfBlock:
	default:
		return false
	}
	ranges, err := d.data.Ranges(e)
	if err != nil {
		return false
	}
	for _, r := range ranges {
		if r[0] <= address && address < r[1] {
			return true
		}
	}
	return false
}
