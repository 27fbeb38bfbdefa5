package templatecode

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ventana/shared/dynamostore"
	"ventana/shared/pricing"
)

// Report sums up what was sent of templates, from the audit.
type Report struct {
	From string `json:"from"` // the first day, by UTC, as 2026-11-22
	To   string `json:"to"`   // the last day
	Rows []Row  `json:"rows"`
	Days []Day  `json:"days"`
	// Count, Priced and Price are the sums of the rows.
	Count  int           `json:"count"`
	Priced int           `json:"priced"`
	Price  pricing.Money `json:"price_usd_millionths"`
}

// Row is the entries that have all its texts in common.
type Row struct {
	Template string `json:"template"`
	Language string `json:"language"`
	Category string `json:"category"`
	Rule     string `json:"rule"` // of the policy; empty: an agent's command
	Outcome  string `json:"outcome"`
	Count    int    `json:"count"`
	// Priced is how many of them have a price; Price is the sum of those.
	Priced int           `json:"priced"`
	Price  pricing.Money `json:"price_usd_millionths"`
}

// Day is the entries of a day, by UTC.
type Day struct {
	Day   string `json:"day"`
	Count int    `json:"count"`
}

// Audit is the part of the table that a report is made of.
type Audit interface {
	AuditOf(ctx context.Context, day time.Time) ([]dynamostore.AuditEntry, error)
}

// Collect reads the audit of so many days, of which the last is that of until.
//
// Requests: one query a day, and one per MB of its entries.
func Collect(ctx context.Context, audit Audit, until time.Time, days int) (Report, error) {
	first := until.UTC().AddDate(0, 0, 1-days)
	report := Report{From: first.Format(time.DateOnly), To: until.UTC().Format(time.DateOnly), Rows: []Row{}}
	rows := map[Row]*Row{}
	for i := range days {
		day := first.AddDate(0, 0, i)
		entries, err := audit.AuditOf(ctx, day)
		if err != nil {
			return Report{}, err
		}
		report.Days = append(report.Days, Day{Day: day.Format(time.DateOnly)})
		for _, entry := range entries {
			if entry.Template == "" {
				continue // of something else than a template
			}
			report.Days[i].Count++
			report.add(rows, entry)
		}
	}
	for _, row := range rows {
		report.Rows = append(report.Rows, *row)
	}
	slices.SortFunc(report.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Template, b.Template), cmp.Compare(a.Language, b.Language), cmp.Compare(a.Category, b.Category),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Outcome, b.Outcome))
	})
	return report, nil
}

// add counts an entry in its row and in the whole.
func (r *Report) add(rows map[Row]*Row, entry dynamostore.AuditEntry) {
	name := Row{Template: entry.Template, Language: entry.Language, Category: entry.Category, Rule: entry.Rule, Outcome: entry.Outcome}
	row, known := rows[name]
	if !known {
		first := name
		row = &first
		rows[name] = row
	}
	row.Count++
	r.Count++
	if entry.Priced {
		row.Priced, row.Price = row.Priced+1, row.Price+entry.Price
		r.Priced, r.Price = r.Priced+1, r.Price+entry.Price
	}
}
