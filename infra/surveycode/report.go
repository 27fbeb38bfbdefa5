// Package surveycode sums up what customers answered to surveys. It reads the
// table's surveys, in which no word and no name stands.
package surveycode

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"ventana/shared/dynamostore"
)

// Report sums up the surveys that were asked in a span of days.
type Report struct {
	From string `json:"from"` // the first day, by UTC, as 2026-11-22
	To   string `json:"to"`   // the last day
	Rows []Row  `json:"rows"`
	// Asked and Answered are the sums of the rows.
	Asked    int `json:"asked"`
	Answered int `json:"answered"`
}

// Row is the surveys that were asked in one way, in one language, from one number,
// on one scale.
type Row struct {
	How      string `json:"how"`
	Language string `json:"language"` // of the customer; empty: unknown
	Number   string `json:"number"`   // our id
	Choices  int    `json:"choices"`  // the highest score; 0: no answer comes back

	Asked     int `json:"asked"`
	Answered  int `json:"answered"`
	Commented int `json:"commented"`
	// Scores counts the answers of each score, the lowest first.
	Scores []int `json:"scores"`
}

// Rate is the share of those asked who answered, from 0 to 1.
func (r Row) Rate() float64 {
	if r.Asked == 0 {
		return 0
	}
	return float64(r.Answered) / float64(r.Asked)
}

// Mean is the mean score; 0 without answers.
func (r Row) Mean() float64 {
	sum := 0
	for i, count := range r.Scores {
		sum += (i + 1) * count
	}
	if r.Answered == 0 {
		return 0
	}
	return float64(sum) / float64(r.Answered)
}

// Distribution is the counts of the scores, as "4 1 7".
func (r Row) Distribution() string {
	counts := make([]string, len(r.Scores))
	for i, count := range r.Scores {
		counts[i] = strconv.Itoa(count)
	}
	return strings.Join(counts, " ")
}

// Surveys is the part of the table that a report is made of.
type Surveys interface {
	SurveysOf(ctx context.Context, day time.Time) ([]dynamostore.Survey, error)
}

// scale names a row.
type scale struct {
	how, language, number string
	choices               int
}

// Collect reads the surveys of so many days, of which the last is that of until.
// An answer counts on the day of its question.
//
// Requests: one query a day, and one per MB of its surveys.
func Collect(ctx context.Context, surveys Surveys, until time.Time, days int) (Report, error) {
	first := until.UTC().AddDate(0, 0, 1-days)
	report := Report{From: first.Format(time.DateOnly), To: until.UTC().Format(time.DateOnly), Rows: []Row{}}
	rows := map[scale]*Row{}
	for i := range days {
		list, err := surveys.SurveysOf(ctx, first.AddDate(0, 0, i))
		if err != nil {
			return Report{}, err
		}
		for _, one := range list {
			report.add(rows, one)
		}
	}
	for _, row := range rows {
		report.Rows = append(report.Rows, *row)
	}
	slices.SortFunc(report.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Language, b.Language), cmp.Compare(a.How, b.How), cmp.Compare(a.Choices, b.Choices))
	})
	return report, nil
}

// add counts a survey in its row and in the whole.
func (r *Report) add(rows map[scale]*Row, one dynamostore.Survey) {
	name := scale{one.How, one.Language, one.Number, one.Choices}
	row, known := rows[name]
	if !known {
		row = &Row{How: one.How, Language: one.Language, Number: one.Number, Choices: one.Choices, Scores: make([]int, one.Choices)}
		rows[name] = row
	}
	row.Asked++
	r.Asked++
	if one.Score > 0 && one.Score <= one.Choices {
		row.Answered++
		r.Answered++
		row.Scores[one.Score-1]++
	}
	if one.Commented {
		row.Commented++
	}
}
