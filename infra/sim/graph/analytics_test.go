package graph

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// analyticsOf asks for the field with arguments and returns its points.
func (w *world) analyticsOf(arguments string) []map[string]any {
	w.t.Helper()
	answer := w.call(http.MethodGet, "/v26.0/"+testAccount+"?fields="+url.QueryEscape("pricing_analytics"+arguments+",name"), "")
	var told struct {
		Name      string
		Analytics struct {
			Data []struct {
				Points []map[string]any `json:"data_points"`
			}
		} `json:"pricing_analytics"`
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &told); err != nil || answer.Code != http.StatusOK || len(told.Analytics.Data) != 1 || told.Name != "Ventana" {
		w.t.Fatalf("%s: %d %s", arguments, answer.Code, answer.Body)
	}
	return told.Analytics.Data[0].Points
}

func TestPricingAnalytics_addsUpTheBill(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(billDay())
	w.customer(ana, `{"type":"text","text":{"body":"hola"}}`)
	w.customer(maria, `{"type":"text","text":{"body":"hola"}}`)
	w.served(999)
	w.sendText(ana, "free")
	w.billed(1)
	w.sendText(maria, "charged")
	w.billed(2)
	w.post(`"to":"`+ana+`"`, utilityTemplate)
	w.post(`"to":"`+ana+`"`, utilityTemplate)
	w.billed(4)
	day := billDay().Truncate(24 * 3600e9)
	start, end := day.Unix(), day.AddDate(0, 0, 1).Unix()
	span := fmt.Sprintf(".start(%d).end(%d).granularity(DAILY)", start, end)
	point := func(more map[string]any) map[string]any {
		more["start"], more["end"] = float64(start), float64(end)
		return more
	}
	all := []map[string]any{
		point(map[string]any{"phone_number": "34911000001", "country": "ES", "pricing_category": "SERVICE", "pricing_type": "FREE_CUSTOMER_SERVICE", "volume": 1.0, "cost": 0.0}),
		point(map[string]any{"phone_number": "34911000001", "country": "ES", "pricing_category": "UTILITY", "pricing_type": "REGULAR", "volume": 2.0, "cost": 0.04}),
		point(map[string]any{"phone_number": "34911000001", "country": "MX", "pricing_category": "SERVICE", "pricing_type": "REGULAR", "volume": 1.0, "cost": 0.0085}),
	}
	for name, tt := range map[string]struct {
		arguments string
		want      []map[string]any
	}{
		"every dimension":    {`.phone_numbers([]).dimensions(["PHONE","COUNTRY","PRICING_TYPE","PRICING_CATEGORY"])`, all},
		"without quotes":     {`.dimensions(PHONE,COUNTRY,PRICING_TYPE,PRICING_CATEGORY)`, all},
		"one country":        {`.country_codes(["MX"]).dimensions(["PHONE","COUNTRY","PRICING_TYPE","PRICING_CATEGORY"])`, all[2:]},
		"no dimension":       {``, []map[string]any{point(map[string]any{"volume": 4.0, "cost": 0.0485})}},
		"the cost alone":     {`.metric_types(["COST"])`, []map[string]any{point(map[string]any{"cost": 0.0485})}},
		"another number":     {`.phone_numbers(["34911000002"])`, []map[string]any{}},
		"one type":           {`.pricing_types(["FREE_CUSTOMER_SERVICE"])`, []map[string]any{point(map[string]any{"volume": 1.0, "cost": 0.0})}},
		"one category":       {`.pricing_categories(["UTILITY"]).metric_types(["VOLUME"])`, []map[string]any{point(map[string]any{"volume": 2.0})}},
		"a dimension of one": {`.dimensions(["COUNTRY"]).country_codes(["ES"])`, []map[string]any{point(map[string]any{"country": "ES", "volume": 3.0, "cost": 0.04})}},
	} {
		if diff := cmp.Diff(tt.want, w.analyticsOf(span+tt.arguments)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if points := w.analyticsOf(fmt.Sprintf(".start(%d).end(%d).granularity(DAILY)", start-86_400, start)); len(points) != 0 {
		t.Errorf("the day before: %v", points)
	}
	edge := w.call(http.MethodGet, fmt.Sprintf("/v26.0/%s/pricing_analytics?start=%d&end=%d&granularity=MONTHLY&metric_types=COST", testAccount, start, end), "")
	if want := `{"data":[{"data_points":[{"start":1903824000,"end":1906502400,"cost":0.0485}]}]}`; strings.TrimSpace(edge.Body.String()) != want {
		t.Errorf("the edge: %s, want %s", edge.Body, want)
	}
}

func TestPricingAnalytics_refusesWrongArguments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.on(billDay())
	start := billDay().Unix() - 86_400
	span := fmt.Sprintf(".start(%d).end(%d)", start, start+86_400)
	for name, tt := range map[string]struct{ arguments, want string }{
		"no start":            {`.end(1).granularity(DAILY)`, "The parameter start is required."},
		"no end":              {`.start(1).granularity(DAILY)`, "The parameter end is required."},
		"a date":              {`.start(2030-05-01).end(1).granularity(DAILY)`, "Param start must be a UNIX timestamp"},
		"no granularity":      {span, "The parameter granularity is required."},
		"granularity DAY":     {span + `.granularity(DAY)`, "Param granularity must be one of {HALF_HOUR, DAILY, MONTHLY}"},
		"the end first":       {fmt.Sprintf(".start(%d).end(%d).granularity(DAILY)", start, start), "Param end must be later than start."},
		"two years ago":       {fmt.Sprintf(".start(%d).end(%d).granularity(DAILY)", start-2*366*86_400, start), "Param start must be within the last year."},
		"an unknown argument": {span + `.granularity(DAILY).product_types([0])`, "Unknown argument product_types"},
		"an unknown value":    {span + `.granularity(DAILY).dimensions(["CATEGORY"])`, "Param dimensions[0] must be one of {PHONE, COUNTRY, PRICING_TYPE, PRICING_CATEGORY, TIER}"},
		"half a list":         {span + `.granularity(DAILY).dimensions(["PHONE")`, "Param dimensions must be an array."},
	} {
		answer := w.call(http.MethodGet, "/v26.0/"+testAccount+"?fields="+url.QueryEscape("pricing_analytics"+tt.arguments), "")
		var body errorBody
		if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if e := body.Error; answer.Code != http.StatusBadRequest || e.Code != 100 || e.ErrorData == nil || !strings.Contains(e.ErrorData.Details, tt.want) {
			t.Errorf("%s: %d %s, want %q", name, answer.Code, answer.Body, tt.want)
		}
	}
	answer := w.call(http.MethodGet, "/v26.0/"+testAccount+"?fields="+url.QueryEscape("pricing_analytics.start(1"), "")
	if answer.Code != http.StatusBadRequest || errorCode(t, answer) != 2500 {
		t.Errorf("a bracket left open: %d %s", answer.Code, answer.Body)
	}
}
