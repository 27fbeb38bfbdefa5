package graph

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// analyticsLookback is how far back analytics go, since December 2025.
const analyticsLookback = 366 * 24 * time.Hour

// analytics are the arguments of pricing analytics.
type analytics struct {
	start, end  int64 // Unix seconds, the end not included
	granularity string
	phones      []string // digits
	countries   []string
	types       []string
	categories  []string
	metrics     []string
	dimensions  []string
}

// readAnalytics checks the arguments. now limits how far back they reach.
func readAnalytics(given map[string]string, now time.Time) (a analytics, e *apiError) {
	for name := range given {
		if !slices.Contains(analyticsArguments(), name) {
			return a, fail(codeWrongParameter, "Unknown argument %s of field %s.", name, pricingAnalyticsField)
		}
	}
	if a.start, e = requiredTime(given, "start"); e != nil {
		return a, e
	}
	if a.end, e = requiredTime(given, "end"); e != nil {
		return a, e
	}
	if a.end <= a.start {
		return a, fail(codeWrongParameter, "Param end must be later than start.")
	}
	if unix(a.start).Before(now.Add(-analyticsLookback)) {
		return a, fail(codeWrongParameter, "Param start must be within the last year.")
	}
	known := []string{granularityHalfHour, granularityDaily, granularityMonthly}
	switch a.granularity = given["granularity"]; {
	case a.granularity == "":
		return a, fail(codeWrongParameter, "The parameter granularity is required.")
	case !slices.Contains(known, a.granularity):
		return a, fail(codeWrongParameter, "Param granularity must be one of {%s} - got %q.", strings.Join(known, ", "), a.granularity)
	}
	return a, a.readLists(given)
}

// readLists reads the arguments that are lists, each of which may be empty.
func (a *analytics) readLists(given map[string]string) *apiError {
	for _, list := range []struct {
		name  string
		into  *[]string
		known []string // nil: anything
	}{
		{"phone_numbers", &a.phones, nil},
		{"country_codes", &a.countries, nil},
		{"metric_types", &a.metrics, []string{metricVolume, metricCost}},
		{"dimensions", &a.dimensions, []string{dimensionPhone, dimensionCountry, dimensionType, dimensionCategory, dimensionTier}},
		{"pricing_types", &a.types, []string{"FREE_CUSTOMER_SERVICE", "FREE_ENTRY_POINT", "FREE_GROUP_CUSTOMER_SERVICE", "REGULAR"}},
		{"pricing_categories", &a.categories, []string{
			"AUTHENTICATION", "AUTHENTICATION_INTERNATIONAL", "GROUP_MARKETING", "GROUP_SERVICE", "GROUP_UTILITY",
			"MARKETING", "MARKETING_LITE", "SERVICE", "UTILITY",
		}},
	} {
		values, e := listArgument(list.name, given[list.name])
		if e != nil {
			return e
		}
		for i, value := range values {
			if list.known != nil && !slices.Contains(list.known, value) {
				return fail(codeWrongParameter, "Param %s[%d] must be one of {%s} - got %q.", list.name, i, strings.Join(list.known, ", "), value)
			}
		}
		*list.into = values
	}
	return nil
}

func analyticsArguments() []string {
	return []string{"start", "end", "granularity", "phone_numbers", "country_codes", "metric_types", "dimensions", "pricing_types", "pricing_categories"}
}

func requiredTime(given map[string]string, name string) (int64, *apiError) {
	if given[name] == "" {
		return 0, fail(codeWrongParameter, "The parameter %s is required.", name)
	}
	seconds, err := strconv.ParseInt(given[name], 10, 64)
	if err != nil || seconds < 0 {
		return 0, fail(codeWrongParameter, "Param %s must be a UNIX timestamp - got %q.", name, given[name])
	}
	return seconds, nil
}

// listArgument reads ["A","B"], [A,B] or A,B, as the Graph does.
func listArgument(name, text string) ([]string, *apiError) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	var values []string
	if json.Unmarshal([]byte(text), &values) == nil {
		return values, nil
	}
	inner, opened := strings.CutPrefix(text, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	if opened != closed {
		return nil, fail(codeWrongParameter, "Param %s must be an array.", name)
	}
	for _, value := range strings.Split(inner, ",") {
		if value = strings.Trim(strings.TrimSpace(value), `"`); value != "" {
			values = append(values, value)
		}
	}
	return values, nil
}

// cutFields cuts a list of fields at the commas outside brackets, and keeps what
// stands behind each name.
func cutFields(asked string) []string {
	depth := 0
	return strings.FieldsFunc(asked, func(r rune) bool {
		switch r {
		case '{', '(', '[':
			depth++
		case '}', ')', ']':
			depth--
		}
		return r == ',' && depth == 0
	})
}

// fieldArguments reads name.argument(value).argument(value).
func fieldArguments(field string) (map[string]string, *apiError) {
	_, rest, _ := strings.Cut(field, ".")
	given, argument := map[string]string{}, regexp.MustCompile(`^\.?([a-z_]+)\(([^()]*)\)`)
	for rest != "" {
		found := argument.FindStringSubmatch(rest)
		if found == nil {
			return nil, &apiError{
				status: 400, code: codeUnknownPath, kind: typeOAuthException,
				message: "Syntax error \"Expected name of an argument or end of field\" at character " + strconv.Itoa(len(field)-len(rest)) + ": " + field,
			}
		}
		given[found[1]] = found[2]
		rest = strings.TrimSpace(rest[len(found[0]):])
	}
	return given, nil
}
