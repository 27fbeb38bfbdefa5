package runcost

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"ventana/infra/price"
)

// Runs are a function's, as they were counted.
type Runs struct {
	Function string  `json:"function"`
	Count    int64   `json:"invocations"`
	BilledMS int64   `json:"billed_ms"`
	GBSecond float64 `json:"gb_seconds"`
	MemoryMB int     `json:"memory_mb"`
	PeakMB   int     `json:"peak_memory_mb"`
	Cold     int64   `json:"cold_starts"`
	Failed   int64   `json:"failed"`
}

// Cost is what a function's runs cost.
type Cost struct {
	Runs
	USD  float64 `json:"usd"`
	Each float64 `json:"usd_each"` // for one run
}

// add counts one run.
func (r *Runs) add(billed int64, memory, peak int, cold, failed bool) {
	r.Count++
	r.BilledMS += billed
	r.GBSecond += float64(billed) / 1000 * float64(memory) / 1024
	r.MemoryMB, r.PeakMB = memory, max(r.PeakMB, peak)
	if cold {
		r.Cold++
	}
	if failed {
		r.Failed++
	}
}

// ReadReports counts the platform.report records of one function's log, a JSON
// object a line; other lines are passed over, a torn last one too.
func ReadReports(function string, log io.Reader) (Runs, error) {
	runs := Runs{Function: function}
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var line struct {
			Type   string `json:"type"`
			Record struct {
				Status  string `json:"status"`
				Metrics struct {
					BilledMS *int64  `json:"billedDurationMs"`
					MemoryMB int     `json:"memorySizeMB"`
					PeakMB   int     `json:"maxMemoryUsedMB"`
					InitMS   float64 `json:"initDurationMs"`
				} `json:"metrics"`
			} `json:"record"`
		}
		if json.Unmarshal(lines.Bytes(), &line) != nil || line.Type != "platform.report" || line.Record.Metrics.BilledMS == nil {
			continue
		}
		m := line.Record.Metrics
		runs.add(*m.BilledMS, m.MemoryMB, m.PeakMB, m.InitMS > 0, line.Record.Status != "success")
	}
	if err := lines.Err(); err != nil {
		return Runs{}, fmt.Errorf("read log of %s: %w", function, err)
	}
	return runs, nil
}

// ReadInsights reads the answer of `aws logs get-query-results` to the stack's saved
// query, one row a function.
func ReadInsights(answer io.Reader) ([]Runs, error) {
	var told struct {
		Status  string `json:"status"`
		Results [][]struct {
			Field string `json:"field"`
			Value string `json:"value"`
		} `json:"results"`
	}
	if err := json.NewDecoder(answer).Decode(&told); err != nil {
		return nil, fmt.Errorf("not the JSON of `aws logs get-query-results`: %w", err)
	}
	if told.Status != "" && told.Status != "Complete" {
		return nil, fmt.Errorf("the query is %s: ask again for its results once it is Complete", told.Status)
	}
	var all []Runs
	for i, row := range told.Results {
		fields := map[string]string{}
		for _, field := range row {
			fields[field.Field] = field.Value
		}
		runs, err := insightsRow(fields)
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", i+1, err)
		}
		all = append(all, runs)
	}
	return all, nil
}

// insightsRow reads one row. Counts come as numbers with or without decimals.
func insightsRow(fields map[string]string) (Runs, error) {
	_, group, _ := strings.Cut(fields["@log"], ":") // account:group
	runs := Runs{Function: path.Base(group)}
	if group == "" {
		return Runs{}, fmt.Errorf("no field @log: is it the result of the stack's query of costs?")
	}
	number := func(name string) (float64, error) {
		value, err := strconv.ParseFloat(fields[name], 64)
		if err != nil || value < 0 {
			return 0, fmt.Errorf("%s of %s is %q and no count", name, runs.Function, fields[name])
		}
		return value, nil
	}
	for _, field := range []struct {
		name string
		into func(float64)
	}{
		{"invocations", func(v float64) { runs.Count = int64(v) }},
		{"billed_ms", func(v float64) { runs.BilledMS = int64(v) }},
		{"gb_seconds", func(v float64) { runs.GBSecond = v }},
		{"memory_mb", func(v float64) { runs.MemoryMB = int(v) }},
		{"peak_memory_mb", func(v float64) { runs.PeakMB = int(v) }},
		{"cold_starts", func(v float64) { runs.Cold = int64(v) }},
		{"succeeded", func(v float64) { runs.Failed = runs.Count - int64(v) }},
	} {
		value, err := number(field.name)
		if err != nil {
			return Runs{}, err
		}
		field.into(value)
	}
	return runs, nil
}

// Price says what runs cost on an architecture, "arm64" or "x86_64", the dearest
// first, and together.
func Price(all []Runs, list price.List, architecture string) (costs []Cost, total Cost, err error) {
	total.Function = "together"
	for _, runs := range all {
		usd, err := list.Dollars(price.Use{price.LambdaRequest: float64(runs.Count), price.LambdaGBSecond(architecture): runs.GBSecond})
		if err != nil {
			return nil, Cost{}, err
		}
		cost := Cost{Runs: runs, USD: usd}
		if runs.Count > 0 {
			cost.Each = usd / float64(runs.Count)
		}
		costs = append(costs, cost)
		total.Count += runs.Count
		total.BilledMS += runs.BilledMS
		total.GBSecond += runs.GBSecond
		total.Cold += runs.Cold
		total.Failed += runs.Failed
		total.PeakMB = max(total.PeakMB, runs.PeakMB)
		total.USD += usd
	}
	if total.Count > 0 {
		total.Each = total.USD / float64(total.Count)
	}
	slices.SortFunc(costs, func(a, b Cost) int {
		switch {
		case a.USD > b.USD:
			return -1
		case a.USD < b.USD:
			return 1
		}
		return strings.Compare(a.Function, b.Function)
	})
	return costs, total, nil
}
