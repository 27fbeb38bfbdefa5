package meter_test

import (
	"slices"
	"testing"
	"time"

	"ventana/infra/meter"
)

var at = time.Unix(1_795_300_000, 0)

func TestLine_takesWhatCloudWatchTakesAndCountsWhatItRefuses(t *testing.T) {
	t.Parallel()
	good := meter.Of("Ventana/a", "CanaryHop", "hop", "ticket")
	parsing := meter.Of("AWS/Logs", "EMFParsingErrors", "LogGroupName", "g")
	refused := meter.Of("AWS/Logs", "EMFValidationErrors", "LogGroupName", "g")
	for name, test := range map[string]struct {
		line   string
		metric bool
		series meter.Series
		want   []float64
	}{
		"one value with its dimension":  {`{"_aws":{"Timestamp":1795300000000,"CloudWatchMetrics":[{"Namespace":"Ventana/a","Dimensions":[["hop"]],"Metrics":[{"Name":"CanaryHop","Unit":"Milliseconds"}]}]},"hop":"ticket","CanaryHop":12}`, true, good, []float64{12}},
		"several values":                {`{"_aws":{"Timestamp":1795300000000,"CloudWatchMetrics":[{"Namespace":"Ventana/a","Dimensions":[["hop"]],"Metrics":[{"Name":"CanaryHop"}]}]},"hop":"ticket","CanaryHop":[1,2]}`, true, good, []float64{1, 2}},
		"no JSON":                       {`{"_aws":{"Timestamp":1795300000000`, true, parsing, []float64{1}},
		"no time":                       {`{"_aws":{"CloudWatchMetrics":[]}}`, true, refused, []float64{1}},
		"a dimension that is not there": {`{"_aws":{"Timestamp":1795300000000,"CloudWatchMetrics":[{"Namespace":"Ventana/a","Dimensions":[["hop"]],"Metrics":[{"Name":"CanaryHop"}]}]},"CanaryHop":12}`, true, refused, []float64{1}},
		"a value that is not there":     {`{"_aws":{"Timestamp":1795300000000,"CloudWatchMetrics":[{"Namespace":"Ventana/a","Dimensions":[[]],"Metrics":[{"Name":"CanaryHop"}]}]}}`, true, refused, []float64{1}},
		"a time three hours ahead":      {`{"_aws":{"Timestamp":1795310800000,"CloudWatchMetrics":[]}}`, true, refused, []float64{1}},
		"an ordinary line":              {`{"level":"INFO","message":"record done"}`, false, good, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var m meter.Meter
			if got := m.Line("g", []byte(test.line), at); got != test.metric {
				t.Errorf("Line() = %t, want %t", got, test.metric)
			}
			if got := m.Values(test.series, at.Add(-time.Minute), at.Add(time.Minute)); !slices.Equal(got, test.want) {
				t.Errorf("got %v of %s, want %v", got, test.series, test.want)
			}
		})
	}
}

func TestOf_dimensionsAreASetAndMakeTheSeries(t *testing.T) {
	t.Parallel()
	if meter.Of("n", "m", "a", "1", "b", "2") != meter.Of("n", "m", "b", "2", "a", "1") {
		t.Error("the order of dimensions makes two series of one")
	}
	if meter.Of("n", "m", "a", "1") == meter.Of("n", "m") {
		t.Error("a dimension makes no series of its own")
	}
}
