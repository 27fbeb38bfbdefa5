package graph

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"
)

// pricingAnalyticsField is the account's field, and edge, of what messages cost.
// Source: Analytics, pricing analytics, and the Graph API reference of the edge.
const pricingAnalyticsField = "pricing_analytics"

// Words of the edge, as its reference lists them.
const (
	granularityHalfHour = "HALF_HOUR"
	granularityDaily    = "DAILY"
	granularityMonthly  = "MONTHLY"

	dimensionPhone    = "PHONE"
	dimensionCountry  = "COUNTRY"
	dimensionType     = "PRICING_TYPE"
	dimensionCategory = "PRICING_CATEGORY"
	dimensionTier     = "TIER"

	metricVolume = "VOLUME"
	metricCost   = "COST"
)

// analyticsPoint is one count of Meta's: what was delivered in a time, of one
// value of each dimension asked for. Dimensions that were not asked for are
// absent; so is a metric.
type analyticsPoint struct {
	Start    int64    `json:"start"` // Unix seconds
	End      int64    `json:"end"`
	Phone    string   `json:"phone_number,omitempty"` // digits
	Country  string   `json:"country,omitempty"`      // two letters
	Type     string   `json:"pricing_type,omitempty"`
	Category string   `json:"pricing_category,omitempty"`
	Volume   *int     `json:"volume,omitempty"`
	Cost     *float64 `json:"cost,omitempty"` // in the account's currency
}

// key is what makes two deliveries one point.
func (p analyticsPoint) key() analyticsPoint {
	p.Volume, p.Cost = nil, nil
	return p
}

// accountFields answers the fields of the account, one of which may be its
// analytics with their arguments.
func (g *Graph) accountFields(asked string) (any, *apiError) {
	account := g.accountNode()
	for _, field := range cutFields(asked) {
		if name, _, _ := strings.Cut(field, "."); name != pricingAnalyticsField {
			continue
		}
		arguments, e := fieldArguments(field)
		if e != nil {
			return nil, e
		}
		found, e := g.pricingAnalytics(arguments)
		if e != nil {
			return nil, e
		}
		account[pricingAnalyticsField] = found
	}
	return account.pick("WhatsAppBusinessAccount", asked, "name", "timezone_id", "message_template_namespace")
}

// getPricingAnalytics answers the edge, whose arguments are in the query.
func (g *Graph) getPricingAnalytics(r *http.Request) (any, *apiError) {
	arguments := map[string]string{}
	for name, values := range r.URL.Query() {
		if name != "access_token" {
			arguments[name] = values[0]
		}
	}
	return g.pricingAnalytics(arguments)
}

// pricingAnalytics counts what was delivered.
func (g *Graph) pricingAnalytics(arguments map[string]string) (any, *apiError) {
	asked, e := readAnalytics(arguments, g.now())
	if e != nil {
		return nil, e
	}
	points := g.analyticsPoints(asked)
	type data struct {
		Points []analyticsPoint `json:"data_points"`
	}
	return map[string][]data{"data": {{points}}}, nil
}

func (g *Graph) analyticsPoints(asked analytics) []analyticsPoint {
	g.lock()
	defer g.unlock()
	phone, _ := phoneDigits(g.options.DisplayNumber)
	points, place := []analyticsPoint{}, map[analyticsPoint]int{}
	for _, m := range g.state.messages {
		if m.Number != g.state.number {
			continue
		}
		for _, c := range m.Charges {
			if !asked.wants(phone, m, c) {
				continue
			}
			point := asked.point(phone, m, c)
			at, known := place[point.key()]
			if !known {
				at = len(points)
				place[point.key()] = at
				points = append(points, asked.measured(point))
			}
			points[at].add(c)
		}
	}
	slices.SortStableFunc(points, func(a, b analyticsPoint) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Country, b.Country), cmp.Compare(a.Category, b.Category), cmp.Compare(a.Type, b.Type))
	})
	return points
}

// wants says whether the filters let a charge through.
func (a analytics) wants(phone string, m *message, c charge) bool {
	through := func(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
	return c.At >= a.start && c.At < a.end && through(a.phones, phone) && through(a.countries, c.Country) &&
		through(a.types, strings.ToUpper(c.Type)) && through(a.categories, analyticsCategory(m, c))
}

// point is where a charge belongs.
func (a analytics) point(phone string, m *message, c charge) analyticsPoint {
	start, end := a.bucket(unix(c.At))
	point := analyticsPoint{Start: start.Unix(), End: end.Unix()}
	for _, dimension := range a.dimensions {
		switch dimension {
		case dimensionPhone:
			point.Phone = phone
		case dimensionCountry:
			point.Country = c.Country
		case dimensionType:
			point.Type = strings.ToUpper(c.Type)
		case dimensionCategory:
			point.Category = analyticsCategory(m, c)
		}
	}
	return point
}

// measured is an empty point with the metrics asked for, both by default.
func (a analytics) measured(p analyticsPoint) analyticsPoint {
	if len(a.metrics) == 0 || slices.Contains(a.metrics, metricVolume) {
		p.Volume = new(int)
	}
	if len(a.metrics) == 0 || slices.Contains(a.metrics, metricCost) {
		p.Cost = new(float64)
	}
	return p
}

func (p *analyticsPoint) add(c charge) {
	if p.Volume != nil {
		*p.Volume++
	}
	if p.Cost != nil {
		micros := int64(*p.Cost*microsPerDollar+0.5) + c.Micros
		*p.Cost = float64(micros) / microsPerDollar
	}
}

// bucket is the time of a granularity that holds a moment, in UTC.
func (a analytics) bucket(at time.Time) (start, end time.Time) {
	switch a.granularity {
	case granularityHalfHour:
		start = at.Truncate(30 * time.Minute)
		return start, start.Add(30 * time.Minute)
	case granularityMonthly:
		start = time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
		return start, start.AddDate(0, 1, 0)
	default:
		start = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
		return start, start.AddDate(0, 0, 1)
	}
}

// analyticsCategory is the category of a charge as the analytics spell it. They
// have none for what a free entry point made free: it stands under the message's
// own, with its type.
func analyticsCategory(m *message, c charge) string {
	if c.Category == categoryReferral {
		return strings.ToUpper(m.Category)
	}
	return strings.ToUpper(c.Category)
}
