package view

import (
	"fmt"
	"html"
	"html/template"
	"strings"
	"time"
)

// The grid on the page, in pixels.
const (
	column  = 65 // width of one of 24
	row     = 42 // height of one
	gap     = 8
	padding = 12 // of a card, left and right
	heading = 30 // of a card, above its graph
	legend  = 20 // below it
	axisX   = 48 // room for the values at the left
	axisY   = 18 // and for the times at the bottom
)

// graph draws lines into an area.
type graph struct {
	out           strings.Builder
	w, h          int // of the whole drawing
	from, to      time.Time
	most          float64
	unit          string
	stacked       bool
	longestPeriod time.Duration
}

// lines draws a chart of lines or areas.
func drawLines(c Chart, all []line, from, to time.Time) template.HTML {
	g := &graph{w: c.W*column - gap - 2*padding, h: c.H*row - gap - heading - legend, from: from, to: to, unit: c.Unit, stacked: c.Kind == Stacked}
	for _, series := range c.Series {
		g.longestPeriod = max(g.longestPeriod, time.Duration(series.Period)*time.Second)
	}
	if g.stacked {
		all = pile(all)
	}
	g.scale(all, c.Limits)
	fmt.Fprintf(&g.out, `<svg width="%d" height="%d" viewBox="0 0 %d %d" role="img">`, g.w, g.h, g.w, g.h)
	g.axes()
	for i := len(all) - 1; i >= 0; i-- { // what is piled higher lies behind
		g.line(all[i].points, i)
	}
	for _, limit := range c.Limits {
		g.limit(limit)
	}
	g.out.WriteString("</svg>")
	return template.HTML(g.out.String()) // numbers and escaped texts only
}

// pile puts each line on top of those before it.
func pile(all []line) []line {
	below := map[int64]float64{}
	piled := make([]line, len(all))
	for i, one := range all {
		piled[i].label = one.label
		for _, p := range one.points {
			below[p.at.Unix()] += p.value
			piled[i].points = append(piled[i].points, point{p.at, below[p.at.Unix()]})
		}
	}
	return piled
}

// scale fits the values, and a limit when it is near enough to leave them seen.
func (g *graph) scale(all []line, limits []Limit) {
	for _, one := range all {
		for _, p := range one.points {
			g.most = max(g.most, p.value)
		}
	}
	for _, limit := range limits {
		if g.most == 0 || limit.Value <= 6*g.most {
			g.most = max(g.most, limit.Value)
		}
	}
	steps := ticks(g.most, g.unit)
	g.most = steps[len(steps)-1]
}

func (g *graph) x(at time.Time) float64 {
	share := at.Sub(g.from).Seconds() / g.to.Sub(g.from).Seconds()
	return axisX + max(0, min(1, share))*float64(g.w-axisX-4)
}

func (g *graph) y(value float64) float64 {
	return 6 + (1-value/g.most)*float64(g.h-6-axisY)
}

func (g *graph) axes() {
	for _, value := range ticks(g.most, g.unit) {
		y := g.y(value)
		fmt.Fprintf(&g.out, `<line class="grid" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>`, axisX, g.w-4, y, y)
		fmt.Fprintf(&g.out, `<text class="tick" x="%d" y="%.1f" text-anchor="end">%s</text>`, axisX-6, y+3.5, html.EscapeString(show(value, g.unit)))
	}
	for _, at := range marks(g.from, g.to) {
		x := g.x(at)
		if x > float64(g.w-20) {
			continue // its label would be cut off
		}
		fmt.Fprintf(&g.out, `<line class="grid" x1="%.1f" x2="%.1f" y1="6" y2="%d"/>`, x, x, g.h-axisY)
		fmt.Fprintf(&g.out, `<text class="tick" x="%.1f" y="%d" text-anchor="middle">%s</text>`, x, g.h-4, clock(at))
	}
}

// line draws one series, broken where nothing was written for ten minutes or two
// periods; a value that stands alone is a dot.
func (g *graph) line(points []point, number int) {
	for len(points) > 0 {
		end := 1
		for end < len(points) && points[end].at.Sub(points[end-1].at) <= max(10*time.Minute, 2*g.longestPeriod) {
			end++
		}
		part := points[:end]
		points = points[end:]
		if len(part) == 1 {
			fmt.Fprintf(&g.out, `<circle class="s%d" cx="%.1f" cy="%.1f" r="2.5"/>`, number%8, g.x(part[0].at), g.y(part[0].value))
			continue
		}
		var path strings.Builder
		for i, p := range part {
			fmt.Fprintf(&path, "%s%.1f,%.1f", map[bool]string{true: "M", false: "L"}[i == 0], g.x(p.at), g.y(p.value))
		}
		area := "faint"
		if g.stacked {
			area = "full"
		}
		fmt.Fprintf(&g.out, `<path class="%s s%d" d="%sL%.1f,%.1fL%.1f,%.1fZ"/>`, area, number%8, path.String(), g.x(part[len(part)-1].at), g.y(0), g.x(part[0].at), g.y(0))
		fmt.Fprintf(&g.out, `<path class="line s%d" d="%s"/>`, number%8, path.String())
	}
}

// limit draws where an alarm rings, when that is on the scale.
func (g *graph) limit(limit Limit) {
	if limit.Value > g.most {
		return
	}
	y := g.y(limit.Value)
	fmt.Fprintf(&g.out, `<line class="limit" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>`, axisX, g.w-4, y, y)
	if limit.Label != "" {
		if y < 14 {
			y += 13 // below the line, or it would be cut off
		}
		fmt.Fprintf(&g.out, `<text class="limit" x="%d" y="%.1f" text-anchor="end">%s</text>`, g.w-6, y-3, html.EscapeString(limit.Label))
	}
}

// spark draws a number's past below it.
func spark(points []point, from, to time.Time, w, h, number int) template.HTML {
	g := &graph{w: w, h: h, from: from, to: to}
	for _, p := range points {
		g.most = max(g.most, p.value)
	}
	if g.most == 0 {
		g.most = 1
	}
	var path strings.Builder
	x := func(at time.Time) float64 { return at.Sub(from).Seconds() / to.Sub(from).Seconds() * float64(w) }
	y := func(value float64) float64 { return 2 + (1-value/g.most)*float64(h-3) }
	for i, p := range points {
		fmt.Fprintf(&path, "%s%.1f,%.1f", map[bool]string{true: "M", false: "L"}[i == 0], max(0, x(p.at)), y(p.value))
	}
	if len(points) < 2 {
		return template.HTML(fmt.Sprintf(`<svg width="%d" height="%d"></svg>`, w, h)) // numbers only
	}
	return template.HTML(fmt.Sprintf(`<svg width="%d" height="%d"><path class="line s%d" d="%s"/></svg>`, w, h, number%8, path.String())) // numbers only
}
