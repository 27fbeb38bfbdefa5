package templatecode

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed page.html
var pageText string

// bar is one bar of a chart.
type bar struct {
	Name, Title string
	Count       int
	Share       int // of the longest, in hundredths
}

// page is what page.html shows.
type page struct {
	Report
	Stacks []stack
	Daily  []bar
}

// WriteHTML writes the report as one page that needs nothing else: no script, no
// file, no network.
func (r Report) WriteHTML(out io.Writer) error {
	text, err := template.New("report").Funcs(template.FuncMap{"price": Price, "classes": classes}).Parse(pageText)
	if err != nil {
		return fmt.Errorf("read the report's page: %w", err)
	}
	if err := text.Execute(out, page{Report: r, Stacks: r.stacks(), Daily: r.byDay()}); err != nil {
		return fmt.Errorf("write the report's page: %w", err)
	}
	return nil
}

// Price is the sum of the prices that are known, and of how many entries they
// are where some have none; a dash where none has.
func Price(r Row) string {
	switch r.Priced {
	case 0:
		return "–"
	case r.Count:
		return r.Price.String()
	}
	return fmt.Sprintf("%s for %d of %d", r.Price, r.Priced, r.Count)
}

func (r Report) byDay() []bar {
	var bars []bar
	for _, day := range r.Days {
		bars = append(bars, bar{Name: day.Day, Count: day.Count})
	}
	return measured(bars)
}

// measured gives each bar its length.
func measured(bars []bar) []bar {
	most := 1
	for _, one := range bars {
		most = max(most, one.Count)
	}
	for i := range bars {
		bars[i].Share = 100 * bars[i].Count / most
		bars[i].Title = fmt.Sprintf("%s: %d", bars[i].Name, bars[i].Count)
	}
	return bars
}

// Sum is the report's own row.
func (r Report) Sum() Row { return Row{Count: r.Count, Priced: r.Priced, Price: r.Price} }
