package report

// section is a part of the page, with a heading of its own.
type section struct {
	ID, Title, About string
	Panels           []*panel
}

// panel is a chart with its table, or a table alone.
type panel struct {
	ID     string
	Title  string
	Read   string // how to read it
	Same   string // what all of it has in common
	Source *source
	Chart  *chart
	Bars   *bars
	Table  *table
	Wide   bool // takes the whole width
}

// drawn is 1 for a panel that is more than a table, else 0.
func (p *panel) drawn() int {
	if p.Chart != nil || p.Bars != nil {
		return 1
	}
	return 0
}

// table is figures with headings.
type table struct {
	Caption string
	Head    []string
	Rows    []tableRow
	Left    int // rows that are left out, being too many
}

// tableRow is a line of a table, headed by its first cell.
type tableRow struct {
	Head  string
	Cells []tableCell
}

// tableCell is a figure and, smaller, how sure it is.
type tableCell struct{ Text, Small string }

// mostTableRows keeps pages of files with very many names from choking a browser.
const mostTableRows = 2000

func (t *table) add(head string, cells ...tableCell) {
	if len(t.Rows) >= mostTableRows {
		t.Left++
		return
	}
	t.Rows = append(t.Rows, tableRow{head, cells})
}

func cellOf(k kind, samples []float64) tableCell {
	if len(samples) == 0 {
		return tableCell{Text: "–"}
	}
	e := estimated(samples)
	return tableCell{k.spell(e.mid), e.spread()}
}
