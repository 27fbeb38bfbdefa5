package sweep

import (
	_ "embed" // the page and the chart are parts of the program
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"time"
)

//go:embed sweep.md.tmpl
var pageText string

//go:embed sweep.svg.tmpl
var chartText string

// WritePages writes the page sweep.md and its chart sweep.svg into a folder.
func (r *Report) WritePages(folder string) error {
	for name, text := range map[string]string{"sweep.md": pageText, "sweep.svg": chartText} {
		page, err := r.page(name, text)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return fmt.Errorf("bench: %w", err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(page), 0o644); err != nil {
			return fmt.Errorf("bench: %w", err)
		}
	}
	return nil
}

func (r *Report) page(name, text string) (string, error) {
	page, err := template.New(name).Funcs(template.FuncMap{
		"thousands": thousands, "mb": megabytes, "relative": r.relative, "seconds": func(d time.Duration) string { return thousands(int(d.Seconds())) },
		"aMonth":  func(one Result) string { return thousands(int(math.Round(one.restRequests() * float64(runsAMonth)))) },
		"last":    func(all []Result) int { return len(all) - 1 },
		"aMinute": func(one Result) float64 { return one.restRequests() },
	}).Parse(text)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	var out strings.Builder
	if err := page.Execute(&out, r); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return out.String(), nil
}

// thousands writes 100000 as 100,000.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// Line is one line of the chart.
type Line struct {
	Name, Colour string
	Points       string // of an SVG polyline
	Dots         []Dot
	Label        float64 // where its name stands
}

// Dot is one measured value, with where it stands.
type Dot struct {
	X, Y  float64
	Value string
}

// The chart's inner area, in its own units, and what its height stands for.
const (
	chartLeft, chartRight = 70.0, 520.0
	chartTop, chartBottom = 30.0, 250.0
	chartMost             = 2.0
)

// Lines are the measures against those of the first case: what grows climbs, and
// what is flat stays at 1.
func (r *Report) Lines() []Line {
	first := r.Growth[0]
	lines := []Line{
		r.line("time of a due conversation", "#b45309", r.relative),
		r.line("requests and calls of a due conversation", "#1d4ed8", func(one Result) float64 {
			return one.each(float64(one.Work.Requests()+one.Work.Calls)) / first.each(float64(first.Work.Requests()+first.Work.Calls))
		}),
		r.line("requests of a minute at rest", "#15803d", func(one Result) float64 { return one.restRequests() / first.restRequests() }),
	}
	for i := range lines {
		lines[i].Label = chartBottom + 60 + 18*float64(i)
	}
	return lines
}

func (r *Report) line(name, colour string, value func(Result) float64) Line {
	line := Line{Name: name, Colour: colour}
	var points []string
	for _, one := range r.Growth {
		got := value(one)
		dot := Dot{X: r.place(one.Open), Y: chartBottom - (chartBottom-chartTop)*min(got, chartMost)/chartMost, Value: fmt.Sprintf("%.2f", got)}
		line.Dots = append(line.Dots, dot)
		points = append(points, fmt.Sprintf("%.0f,%.1f", dot.X, dot.Y))
	}
	line.Points = strings.Join(points, " ")
	return line
}

// place is where a number of conversations stands: each tenfold is as far from
// the last.
func (r *Report) place(open int) float64 {
	most := math.Log10(float64(max(r.Growth[len(r.Growth)-1].Open, 10)))
	return chartLeft + (chartRight-chartLeft)*math.Log10(float64(max(open, 1)))/most
}

// Mark is a mark of an axis.
type Mark struct {
	At   float64
	Name string
}

// Across marks the numbers of conversations, Up the ratios.
func (r *Report) Across() []Mark {
	var marks []Mark
	for _, one := range r.Growth {
		marks = append(marks, Mark{r.place(one.Open), thousands(one.Open)})
	}
	return marks
}

// Up marks the ratios.
func (*Report) Up() []Mark {
	var marks []Mark
	for _, ratio := range []float64{0, 0.5, 1, 1.5, 2} {
		marks = append(marks, Mark{chartBottom - (chartBottom-chartTop)*ratio/chartMost, fmt.Sprintf("%.1f", ratio)})
	}
	return marks
}
