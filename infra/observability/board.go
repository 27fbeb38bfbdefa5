package observability

// Board is a dashboard: rows from top to bottom.
type Board struct {
	Title string
	Rows  []Row
}

// Row is a heading with panels below it, laid out from left to right and broken
// where the grid of 24 columns is full.
type Row struct {
	Title  string
	Says   string // what the row answers, one sentence
	Panels []Panel
}

// Kind is how a panel shows its series.
type Kind string

// The kinds.
const (
	Lines   Kind = "lines"
	Stacked Kind = "stacked" // areas on top of each other, where their sum means something
	Numbers Kind = "numbers" // one number a series over the whole time shown
	Alarms  Kind = "alarms"  // the state of every alarm of the template; has no series
)

// Unit is what a panel's numbers are.
type Unit string

// The units.
const (
	Count        Unit = "count"
	Seconds      Unit = "seconds"
	Milliseconds Unit = "milliseconds"
	Percent      Unit = "percent" // 0 to 100
	Minutes      Unit = "minutes"
	Days         Unit = "days"
	Dollars      Unit = "dollars"
)

// Panel is one graph.
type Panel struct {
	Title  string
	Says   string // what is normal and what a change means; shown by Grafana beside the title
	Kind   Kind
	Unit   Unit
	Width  int      // columns of 24
	Height int      // rows of the grid; a row is about 40 pixels
	Series []Series // drawn in this order
	// Alarms are those whose thresholds are drawn as lines, by logical id.
	Alarms []string
}

// summed tells of a panel of numbers whether each is a sum over the time shown,
// and not what was last seen.
func (p Panel) summed() bool { return p.Series[0].Metric.Stat == "Sum" }

// Series is one line: a metric, or an expression over other series of its panel.
type Series struct {
	Label      string
	ID         string // by which expressions name it; "" = nobody does
	Hidden     bool   // only there for expressions
	Metric     Metric
	Expression string // in CloudWatch's metric math; "" = Metric
}

// Metric is one of CloudWatch's.
type Metric struct {
	Of   string // logical id of the resource; "" = written by our functions themselves
	Name string
	// All counts all versions of a function; else only its alias, to which all
	// traffic goes.
	All bool
	// Namespace is that of a metric of AWS's that belongs to no resource of the
	// template; "" = the resource's, or ours.
	Namespace string
	Stat      string // Sum, Maximum, Minimum, Average, p50 or p99
	Period    int    // seconds; 0 = the dashboard's 60
	Key       string // a further dimension, such as Operation; "" = none
	Value     string
}

// period is in seconds.
func (m Metric) period() int {
	if m.Period == 0 {
		return 60
	}
	return m.Period
}

const (
	gridWidth  = 24
	headHeight = 1 // of a row's heading
)

// place is where something stands on the grid.
type place struct{ x, y, w, h int }

// layout places the panels of each row below its heading: the first place of a
// row is the heading's.
func (b Board) layout() [][]place {
	all, y := make([][]place, 0, len(b.Rows)), 0
	for _, row := range b.Rows {
		places := []place{{0, y, gridWidth, headHeight}}
		y += headHeight
		x, high := 0, 0
		for _, panel := range row.Panels {
			if x+panel.Width > gridWidth {
				x, y, high = 0, y+high, 0
			}
			places = append(places, place{x, y, panel.Width, panel.Height})
			x, high = x+panel.Width, max(high, panel.Height)
		}
		y += high
		all = append(all, places)
	}
	return all
}
