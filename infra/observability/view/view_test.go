package view

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ventana/infra/meter"
	"ventana/infra/observability"
	"ventana/infra/price"
)

// ventana is the dashboards of the repository's template, for a stack called s.
func ventana(t *testing.T) (cloudWatch, grafana string) {
	t.Helper()
	stack, err := observability.ReadStackFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	prices, err := price.AWS()
	if err != nil {
		t.Fatal(err)
	}
	board, err := observability.VentanaBoard(stack, prices)
	if err != nil {
		t.Fatal(err)
	}
	if cloudWatch, grafana, err = stack.Filled(board, "s"); err != nil {
		t.Fatal(err)
	}
	return cloudWatch, grafana
}

// TestBoth_showTheSame: title by title, the two files have the same places, kinds,
// units and metrics.
func TestBoth_showTheSame(t *testing.T) {
	t.Parallel()
	body, text := ventana(t)
	cloudWatch, err := CloudWatch(body)
	if err != nil {
		t.Fatal(err)
	}
	grafana, err := Grafana(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(cloudWatch) != len(grafana) || len(cloudWatch) < 40 {
		t.Fatalf("%d and %d charts", len(cloudWatch), len(grafana))
	}
	for i := range cloudWatch {
		if diff := cmp.Diff(core(cloudWatch[i]), core(grafana[i])); diff != "" {
			t.Errorf("chart %d (-CloudWatch +Grafana):\n%s", i, diff)
		}
	}
}

// core is what both say of a chart.
func core(c Chart) Chart {
	out := Chart{Title: c.Title, Kind: c.Kind, X: c.X, Y: c.Y, W: c.W, H: c.H, WholeRange: c.WholeRange}
	if c.Kind != Numbers { // CloudWatch's numbers have no axis that could name a unit
		out.Unit = c.Unit
	}
	for _, s := range c.Series {
		s.ID, s.Stat = "", strings.Repeat(s.Stat, min(1, len(s.Name)))
		pairs := strings.Split(strings.ReplaceAll(meter.Of("", "", s.Dimensions...).String(), ", ", "\n"), "\n")
		s.Dimensions = pairs
		out.Series = append(out.Series, s)
	}
	for _, limit := range c.Limits {
		out.Limits = append(out.Limits, Limit{Value: limit.Value})
	}
	return out
}

func TestCompute_readsMetricsAndExpressionsByPeriod(t *testing.T) {
	t.Parallel()
	var source meter.Meter
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	series := meter.Of("AWS/SQS", "NumberOfMessagesSent", "QueueName", "q")
	source.Add(series, at.Add(30*time.Second), 2)
	source.Add(series, at.Add(40*time.Second), 3)
	source.Add(series, at.Add(5*time.Minute), 4)
	chart := Chart{Series: []Series{
		{ID: "m", Hidden: true, Namespace: "AWS/SQS", Name: "NumberOfMessagesSent", Dimensions: []string{"QueueName", "q"}, Stat: "Sum", Period: 60},
		{Label: "twice", Expression: "2 * m", Period: 60},
		{Label: "none", Namespace: "AWS/SQS", Name: "NumberOfMessagesSent", Dimensions: []string{"QueueName", "other"}, Stat: "Sum", Period: 60},
	}}
	got, err := compute(chart, &source, at, at.Add(10*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	whole := 18.0
	want := []line{{"twice", []point{{at, 10}, {at.Add(5 * time.Minute), 8}}, &whole}, {label: "none"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(line{}, point{})); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	chart.Series[1].Expression = "2 * nobody"
	if _, err := compute(chart, &source, at, at.Add(time.Minute)); err == nil {
		t.Error("an expression over nothing was computed")
	}
}

func TestTicks_areRoundAndReachTheMost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		most float64
		unit string
		want []float64
	}{
		"counts are whole":        {1, "", []float64{0, 1}},
		"tens":                    {97, "", []float64{0, 25, 50, 75, 100}},
		"seconds are minutes":     {900, "s", []float64{0, 300, 600, 900}},
		"a half of a millisecond": {0.5, "ms", []float64{0, 0.2, 0.4, 0.6}},
		"nothing":                 {0, "", []float64{0, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, ticks(test.most, test.unit), cmp.Comparer(func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 })); diff != "" {
				t.Errorf("ticks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPage_drawsTheTrafficAndSaysWhoseDrawingItIs(t *testing.T) {
	t.Parallel()
	body, text := ventana(t)
	var source meter.Meter
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for i := range 30 {
		source.Add(meter.Of("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "s-inbound.fifo"), now.Add(-time.Duration(i)*time.Minute), 400)
	}
	handler, err := Handler(Options{
		CloudWatch: body, Grafana: text, Meter: &source, Now: func() time.Time { return now },
		States: func(time.Time) []State {
			return []State{{"InboundQueueAgeAlarm", "ALARM", "A customer waits. <b>"}, {"BulkDLQAlarm", "OK", ""}}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for look, wants := range map[string][]string{
		"cloudwatch": {"InboundQueueAge rings", "neither AWS&#39;s console", `class="ALARM"`, `class="line s0"`, "The CloudWatch dashboard of template.yaml"},
		"grafana":    {"neither Grafana", `class="ALARM"`, `class="line s0"`, "A customer waits. &lt;b&gt;", "nothing in this time"},
	} {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/dashboard?last=1h&look="+look, nil))
		for _, want := range wants {
			got := answer.Body.String()
			if answer.Code != http.StatusOK || !strings.Contains(strings.ReplaceAll(got, "'", "&#39;"), want) {
				t.Errorf("%s: %d, and %q is not on the page", look, answer.Code, want)
			}
		}
		if strings.Contains(answer.Body.String(), "<script") || !strings.Contains(answer.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: the page may run something", look)
		}
	}
}

func TestHandler_refusesWhatItCannotRead(t *testing.T) {
	t.Parallel()
	if _, err := Handler(Options{CloudWatch: "{", Grafana: "{}"}); err == nil {
		t.Error("a broken body was taken")
	}
	if _, err := Handler(Options{CloudWatch: "{}", Grafana: `{"panels":[{"type":"stat","targets":[{"period":"soon"}]}]}`}); err == nil {
		t.Error("a period that is no number was taken")
	}
}
