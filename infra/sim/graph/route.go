package graph

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Versions that the simulator knows, as in the Graph API changelog.
const (
	versionOldest = 19
	versionNewest = 26
)

// route finds the object and its edge: /v26.0/{object}/{edge}.
func (g *Graph) route(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if parts[0] == mediaHost {
		g.serveMedia(w, r)
		return
	}
	served, known := servedVersion(parts[0], g.now())
	if !known || len(parts) < 2 || len(parts) > 3 {
		failPath(r.URL.Path).write(w)
		return
	}
	w.Header().Set(headerServedByVersion, served)
	if e := g.authorised(r, parts[1] == kindDebug); e != nil {
		e.write(w)
		return
	}
	edge := ""
	if len(parts) == 3 {
		edge = parts[2]
	}
	handle := g.handlers()[route{g.kind(parts[1]), edge, r.Method}]
	if handle == nil {
		failObject(strings.ToLower(r.Method), parts[1]).write(w)
		return
	}
	body, e := handle(r)
	if e != nil {
		e.write(w)
		return
	}
	writeJSON(w, http.StatusOK, body)
}

// route is what the simulator answers to.
type route struct{ kind, edge, method string }

// Kinds of objects.
const (
	kindNumber  = "number"
	kindAccount = "account"
	kindDebug   = "debug_token"
	kindMedia   = "media"

	kindTemplate = "template"
)

func (g *Graph) handlers() map[route]func(*http.Request) (any, *apiError) {
	return map[route]func(*http.Request) (any, *apiError){
		{kindNumber, "messages", http.MethodPost}:            g.postMessage,
		{kindNumber, "", http.MethodGet}:                     g.getNumber,
		{kindAccount, "", http.MethodGet}:                    g.getAccount,
		{kindAccount, "phone_numbers", http.MethodGet}:       g.getNumbers,
		{kindAccount, pricingAnalyticsField, http.MethodGet}: g.getPricingAnalytics,
		{kindAccount, "message_templates", http.MethodGet}:   g.getTemplates,
		{kindAccount, "subscribed_apps", http.MethodGet}:     g.getSubscription,
		{kindAccount, "subscribed_apps", http.MethodPost}:    g.postSubscription,
		{kindAccount, "subscribed_apps", http.MethodDelete}:  g.deleteSubscription,
		{kindDebug, "", http.MethodGet}:                      g.debugToken,
		{kindNumber, "media", http.MethodPost}:               g.postMedia,
		{kindMedia, "", http.MethodGet}:                      g.getMedia,
		{kindMedia, "", http.MethodDelete}:                   g.deleteMedia,

		{kindAccount, "message_templates", http.MethodPost}:   g.postTemplate,
		{kindAccount, "message_templates", http.MethodDelete}: g.deleteTemplates,
		{kindTemplate, "", http.MethodGet}:                    g.getTemplate,
		{kindTemplate, "", http.MethodPost}:                   g.editTemplate,
		{kindTemplate, "unpause", http.MethodPost}:            g.unpauseTemplate,
	}
}

// kind of the object with an id, "" when there is none.
func (g *Graph) kind(id string) string {
	switch id {
	case g.options.PhoneNumberID:
		return kindNumber
	case g.options.WABAID:
		return kindAccount
	case kindDebug:
		return kindDebug
	}
	g.lock()
	defer g.unlock()
	if g.liveMedia(id) != nil {
		return kindMedia
	}
	if g.state.templateByID(id) != nil {
		return kindTemplate
	}
	return ""
}

// servedVersion is the version that answers a call to the one in the path: a
// dead version is served by the oldest that lives at that time.
func servedVersion(path string, now time.Time) (served string, known bool) {
	var major, minor int
	if n, err := fmt.Sscanf(path, "v%d.%d", &major, &minor); n != 2 || err != nil || path != version(major) {
		return "", false
	}
	if major < versionOldest || major > versionNewest {
		return "", false
	}
	for major < versionNewest && !now.Before(versionEnd(major)) {
		major++
	}
	return version(major), true
}

func version(major int) string { return fmt.Sprintf("v%d.0", major) }

// versionEnd is when a version stops; those whose end is not announced last
// beyond any test.
func versionEnd(major int) time.Time {
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	switch major {
	case 19:
		return day(2026, time.May, 21)
	case 20:
		return day(2026, time.September, 24)
	case 21:
		return day(2027, time.January, 21)
	case 22:
		return day(2027, time.May, 20)
	case 23:
		return day(2027, time.October, 8)
	case 24:
		return day(2028, time.February, 18)
	case 25:
		return day(2028, time.July, 29)
	default:
		return day(2100, time.January, 1)
	}
}
