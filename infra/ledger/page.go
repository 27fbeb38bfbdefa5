package ledger

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"ventana/shared/pricing"
)

//go:embed page.html
var pageText string

const (
	// mostBars is how many rows the chart of the dearest shows, mostRows how many the
	// table; CSV and JSON have all.
	mostBars = 15
	mostRows = 2000
	// chartHigh is the height of the chart of days, in its own units.
	chartHigh = 160
	// fewDays is up to how many days each has its date below its bar, and room for it.
	fewDays = 5
)

// part is a piece of a bar: one of the figures that are kept apart.
type part struct {
	Class, Title string
	From, Share  int // in ten-thousandths of the longest bar
}

// bar is one bar of a chart.
type bar struct {
	Name, Amount string
	Parts        []part
}

// page is what page.html shows.
type page struct {
	Report
	Header     []column
	Table      [][]string
	Total      []string
	Left       int // rows that are left out of the table
	DayBars    []bar
	TopBars    []bar
	KindBars   []bar
	Sum        Sum
	DayLabels  []string
	FewDays    bool   // each has a label
	HighestDay string // and its amount; empty where no day cost anything
}

// WriteHTML writes the report as one page that needs nothing else: no script, no
// file, no network.
func (r Report) WriteHTML(out io.Writer) error {
	text, err := template.New("costs").Funcs(template.FuncMap{
		"text": func(c column) bool { return c.text }, "name": func(c column) string { return c.name },
		"up":   func(p part) float64 { return chartHigh * (1 - float64(p.From+p.Share)/10_000) },
		"high": func(p part) float64 { return chartHigh * float64(p.Share) / 10_000 }, "across": func(share int) float64 { return float64(share) / 100 },
	}).Parse(pageText)
	if err != nil {
		return fmt.Errorf("read the report's page: %w", err)
	}
	columns := r.columns()
	table := r.cells(columns)
	p := page{Report: r, Header: columns, Table: table[:len(table)-1], Total: table[len(table)-1], Sum: r.Total}
	if p.Left = len(p.Table) - mostRows; p.Left > 0 {
		p.Table = p.Table[:mostRows]
	}
	p.DayBars, p.KindBars = bars(r.Days), bars(r.Categories)
	if r.By != "day" && r.By != "message" {
		p.TopBars = bars(r.Rows[:min(mostBars, len(r.Rows))])
	}
	p.labelDays(r.Days)
	if err := text.Execute(out, p); err != nil {
		return fmt.Errorf("write the report's page: %w", err)
	}
	return nil
}

// labelDays says which days are named below the chart, and which is the highest.
func (p *page) labelDays(days []Row) {
	p.FewDays = len(days) <= fewDays
	var most pricing.Money
	for i, day := range days {
		if p.FewDays || i == 0 || i == len(days)/2 || i == len(days)-1 {
			p.DayLabels = append(p.DayLabels, day.Key)
		}
		if day.All() > most {
			most, p.HighestDay = day.All(), fmt.Sprintf("%s, %s", day.Key, day.All())
		}
	}
}

// bars gives each row a bar whose parts are WhatsApp's charge, the estimate and the
// provider's fee.
func bars(rows []Row) (list []bar) {
	most := pricing.Money(1)
	for _, row := range rows {
		most = max(most, row.All())
	}
	for _, row := range rows {
		one := bar{Name: row.Key, Amount: row.All().String()}
		from := 0
		for _, p := range []struct {
			class, name string
			amount      pricing.Money
		}{{"charge", "WhatsApp's charge", row.Charge}, {"estimate", "estimated", row.Estimate}, {"fee", "provider's fee", row.Fee}} {
			if p.amount > 0 {
				share := int(10_000 * p.amount / most)
				one.Parts = append(one.Parts, part{p.class, fmt.Sprintf("%s: %s %s", row.Key, p.name, p.amount), from, share})
				from += share
			}
		}
		list = append(list, one)
	}
	amounts := make([][]string, len(list))
	for i, one := range list {
		amounts[i] = []string{one.Amount}
	}
	evenDecimals(amounts, 0)
	for i := range list {
		list[i].Amount = amounts[i][0]
	}
	return list
}
