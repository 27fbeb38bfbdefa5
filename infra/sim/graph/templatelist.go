package graph

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Sizes of a page of templates.
const (
	pageUsual = 25
	pageMax   = 1_000
)

const templateNode = "MessageTemplate"

func usualTemplateFields() []string {
	return []string{"name", "parameter_format", "components", "language", "status", "category"}
}

// getTemplates lists the catalogue, filtered and in pages. A cursor names a
// template's place in the order of creation, so that a list that changes
// between two pages loses none that stays.
func (g *Graph) getTemplates(r *http.Request) (any, *apiError) {
	query := r.URL.Query()
	size, e := pageSize(query.Get("limit"))
	if e != nil {
		return nil, e
	}
	after, e := decodeCursor(query.Get("after"))
	if e != nil {
		return nil, e
	}
	g.lock()
	defer g.unlock()
	g.settle()
	var matching []*template
	for _, t := range g.state.templates {
		if t.alive() && t.Seq > after && t.matches(query) {
			matching = append(matching, t)
		}
	}
	shown := matching[:min(size, len(matching))]
	nodes := []node{}
	for _, t := range shown {
		picked, e := g.templateFields(t).pick(templateNode, query.Get("fields"), usualTemplateFields()...)
		if e != nil {
			return nil, e
		}
		nodes = append(nodes, picked)
	}
	if len(shown) == 0 {
		return page(nodes, "", "", ""), nil
	}
	last, next := encodeCursor(shown[len(shown)-1].Seq), ""
	if len(shown) < len(matching) {
		query.Set("after", last)
		next = selfURL(r, query)
	}
	return page(nodes, encodeCursor(shown[0].Seq), last, next), nil
}

// getTemplate is one template by its id.
func (g *Graph) getTemplate(r *http.Request) (any, *apiError) {
	g.lock()
	defer g.unlock()
	g.settle()
	t, e := g.templateOf(r)
	if e != nil {
		return nil, e
	}
	return g.templateFields(t).pick(templateNode, r.URL.Query().Get("fields"), usualTemplateFields()...)
}

// templateOf is the template that a path ends with or holds before its edge.
// The caller holds the lock.
func (g *Graph) templateOf(r *http.Request) (*template, *apiError) {
	id := objectID(r)
	if t := g.state.templateByID(id); t != nil {
		return t, nil
	}
	return nil, failObject(strings.ToLower(r.Method), id)
}

// objectID is the second part of the path, behind the version.
func objectID(r *http.Request) string {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(parts) < 2 {
		return ""
	}
	return parts[1]
}

// matches says whether a template passes the filters of a list.
func (t *template) matches(query url.Values) bool {
	equal := func(filter, value string) bool {
		asked := query.Get(filter)
		return asked == "" || strings.EqualFold(asked, value)
	}
	return equal("status", t.Status) && equal("category", t.Category) && equal("language", t.Language) &&
		equal("quality_score", cmp.Or(t.Quality, qualityUnknown)) &&
		strings.Contains(t.Name, query.Get("name")) && strings.Contains(t.text(componentBody), query.Get("content"))
}

// templateFields has every field of a template. The caller holds the lock.
func (g *Graph) templateFields(t *template) node {
	type score struct {
		Score string `json:"score"`
		Date  int64  `json:"date"`
	}
	all := node{
		"id": t.ID, "name": t.Name, "language": t.Language, "status": t.Status, "category": t.Category,
		"sub_category": "CUSTOM", "parameter_format": t.Format, "components": t.Components, "rejected_reason": t.Rejected,
		"previous_category": cmp.Or(t.Previous, t.Category), "quality_score": score{cmp.Or(t.Quality, qualityUnknown), t.QualityAt},
		"message_send_ttl_seconds": cmp.Or(t.TTL, ttlUnset),
		"health_status":            g.templateHealth(t),
	}
	if t.Next != "" {
		all["correct_category"] = t.Next
	} else {
		all["correct_category"] = t.Category
	}
	return all
}

// templateHealth says whether the template can be sent.
func (g *Graph) templateHealth(t *template) any {
	type problem struct {
		Code        int    `json:"error_code"`
		Description string `json:"error_description"`
	}
	type entity struct {
		Type   string    `json:"entity_type"`
		ID     string    `json:"id"`
		Can    string    `json:"can_send_message"`
		Errors []problem `json:"errors,omitempty"`
	}
	can, told := "AVAILABLE", entity{Type: "MESSAGE_TEMPLATE", ID: t.ID, Can: "AVAILABLE"}
	if t.Status != templateApproved {
		can = "BLOCKED"
		told.Can, told.Errors = can, []problem{{codeTemplateNotApproved, "The message template is not approved."}}
	}
	return map[string]any{"can_send_message": can, "entities": []entity{told, {Type: "WABA", ID: g.options.WABAID, Can: "AVAILABLE"}}}
}

// page is the frame of a list; next is left out on the last page.
func page(nodes []node, before, after, next string) any {
	type cursors struct {
		Before string `json:"before,omitempty"`
		After  string `json:"after,omitempty"`
	}
	type paging struct {
		Cursors cursors `json:"cursors"`
		Next    string  `json:"next,omitempty"`
	}
	return struct {
		Data   []node `json:"data"`
		Paging paging `json:"paging"`
	}{nodes, paging{cursors{before, after}, next}}
}

func pageSize(asked string) (int, *apiError) {
	if asked == "" {
		return pageUsual, nil
	}
	size, err := strconv.Atoi(asked)
	if err != nil || size < 1 || size > pageMax {
		return 0, fail(codeWrongParameter, "Param limit must be 1 to %d - got %q.", pageMax, asked)
	}
	return size, nil
}

func encodeCursor(position int64) string {
	return base64.StdEncoding.EncodeToString([]byte(strconv.FormatInt(position, 10)))
}

func decodeCursor(cursor string) (int64, *apiError) {
	if cursor == "" {
		return 0, nil
	}
	raw, err := base64.StdEncoding.DecodeString(cursor)
	if err == nil {
		if position, err := strconv.ParseInt(string(raw), 10, 64); err == nil && position >= 0 {
			return position, nil
		}
	}
	return 0, fail(codeWrongParameter, "Invalid cursor: %q.", cursor)
}

// selfURL is the address of the request with another query, as the caller
// reached it, mount point included.
func selfURL(r *http.Request, query url.Values) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: r.Host, Path: path, RawQuery: query.Encode()}).String()
}
