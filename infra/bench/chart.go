package bench

// chart is bars of figures against their targets, which are a line.
type chart struct {
	Title  string
	Height float64
	Bottom float64
	Line   float64 // where the target is
	Bars   []bar
}

// bar is one figure.
type bar struct {
	Name, Value string
	Y, Text     float64
	Width       float64
	Colour      string
}

// The chart's inner area, in its own units, and the share at its right end.
const (
	chartLeft, chartWidth = 330.0, 300.0
	chartTop, barStep     = 40.0, 20.0
	chartMost             = 1.5
)

// Colours of what keeps its target and of what misses it.
const (
	keptColour   = "#15803d"
	missedColour = "#b45309"
)

func newChart(p part) chart {
	c := chart{Title: p.Title + ", against the targets", Line: chartLeft + chartWidth/chartMost}
	for i, figure := range p.Aimed() {
		one := bar{
			Name: p.Name(figure), Value: figure.Shown() + " of " + figure.Target, Colour: missedColour,
			Y: chartTop + barStep*float64(i), Width: chartWidth * min(figure.Share(), chartMost) / chartMost,
		}
		if figure.Kept() {
			one.Colour = keptColour
		}
		one.Text = one.Y + 11
		c.Bars = append(c.Bars, one)
	}
	c.Bottom = chartTop + barStep*float64(len(c.Bars))
	c.Height = c.Bottom + 10
	return c
}
