package compare

import (
	"encoding/json"
	"io"
	"math"
	"strconv"
)

// jsonVersion is raised when a field changes its meaning or goes.
const jsonVersion = 1

type jsonReport struct {
	Version int            `json:"version"`
	Verdict string         `json:"verdict"`
	Summary string         `json:"summary"`
	Alpha   number         `json:"alpha"`
	Needed  int            `json:"samples_needed"`
	Counts  map[string]int `json:"counts"`
	Alerts  []string       `json:"alerts"`
	Notes   []string       `json:"notes"`
	Gone    []string       `json:"gone"`
	Added   []string       `json:"added"`
	Rows    []jsonRow      `json:"rows"`
}

type jsonRow struct {
	Name      string   `json:"name"`
	Unit      string   `json:"unit"`
	Better    string   `json:"better"`
	Outcome   string   `json:"outcome"`
	Method    string   `json:"method"`
	Old       jsonSide `json:"old"`
	New       jsonSide `json:"new"`
	Change    number   `json:"change"`
	Low       number   `json:"change_low"`
	High      number   `json:"change_high"`
	P         number   `json:"p"`
	Adjusted  number   `json:"p_holm"`
	MinEffect number   `json:"min_effect"`
	Needed    int      `json:"samples_needed"`
	Why       string   `json:"why"`
}

type jsonSide struct {
	Samples int    `json:"samples"`
	Median  number `json:"median"`
	Least   number `json:"min"`
	Most    number `json:"max"`
}

// number is null where there is none: JSON knows no infinity.
type number float64

// MarshalJSON implements json.Marshaler.
func (n number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(n), 'g', -1, 64), nil
}

// JSON writes the whole report for programs; docs/gate.md says what its fields are.
// Errors are those of w.
func (r *Report) JSON(w io.Writer) error {
	all := jsonReport{
		Version: jsonVersion, Verdict: r.Verdict().String(), Summary: r.Summary(), Alpha: number(r.Alpha), Needed: r.Needed,
		Counts: make(map[string]int),
		Alerts: list(r.Alerts), Notes: list(r.Notes), Gone: list(r.Gone), Added: list(r.Added),
		Rows: make([]jsonRow, 0, len(r.Rows)),
	}
	for o := Regressed; o <= Shown; o++ {
		all.Counts[o.String()] = r.Count(o)
	}
	for _, row := range r.Rows {
		all.Rows = append(all.Rows, row.json())
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(all)
}

func (r Row) json() jsonRow {
	side := func(s Side) jsonSide { return jsonSide{s.Samples, number(s.Center), number(s.Least), number(s.Most)} }
	return jsonRow{
		Name: r.Name, Unit: r.Unit, Better: [...]string{"lower", "unknown", "higher"}[r.Better+1],
		Outcome: r.Outcome.String(), Method: r.Method.String(),
		Old: side(r.Old), New: side(r.New),
		Change: number(r.Effect), Low: number(r.Lo), High: number(r.Hi),
		P: number(r.P), Adjusted: number(r.Adjusted), MinEffect: number(r.MinEffect),
		Needed: r.Needed, Why: r.Why,
	}
}

// list is empty, not null, where there is nothing.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
