package observability

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// members that CloudWatch knows, with the type of each: a stranger makes it
// refuse the dashboard.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
func bodyMembers(of string) map[string]string {
	return map[string]map[string]string{
		"body":   {"start": "string", "end": "string", "periodOverride": "string", "widgets": "list", "variables": "list"},
		"widget": {"type": "string", "x": "number", "y": "number", "width": "number", "height": "number", "properties": "object"},
		"text":   {"markdown": "string", "background": "string"},
		"alarm":  {"title": "string", "alarms": "list", "sortBy": "string", "states": "list"},
		"metric": {"title": "string", "region": "string", "view": "string", "stacked": "bool", "sparkline": "bool", "setPeriodToTimeRange": "bool", "singleValueFullPrecision": "bool",
			"period": "number", "stat": "string", "metrics": "list", "yAxis": "object", "annotations": "object", "legend": "object", "liveData": "bool", "timezone": "string", "accountId": "string"},
		"rendering": {"id": "string", "label": "string", "expression": "string", "stat": "string", "period": "number", "visible": "bool", "color": "string", "yAxis": "string", "region": "string", "accountId": "string"},
		"yAxis":     {"left": "object", "right": "object"},
		"axis":      {"label": "string", "min": "number", "max": "number", "showUnits": "bool"},
		"lines":     {"horizontal": "list", "vertical": "list", "alarms": "list"},
		"line":      {"label": "string", "value": "number", "color": "string", "fill": "string", "visible": "bool", "yAxis": "string"},
	}[of]
}

func kindOf(value any) string {
	switch value.(type) {
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "bool"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	}
	return "null"
}

// strict refuses members that the page does not name, or that are of another type.
func strict(t *testing.T, where, of string, value any) map[string]any {
	t.Helper()
	members, ok := value.(map[string]any)
	if !ok {
		t.Fatalf("%s is %s, want an object", where, kindOf(value))
	}
	for name, member := range members {
		if want := bodyMembers(of)[name]; want == "" || want != kindOf(member) {
			t.Errorf("%s: %s is %s, CloudWatch wants %q", where, name, kindOf(member), want)
		}
	}
	return members
}

func list(value any) []any {
	items, _ := value.([]any)
	return items
}

// parsedBody is the dashboard's body with names filled in as a stack would.
func parsedBody(t *testing.T) []map[string]any {
	t.Helper()
	stack, board := described(t)
	made, err := stack.CloudWatch(board)
	if err != nil {
		t.Fatal(err)
	}
	body := made.filled()
	for _, match := range regexp.MustCompile(`\$\{([A-Za-z:]+)(\.[A-Za-z]+)?\}`).FindAllStringSubmatch(body, -1) {
		if _, known := stack.resources[match[1]]; !known && !strings.HasPrefix(match[1], "AWS::") {
			t.Errorf("%s is no resource of the template", match[0])
		}
		if condition := stack.resources[match[1]].condition; condition != "" && strings.Contains(made.Text, match[0]) {
			t.Errorf("%s may be left out by %s, so the body cannot refer to it", match[0], condition)
		}
	}
	if strings.Contains(body, "${!") || len(body) > 400_000 {
		t.Errorf("the body has %d bytes or an escaped placeholder", len(body))
	}
	var root any
	if err := json.Unmarshal([]byte(body), &root); err != nil {
		t.Fatal(err)
	}
	members := strict(t, "body", "body", root)
	var widgets []map[string]any
	for i, one := range list(members["widgets"]) {
		widgets = append(widgets, strict(t, fmt.Sprintf("widget %d", i), "widget", one))
	}
	if len(widgets) == 0 || len(widgets) > 500 {
		t.Fatalf("%d widgets, CloudWatch takes 1 to 500", len(widgets))
	}
	return widgets
}

func TestCloudWatch_widgetsStandOnTheGridWithoutOverlaps(t *testing.T) {
	t.Parallel()
	taken := map[[2]int]int{}
	for i, widget := range parsedBody(t) {
		at := func(name string) int { n, _ := number(widget, name); return int(n) }
		x, y, w, h := at("x"), at("y"), at("width"), at("height")
		if x < 0 || w < 1 || x+w > 24 || h < 1 || h > 1000 {
			t.Errorf("widget %d stands at %d,%d with %dx%d, outside the 24 columns", i, x, y, w, h)
		}
		for column := x; column < x+w; column++ {
			for line := y; line < y+h; line++ {
				if other, full := taken[[2]int{column, line}]; full {
					t.Fatalf("widgets %d and %d overlap at %d,%d", other, i, column, line)
				}
				taken[[2]int{column, line}] = i
			}
		}
	}
}

func TestCloudWatch_widgetsAreWhatCloudWatchReads(t *testing.T) {
	t.Parallel()
	for i, widget := range parsedBody(t) {
		kind, _ := widget["type"].(string)
		where := fmt.Sprintf("widget %d (%s)", i, kind)
		if bodyMembers(kind) == nil || !slices.Contains([]string{"text", "alarm", "metric"}, kind) {
			t.Errorf("%s: no type that we use", where)
			continue
		}
		p := strict(t, where, kind, widget["properties"])
		switch kind {
		case "text":
			if text(p, "markdown") == "" {
				t.Errorf("%s is empty", where)
			}
		case "alarm":
			if n := len(list(p["alarms"])); n == 0 || n > 100 {
				t.Errorf("%s shows %d alarms, CloudWatch takes 1 to 100", where, n)
			}
		case "metric":
			checkMetricWidget(t, where+" "+text(p, "title"), p)
		}
	}
}

func checkMetricWidget(t *testing.T, where string, p map[string]any) {
	t.Helper()
	if text(p, "region") == "" || text(p, "title") == "" || !slices.Contains([]string{"timeSeries", "singleValue"}, text(p, "view")) {
		t.Errorf("%s: region, title or view is missing", where)
	}
	if axes := p["yAxis"]; axes != nil {
		strict(t, where, "axis", strict(t, where, "yAxis", axes)["left"])
	}
	if drawn := p["annotations"]; drawn != nil {
		for _, line := range list(strict(t, where, "lines", drawn)["horizontal"]) {
			strict(t, where, "line", line)
		}
	}
	checkPeriod(t, where, p)
	ids, expressions := map[string]bool{}, []string{}
	metrics := list(p["metrics"])
	if len(metrics) == 0 || len(metrics) > 100 {
		t.Errorf("%s has %d metrics, CloudWatch takes 1 to 100", where, len(metrics))
	}
	for _, metric := range metrics {
		entry := list(metric)
		last := strict(t, where, "rendering", entry[len(entry)-1])
		if id := text(last, "id"); id != "" {
			if ids[id] || !regexp.MustCompile(`^[a-z][A-Za-z0-9_]*$`).MatchString(id) {
				t.Errorf("%s: id %q stands twice or is none", where, id)
			}
			ids[id] = true
		}
		checkPeriod(t, where, last)
		if expression := text(last, "expression"); expression != "" {
			expressions = append(expressions, expression)
			if len(entry) != 1 {
				t.Errorf("%s: an expression stands alone, got %v", where, entry)
			}
			continue
		}
		checkEntry(t, where, entry, p, last)
	}
	for _, expression := range expressions {
		for _, word := range regexp.MustCompile(`\b[a-z][A-Za-z0-9_]*\b`).FindAllString(expression, -1) {
			if !ids[word] {
				t.Errorf("%s: the expression names %s, which nothing is called", where, word)
			}
		}
	}
}

// checkEntry reads namespace, name and dimensions.
func checkEntry(t *testing.T, where string, entry []any, p, last map[string]any) {
	t.Helper()
	var words []string
	for _, part := range entry[:len(entry)-1] {
		word, ok := part.(string)
		if !ok || word == "" || word == "." {
			t.Fatalf("%s: %v is no text", where, part)
		}
		words = append(words, word)
	}
	if len(words) < 2 || len(words)%2 != 0 {
		t.Fatalf("%s: %v is not namespace, name and pairs", where, words)
	}
	var dimensions []string
	for i := 2; i < len(words); i += 2 {
		dimensions = append(dimensions, words[i])
	}
	check(t, where, words[0], words[1], dimensions)
	stat := text(last, "stat")
	if stat == "" {
		stat = text(p, "stat")
	}
	if !regexp.MustCompile(`^(Sum|Maximum|Minimum|Average|SampleCount|p\d{2})$`).MatchString(stat) {
		t.Errorf("%s: statistic %q", where, stat)
	}
}

func checkPeriod(t *testing.T, where string, of map[string]any) {
	t.Helper()
	if period, given := number(of, "period"); given && (period < 60 || int(period)%60 != 0) {
		t.Errorf("%s: a period of %v s, want whole minutes", where, period)
	}
}

// TestCloudWatch_showsEveryAlarm, also those that a condition may leave out.
func TestCloudWatch_showsEveryAlarm(t *testing.T) {
	t.Parallel()
	stack, board := described(t)
	body, err := stack.CloudWatch(board)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range append(stack.of(typeAlarm), stack.of(typeComposite)...) {
		if !strings.Contains(body.filled(), `"${`+id+`.Arn}"`) {
			t.Errorf("%s is not on the dashboard", id)
		}
	}
}
