package gateway

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ventana/infra/local/lambda"
)

// Function is the part of a Lambda function that the gateway uses.
type Function interface {
	// InvokeAs hands an event over under a request id of the caller's.
	InvokeAs(ctx context.Context, requestID string, payload []byte) ([]byte, *lambda.FunctionError, error)
}

// Route is one route of the API.
type Route struct {
	Method   string // an HTTP method or ANY
	Path     string // "/webhooks/{connection}", "/files/{rest+}" or "$default"
	Function Function
	Timeout  time.Duration // of the integration; 0 is 30 s, the most there is
}

// key is the routeKey of the event.
func (r Route) key() string {
	if r.Path == defaultRoute {
		return defaultRoute
	}
	return r.Method + " " + r.Path
}

const (
	defaultRoute   = "$default"
	anyMethod      = "ANY"
	maxIntegration = 30 * time.Second
)

// validate names what is wrong with a route.
func (r Route) validate() error {
	switch {
	case r.Function == nil:
		return fmt.Errorf("route %s: function required", r.key())
	case r.Path != defaultRoute && !strings.HasPrefix(r.Path, "/"):
		return fmt.Errorf("route %s: path must begin with /", r.key())
	case r.Path != defaultRoute && r.Method == "":
		return fmt.Errorf("route %s: method required", r.key())
	case r.Timeout < 0 || r.Timeout > maxIntegration:
		return fmt.Errorf("route %s: integration timeout %s is not within 30s", r.key(), r.Timeout)
	}
	return nil
}

// match is a route that takes a request; a higher rank is more specific.
type match struct {
	route      Route
	parameters map[string]string
	rank       string
}

// find returns the most specific match.
func find(routes []Route, method, path string) (match, bool) {
	var best match
	found := false
	for _, route := range routes {
		if route.Path != defaultRoute && route.Method != anyMethod && route.Method != method {
			continue
		}
		parameters, rank, ok := matchPath(route.Path, path)
		if !ok {
			continue
		}
		if route.Method == anyMethod {
			rank += "0"
		} else {
			rank += "1"
		}
		if !found || rank > best.rank {
			best, found = match{route: route, parameters: parameters, rank: rank}, true
		}
	}
	return best, found
}

// matchPath compares segment by segment. The rank has one character for each:
// 3 a literal, 2 a parameter, 1 a greedy parameter, so that strings compare as
// routes do; $default ranks below all.
func matchPath(pattern, path string) (parameters map[string]string, rank string, ok bool) {
	if pattern == defaultRoute {
		return nil, "", true
	}
	want := strings.Split(pattern, "/")
	got := strings.Split(path, "/")
	for i, segment := range want {
		if i >= len(got) {
			return nil, "", false
		}
		name, isParameter := strings.CutPrefix(segment, "{")
		name = strings.TrimSuffix(name, "}")
		value := got[i]
		switch {
		case !isParameter:
			if value != segment {
				return nil, "", false
			}
			rank += "3"
			continue
		case strings.HasSuffix(name, "+"):
			name, value = strings.TrimSuffix(name, "+"), strings.Join(got[i:], "/")
			got = got[:i+1]
			rank += "1"
		default:
			rank += "2"
		}
		if value == "" {
			return nil, "", false
		}
		if parameters == nil {
			parameters = map[string]string{}
		}
		parameters[name] = value
	}
	return parameters, rank, len(got) == len(want)
}
