package graph

import (
	"encoding/base64"
	"encoding/json"
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

// getTemplates lists the catalogue, filtered and in pages.
func (g *Graph) getTemplates(r *http.Request) (any, *apiError) {
	query := r.URL.Query()
	size, e := pageSize(query.Get("limit"))
	if e != nil {
		return nil, e
	}
	start, e := decodeCursor(query.Get("after"))
	if e != nil {
		return nil, e
	}
	var matching []template
	for _, t := range builtinTemplates() {
		if t.matches(query) {
			matching = append(matching, t)
		}
	}
	start = min(start, len(matching))
	end := min(start+size, len(matching))
	nodes := []node{}
	for _, t := range matching[start:end] {
		picked, e := t.node().pick("MessageTemplate", query.Get("fields"), "name", "parameter_format", "components", "language", "status", "category")
		if e != nil {
			return nil, e
		}
		nodes = append(nodes, picked)
	}
	next := ""
	if end < len(matching) {
		query.Set("after", encodeCursor(end))
		next = selfURL(r, query)
	}
	return page(nodes, encodeCursor(start), encodeCursor(end), next), nil
}

// matches says whether a template passes the filters of a list.
func (t template) matches(query url.Values) bool {
	equal := func(filter, value string) bool {
		asked := query.Get(filter)
		return asked == "" || strings.EqualFold(asked, value)
	}
	return equal("status", t.Status) && equal("category", t.Category) && equal("language", t.Language) &&
		strings.Contains(t.Name, query.Get("name")) && strings.Contains(t.text("BODY"), query.Get("content"))
}

// node has every field of a template.
func (t template) node() node {
	all := node{}
	raw, err := json.Marshal(t)
	if err == nil {
		err = json.Unmarshal(raw, &all)
	}
	if err != nil {
		panic("graph: template fields: " + err.Error()) // the catalogue is our own and encodes
	}
	all["sub_category"] = "CUSTOM"
	all["previous_category"] = t.Category
	all["quality_score"] = map[string]any{"score": "UNKNOWN", "date": 0}
	all["message_send_ttl_seconds"] = -1
	return all
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

func encodeCursor(position int) string {
	return base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(position)))
}

func decodeCursor(cursor string) (int, *apiError) {
	if cursor == "" {
		return 0, nil
	}
	raw, err := base64.StdEncoding.DecodeString(cursor)
	if err == nil {
		if position, err := strconv.Atoi(string(raw)); err == nil && position >= 0 {
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
