package view

// Kind is how a chart shows its series.
type Kind string

// The kinds.
const (
	Heading Kind = "heading"
	Lines   Kind = "lines"
	Stacked Kind = "stacked"
	Numbers Kind = "numbers"
	Alarms  Kind = "alarms"
)

// Chart is one rectangle of a dashboard, read from its file.
type Chart struct {
	Title, Says string
	Kind        Kind
	Unit        string // s, ms, %, min, days, $ or nothing
	X, Y, W, H  int    // on 24 columns
	Series      []Series
	Limits      []Limit
	WholeRange  bool // numbers are of the whole time shown, not the newest
}

// Series is one line of a chart.
type Series struct {
	ID, Label       string
	Hidden          bool
	Expression      string // "" = the metric
	Namespace, Name string
	Dimensions      []string // a name, its value, the next name
	Stat            string
	Period          int // seconds
}

// Limit is a line at which something rings.
type Limit struct {
	Label string
	Value float64
}
