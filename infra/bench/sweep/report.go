package sweep

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"ventana/infra/bench"
)

// Report is everything that was measured.
type Report struct {
	Growth []Result // one for each number of open conversations, without limits
	Plans  []Result // one for each plan of the helpdesk, with its limits
	Prices string   // of which list: "us-east-1 2026-11"
	// FillRate is how many conversations a second the stand-in took.
	FillRate float64
}

// flat bounds how much more a due conversation may take among many open ones.
const flat = 1.5

func megabytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// relative is a due conversation's time against that of the first of the growth.
func (r *Report) relative(one Result) float64 {
	first := r.Growth[0]
	return one.each(one.Work.BilledMS) / first.each(first.Work.BilledMS)
}

// Print tells it as tables.
func (r *Report) Print(out io.Writer) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(table, "conversations\tdue\truns\tqueries\treads\twrites\tunits r/w\thelpdesk calls\tms each, x first\tpeak MB\t$ per 1,000 due\tlast told\t")
	for _, one := range r.Growth {
		w := one.Work
		_, _ = fmt.Fprintf(table, "%d\t%d\t%d\t%d\t%d\t%d\t%.0f/%.0f\t%d\t%.2f\t%.0f\t%.4f\t%s\t\n", one.Open, one.Due, w.Runs, w.Queries, w.Reads, w.Writes,
			w.ReadUnits, w.WriteUnits, w.Calls, r.relative(one), megabytes(w.Peak), one.PerThousand, one.Last)
	}
	_ = table.Flush() // a terminal that is gone needs no table
	_, _ = fmt.Fprintln(out, "\nNothing due:")
	_, _ = fmt.Fprintln(table, "conversations\trequests a minute\ta month\thelpdesk calls\tms\t$ a month\t")
	for _, one := range r.Growth {
		_, _ = fmt.Fprintf(table, "%d\t%.1f\t%.0f\t%d\t%.1f\t%.3f\t\n", one.Open, one.restRequests(), one.restRequests()*float64(runsAMonth),
			one.Rest.Calls, one.Rest.BilledMS/float64(one.Rest.Runs), one.RestMonth)
	}
	_ = table.Flush() // as above
	if len(r.Plans) > 0 {
		_, _ = fmt.Fprintln(out, "\nWith the limits of the helpdesk's plan:")
		_, _ = fmt.Fprintln(table, "plan\tanswers after\tdue\truns\tcalls\tof them updates\trefused\thalf told\tlast told\t")
	}
	for _, one := range r.Plans {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s\t%s\t\n", one.Plan, one.Answer, one.Due, one.Work.Runs, one.Work.Calls, one.Work.Updates,
			one.Work.Limited, one.Median, one.Last)
	}
	_ = table.Flush() // as above
	_, _ = fmt.Fprintf(out, "\nPrices of %s. The table's stand-in took %.0f conversations a second. Told: after being due, with the up to 60 s until the minute's run.\n", r.Prices, r.FillRate)
}

// Figures are what goes into bench.json.
func (r *Report) Figures() []bench.Figure {
	first, last := r.Growth[0], r.Growth[len(r.Growth)-1]
	among := fmt.Sprintf("%d due among %d", last.Due, last.Open)
	figures := []bench.Figure{
		{Name: "table requests for each due conversation", Value: last.each(float64(last.Work.Requests())), Unit: "requests"},
		{Name: "write units for each due conversation", Value: last.each(last.Work.WriteUnits), Unit: "units"},
		{Name: "helpdesk calls for each due conversation", Value: last.each(float64(last.Work.Calls)), Unit: "calls", Target: "<= 1.1"},
		{Name: among + ": runs", Value: float64(last.Work.Runs), Unit: "runs", Target: "1"},
		{Name: among + ": last agent told", Value: last.Last.Seconds(), Unit: "s"},
		{Name: among + ": peak memory", Value: megabytes(last.Work.Peak), Unit: "MB", Target: "<= 64"},
		{Name: among + ": cost of 1,000", Value: last.PerThousand, Unit: "USD"},
		{Name: fmt.Sprintf("table requests at %d open against %d", last.Open, first.Open), Value: float64(last.Work.Requests()) / float64(first.Work.Requests()), Unit: "ratio", Target: "1"},
		{Name: fmt.Sprintf("time at %d open against %d", last.Open, first.Open), Value: r.relative(last), Unit: "ratio", Target: fmt.Sprintf("<= %.1f", flat)},
		{Name: fmt.Sprintf("at rest with %d open: table requests a minute", first.Open), Value: first.restRequests(), Unit: "requests"},
		{Name: fmt.Sprintf("at rest with %d open: table requests a minute", last.Open), Value: last.restRequests(), Unit: "requests", Target: "<= 5"},
		{Name: fmt.Sprintf("at rest with %d open: a month", first.Open), Value: first.RestMonth, Unit: "USD"},
		{Name: fmt.Sprintf("at rest with %d open: a month", last.Open), Value: last.RestMonth, Unit: "USD"},
	}
	for _, one := range r.Plans {
		name := fmt.Sprintf("%d due, plan %s: ", one.Due, one.Plan)
		figures = append(figures,
			bench.Figure{Name: name + "last agent told", Value: one.Last.Round(time.Second).Seconds(), Unit: "s"},
			bench.Figure{Name: name + "calls refused", Value: float64(one.Work.Limited), Unit: "calls"})
	}
	for i := range figures {
		figures[i].Name = bench.SweepPrefix + figures[i].Name
	}
	return figures
}
