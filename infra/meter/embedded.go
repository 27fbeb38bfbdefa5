package meter

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// The limits of the embedded metric format.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
const (
	mostMetrics    = 100
	mostDimensions = 30
	mostValues     = 100
	longestName    = 250
	longestValue   = 1024
	oldest         = 14 * 24 * time.Hour
	furthest       = 2 * time.Hour
)

type directive struct {
	Namespace  string     `json:"Namespace"`
	Dimensions [][]string `json:"Dimensions"`
	Metrics    []struct {
		Name string `json:"Name"`
		Unit string `json:"Unit"`
	} `json:"Metrics"`
}

// Line takes a log line of a group when it is in the embedded metric format, and
// tells whether it is. Any other line is none of the meter's business.
func (m *Meter) Line(group string, line []byte, now time.Time) bool {
	if m == nil || !bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) || !bytes.Contains(line, []byte(`"_aws"`)) {
		return false
	}
	var root map[string]json.RawMessage
	var metadata struct {
		Timestamp *int64      `json:"Timestamp"`
		Metrics   []directive `json:"CloudWatchMetrics"`
	}
	if json.Unmarshal(line, &root) != nil || root["_aws"] == nil {
		m.Add(Of("AWS/Logs", "EMFParsingErrors", "LogGroupName", group), now, 1)
		return true
	}
	if err := json.Unmarshal(root["_aws"], &metadata); err != nil || metadata.Timestamp == nil {
		m.Add(Of("AWS/Logs", "EMFValidationErrors", "LogGroupName", group), now, 1)
		return true
	}
	at := time.UnixMilli(*metadata.Timestamp)
	samples, err := read(root, metadata.Metrics)
	if err != nil || now.Sub(at) > oldest || at.Sub(now) > furthest {
		m.Add(Of("AWS/Logs", "EMFValidationErrors", "LogGroupName", group), now, 1)
		return true
	}
	for _, s := range samples {
		for _, value := range s.values {
			m.Add(s.series, at, value)
		}
	}
	return true
}

type sample struct {
	series Series
	values []float64
}

// read takes all directives of a line or, as CloudWatch does, none.
func read(root map[string]json.RawMessage, directives []directive) ([]sample, error) {
	var all []sample
	for _, d := range directives {
		if d.Namespace == "" || len(d.Metrics) > mostMetrics {
			return nil, fmt.Errorf("namespace %q with %d metrics", d.Namespace, len(d.Metrics))
		}
		for _, metric := range d.Metrics {
			values, err := valuesOf(root[metric.Name])
			if err != nil || metric.Name == "" || len(metric.Name) > longestName {
				return nil, fmt.Errorf("metric %q: %w", metric.Name, err)
			}
			for _, set := range d.Dimensions {
				dimensions, err := dimensionsOf(root, set)
				if err != nil {
					return nil, err
				}
				all = append(all, sample{Of(d.Namespace, metric.Name, dimensions...), values})
			}
		}
	}
	return all, nil
}

func valuesOf(member json.RawMessage) ([]float64, error) {
	var one float64
	if err := json.Unmarshal(member, &one); err == nil {
		return []float64{one}, nil
	}
	var many []float64
	if err := json.Unmarshal(member, &many); err != nil || len(many) > mostValues {
		return nil, fmt.Errorf("neither a number nor a list of %d at most", mostValues)
	}
	return many, nil
}

func dimensionsOf(root map[string]json.RawMessage, names []string) ([]string, error) {
	if len(names) > mostDimensions {
		return nil, fmt.Errorf("%d dimensions", len(names))
	}
	var pairs []string
	for _, name := range names {
		var value string
		if json.Unmarshal(root[name], &value) != nil || value == "" || len(value) > longestValue {
			return nil, fmt.Errorf("dimension %q is no text of the line", name)
		}
		pairs = append(pairs, name, value)
	}
	return pairs, nil
}
