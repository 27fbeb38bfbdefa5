package gateway

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// event is the payload format 2.0 of the API Gateway Developer Guide.
type event struct {
	Version               string            `json:"version"`
	RouteKey              string            `json:"routeKey"`
	RawPath               string            `json:"rawPath"`
	RawQueryString        string            `json:"rawQueryString"`
	Cookies               []string          `json:"cookies,omitempty"`
	Headers               map[string]string `json:"headers"`
	QueryStringParameters map[string]string `json:"queryStringParameters,omitempty"`
	RequestContext        requestContext    `json:"requestContext"`
	Body                  *string           `json:"body,omitempty"`
	PathParameters        map[string]string `json:"pathParameters,omitempty"`
	IsBase64Encoded       bool              `json:"isBase64Encoded"`
}

type requestContext struct {
	AccountID    string      `json:"accountId"`
	APIID        string      `json:"apiId"`
	DomainName   string      `json:"domainName"`
	DomainPrefix string      `json:"domainPrefix"`
	HTTP         httpContext `json:"http"`
	RequestID    string      `json:"requestId"`
	RouteKey     string      `json:"routeKey"`
	Stage        string      `json:"stage"`
	Time         string      `json:"time"`
	TimeEpoch    int64       `json:"timeEpoch"` // milliseconds
}

type httpContext struct {
	Method    string `json:"method"`
	Path      string `json:"path"`
	Protocol  string `json:"protocol"`
	SourceIP  string `json:"sourceIp"`
	UserAgent string `json:"userAgent"`
}

// newEvent is the event of one request whose body has been read.
func newEvent(r *http.Request, body []byte, route match, requestID string, now time.Time) ([]byte, error) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	prefix, _, _ := strings.Cut(host, ".")
	source, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		source = r.RemoteAddr
	}
	out := event{
		Version:               "2.0",
		RouteKey:              route.route.key(),
		RawPath:               r.URL.EscapedPath(),
		RawQueryString:        r.URL.RawQuery,
		Cookies:               cookies(r.Header),
		Headers:               headers(r, source, now),
		QueryStringParameters: query(r.URL.RawQuery),
		PathParameters:        route.parameters,
		RequestContext: requestContext{
			AccountID: "000000000000", APIID: "local", DomainName: host, DomainPrefix: prefix,
			HTTP: httpContext{
				Method: r.Method, Path: r.URL.Path, Protocol: r.Proto,
				SourceIP: source, UserAgent: r.UserAgent(),
			},
			RequestID: requestID, RouteKey: route.route.key(), Stage: "$default",
			Time:      now.UTC().Format("02/Jan/2006:15:04:05 -0700"),
			TimeEpoch: now.UnixMilli(),
		},
	}
	if len(body) > 0 {
		text := string(body)
		if !isText(r.Header.Get("Content-Type"), body) {
			text, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
		}
		out.Body = &text
	}
	return json.Marshal(out)
}

// isText follows the content type. Text that is not UTF-8 cannot stand in JSON
// as it is; base64 keeps its bytes.
func isText(contentType string, body []byte) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	text := strings.HasPrefix(kind, "text/") ||
		strings.HasSuffix(kind, "+json") || strings.HasSuffix(kind, "+xml")
	switch kind {
	case "application/json", "application/xml", "application/javascript":
		text = true
	}
	return text && utf8.Valid(body)
}

// headers are lower-case, repeated ones joined with commas. What Go takes out
// of the header and what the gateway adds is put in.
func headers(r *http.Request, source string, now time.Time) map[string]string {
	all := make(map[string]string, len(r.Header)+6)
	for name, values := range r.Header {
		if name != "Cookie" {
			all[strings.ToLower(name)] = strings.Join(values, ",")
		}
	}
	all["host"] = r.Host
	if r.ContentLength >= 0 && (r.ContentLength > 0 || r.Method != http.MethodGet) {
		all["content-length"] = strconv.FormatInt(r.ContentLength, 10)
	}
	if known := all["x-forwarded-for"]; known != "" {
		source = known + ", " + source
	}
	all["x-forwarded-for"] = source
	all["x-forwarded-proto"] = "http"
	if _, port, err := net.SplitHostPort(r.Host); err == nil {
		all["x-forwarded-port"] = port
	}
	all["x-amzn-trace-id"] = fmt.Sprintf("Root=1-%08x-%024x", now.Unix(), now.UnixNano())
	return all
}

func cookies(header http.Header) []string {
	var all []string
	for _, line := range header["Cookie"] {
		for cookie := range strings.SplitSeq(line, ";") {
			if cookie = strings.TrimSpace(cookie); cookie != "" {
				all = append(all, cookie)
			}
		}
	}
	return all
}

// query decodes the query string; repeated names are joined with commas. A
// part that cannot be decoded is left out.
func query(raw string) map[string]string {
	values, _ := url.ParseQuery(raw) // keeps what it can read
	if len(values) == 0 {
		return nil
	}
	all := make(map[string]string, len(values))
	for name, list := range values {
		all[name] = strings.Join(list, ",")
	}
	return all
}
