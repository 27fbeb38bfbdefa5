package awsbill

import (
	"fmt"

	"ventana/infra/count"
	"ventana/infra/price"
	"ventana/infra/runcost"
)

// The grounds of lines that were not measured, in a local system.
const (
	whyTimes     = "times of this machine, which are not AWS's"
	whyLogs      = "400 bytes for each run and 340 for each request, which AWS writes itself, are assumed"
	whyPolls     = "receives that bring nothing: how many there are is Lambda's pollers' doing"
	whySecrets   = "this machine reads its secrets from files"
	whyUncounted = "this data folder is of a release that did not count it"
)

// OfRuns are the lines of functions' runs on an architecture, "arm64" or "x86_64".
// source is Measured for AWS's own reports and Here for a local system's.
func OfRuns(all []runcost.Runs, list price.List, architecture string, source Source) ([]Line, error) {
	var lines []Line
	for _, runs := range all {
		count, err := lineOf(list, price.LambdaRequest, runs.Function, float64(runs.Count), Measured, "")
		if err != nil {
			return nil, err
		}
		why := ""
		if source == Here {
			why = whyTimes
		}
		time, err := lineOf(list, price.LambdaGBSecond(architecture), runs.Function, runs.GBSecond, source, why)
		if err != nil {
			return nil, err
		}
		lines = append(lines, count, time)
	}
	return sorted(lines), nil
}

// counted are the items that a local system counts, besides runs.
func counted() []string {
	return []string{
		price.HTTPAPIRequest, price.SQSFIFORequest, price.SQSStandardRequest, price.DynamoDBReadUnit, price.DynamoDBWriteUnit,
		price.SchedulerInvocation, price.LogGB,
	}
}

// OfCounts are the lines of what a local system counted, besides its runs; with nil
// counts nothing of it is known.
func OfCounts(counts *count.Counts, list price.List) ([]Line, error) {
	if counts == nil {
		return unknowns(list, whyUncounted, append(counted(), price.SecretRequest)...)
	}
	var lines []Line
	runs, requests := 0.0, 0.0
	for _, used := range counts.Used {
		switch used.Item {
		case price.LambdaRequest:
			runs += used.Units
			continue // the reports have the runs, with their time
		case price.HTTPAPIRequest:
			requests += used.Units
		}
		line, err := lineOf(list, used.Item, used.Of, used.Units, Measured, "")
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	logs, err := lineOf(list, price.LogGB, "", (runs*count.RunLogBytes+requests*count.AccessLogBytes)/count.GB, Estimated, whyLogs)
	if err != nil {
		return nil, err
	}
	polls, err := unknowns(list, whyPolls, price.SQSFIFORequest, price.SQSStandardRequest)
	if err != nil {
		return nil, err
	}
	secrets, err := unknowns(list, whySecrets, price.SecretRequest)
	if err != nil {
		return nil, err
	}
	return sorted(append(append(append(lines, logs), polls...), secrets...)), nil
}

func unknowns(list price.List, why string, items ...string) ([]Line, error) {
	var lines []Line
	for _, item := range items {
		line, err := unknown(list, item, "", why)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return sorted(lines), nil
}

// RunsMissing tells of runs that were counted and are in no log any more; empty when
// there are none.
func RunsMissing(counts *count.Counts, all []runcost.Runs) string {
	if counts == nil {
		return ""
	}
	have, ran := 0.0, 0.0
	for _, runs := range all {
		have += float64(runs.Count)
	}
	for _, used := range counts.Used {
		if used.Item == price.LambdaRequest {
			ran += used.Units
		}
	}
	switch {
	case ran > have:
		return fmt.Sprintf("%.0f runs were counted, and the logs still hold %.0f: the others are in no line.", ran, have)
	case have > ran:
		return fmt.Sprintf("The logs hold %.0f runs, %.0f of them of before anything else was counted.", have, have-ran)
	}
	return ""
}
