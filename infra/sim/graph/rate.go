package graph

import (
	"bytes"
	_ "embed" // the tables are part of the program
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The simulator's own tables: what Meta publishes, and not what Ventana's own
// package of prices holds, so that the two can be compared. A rate that is not
// published is an empty field.
//
//go:embed rates.csv
var ratesFile []byte

//go:embed callingcodes.csv
var callingCodesFile []byte

// microsPerDollar: amounts are whole millionths of a US dollar.
const microsPerDollar = 1_000_000

// rateLine is one line of the table of rates.
type rateLine struct {
	since  time.Time // first day, at midnight UTC
	market string
	micros map[string]int64 // by category; what is not published is not there
}

// region is a calling code with its country and Meta's market. Two countries that
// share a code are told apart by a BSUID only; of a phone the first counts.
type region struct{ code, country, market string }

// tariff is what Meta charges where.
type tariff struct {
	lines   []rateLine
	regions []region
}

// newTariff reads the tables.
func newTariff() (*tariff, error) {
	rates, err := csv.NewReader(bytes.NewReader(ratesFile)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("table of rates: %w", err)
	}
	codes, err := csv.NewReader(bytes.NewReader(callingCodesFile)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("table of calling codes: %w", err)
	}
	t := &tariff{}
	for i, row := range rates[1:] {
		line, err := readRate(rates[0], row)
		if err != nil {
			return nil, fmt.Errorf("table of rates, line %d: %w", i+2, err)
		}
		t.lines = append(t.lines, line)
	}
	for _, row := range codes[1:] {
		t.regions = append(t.regions, region{row[0], row[1], row[2]})
	}
	return t, nil
}

// readRate reads a line: its day, its market, and a rate a category.
func readRate(head, row []string) (rateLine, error) {
	since, err := time.Parse(time.DateOnly, row[0])
	if err != nil {
		return rateLine{}, fmt.Errorf("day: %w", err)
	}
	line := rateLine{since: since, market: row[1], micros: map[string]int64{}}
	for i := 2; i < len(row); i++ {
		if row[i] == "" {
			continue
		}
		dollars, err := strconv.ParseFloat(row[i], 64)
		if err != nil {
			return rateLine{}, fmt.Errorf("rate: %w", err)
		}
		line.micros[head[i]] = int64(dollars*microsPerDollar + 0.5)
	}
	return line, nil
}

// rate is what a delivered message of a category costs in a market on a day;
// false where nothing is published.
func (t *tariff) rate(market, category string, day time.Time) (micros int64, known bool) {
	newest := time.Time{}
	for _, line := range t.lines {
		if line.market != market || day.Before(line.since) || line.since.Before(newest) {
			continue
		}
		newest = line.since
		micros, known = line.micros[category]
	}
	return micros, known
}

// regionOf is where somebody is charged: by the longest calling code that the
// phone begins with, else by the country of the BSUID; empty for a code that the
// table does not have.
func (t *tariff) regionOf(phone, userID string) region {
	found := region{}
	for _, r := range t.regions {
		if strings.HasPrefix(phone, r.code) && len(r.code) > len(found.code) {
			found = r
		}
	}
	if phone != "" {
		return found
	}
	country, _, _ := strings.Cut(userID, ".")
	if i := slices.IndexFunc(t.regions, func(r region) bool { return r.country == country }); i >= 0 {
		return t.regions[i]
	}
	return region{country: country}
}
