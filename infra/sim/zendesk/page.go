package zendesk

import (
	"encoding/base64"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Pages: at most 100 records each, and by offset at most 100 pages.
const (
	maxPageSize    = 100
	maxOffsetPages = 100
)

// page answers a list. With page[size] or page[after] it goes by cursor, else
// by offset, as Zendesk's lists do. all holds ids in ascending order, and show
// makes one entry.
func (z *Zendesk) page(c *call, name string, all []int64, show func(int64) any) (reply, error) {
	descending, err := sorting(c.r.URL.Query())
	if err != nil {
		return reply{}, err
	}
	list := all
	if descending {
		list = slices.Clone(all)
		slices.Reverse(list)
	}
	query := c.r.URL.Query()
	if query.Has("page[size]") || query.Has("page[after]") || query.Has("page[before]") {
		return z.cursorPage(c, name, list, descending, show)
	}
	return z.offsetPage(c, name, list, show)
}

// sorting reads sort=created_at, sort=-created_at (or id) and sort_order.
func sorting(query url.Values) (descending bool, err error) {
	member, minus := strings.CutPrefix(query.Get("sort"), "-")
	switch {
	case query.Get("sort_order") != "" && query.Get("sort_order") != "asc" && query.Get("sort_order") != "desc":
		return false, invalidAttribute("sort_order must be asc or desc, got %q", query.Get("sort_order"))
	case member == "created_at" || member == "id" || member == "":
		return minus || query.Get("sort_order") == "desc", nil
	}
	return false, invalidAttribute("sort is not valid: %q", query.Get("sort"))
}

func (z *Zendesk) cursorPage(c *call, name string, list []int64, descending bool, show func(int64) any) (reply, error) {
	query := c.r.URL.Query()
	size, err := positive(query, "page[size]", maxPageSize)
	if err != nil {
		return reply{}, err
	}
	from, to, err := cursorBounds(query, list, descending, size)
	if err != nil {
		return reply{}, err
	}
	entries := []any{}
	for _, id := range list[from:to] {
		entries = append(entries, show(id))
	}
	meta := map[string]any{"has_more": to < len(list), "after_cursor": nil, "before_cursor": nil}
	links := map[string]any{"next": nil, "prev": nil}
	if to > from {
		after, before := cursor(list[to-1]), cursor(list[from])
		meta["after_cursor"], meta["before_cursor"] = after, before
		if to < len(list) {
			links["next"] = z.pageLink(c, map[string]string{"page[after]": after, "page[before]": ""})
		}
		if from > 0 {
			links["prev"] = z.pageLink(c, map[string]string{"page[before]": before, "page[after]": ""})
		}
	}
	return reply{200, map[string]any{name: entries, "meta": meta, "links": links}}, nil
}

// cursorBounds finds the page in the list. A cursor is the id of a record, so
// that what is added meanwhile shifts nothing.
func cursorBounds(query url.Values, list []int64, descending bool, size int) (from, to int, err error) {
	past := func(a, b int64) bool { return (a > b) != descending && a != b }
	if query.Has("page[before]") {
		id, err := cursorID(query.Get("page[before]"))
		if err != nil {
			return 0, 0, err
		}
		to = slices.IndexFunc(list, func(x int64) bool { return x == id || past(x, id) })
		if to < 0 {
			to = len(list)
		}
		return max(0, to-size), to, nil
	}
	if query.Get("page[after]") != "" {
		id, err := cursorID(query.Get("page[after]"))
		if err != nil {
			return 0, 0, err
		}
		from = slices.IndexFunc(list, func(x int64) bool { return past(x, id) })
		if from < 0 {
			from = len(list)
		}
	}
	return from, min(len(list), from+size), nil
}

func cursor(id int64) string {
	return base64.RawURLEncoding.EncodeToString([]byte("o:" + strconv.FormatInt(id, 10)))
}

func cursorID(text string) (int64, error) {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		var id int64
		if id, err = strconv.ParseInt(strings.TrimPrefix(string(data), "o:"), 10, 64); err == nil {
			return id, nil
		}
	}
	return 0, invalidAttribute("page cursor is not valid: %q", text)
}

func (z *Zendesk) offsetPage(c *call, name string, list []int64, show func(int64) any) (reply, error) {
	query := c.r.URL.Query()
	// Unlike page[size], a per_page above the maximum is cut, not refused.
	size, err := positive(query, "per_page", math.MaxInt32)
	if err != nil {
		return reply{}, err
	}
	size = min(size, maxPageSize)
	number := 1
	if query.Has("page") {
		if number, err = strconv.Atoi(query.Get("page")); err != nil || number < 1 || number > maxOffsetPages {
			return reply{}, invalidAttribute("page must lie between 1 and %d, got %q; use cursor pagination beyond",
				maxOffsetPages, query.Get("page"))
		}
	}
	from := min(len(list), (number-1)*size)
	to := min(len(list), from+size)
	entries := []any{}
	for _, id := range list[from:to] {
		entries = append(entries, show(id))
	}
	body := map[string]any{name: entries, "count": len(list), "next_page": nil, "previous_page": nil}
	if to < len(list) {
		body["next_page"] = z.pageLink(c, map[string]string{"page": strconv.Itoa(number + 1)})
	}
	if number > 1 {
		body["previous_page"] = z.pageLink(c, map[string]string{"page": strconv.Itoa(number - 1)})
	}
	return reply{200, body}, nil
}

// positive reads a size between 1 and most; absent is
// the largest page.
func positive(query url.Values, name string, most int) (int, error) {
	if !query.Has(name) {
		return maxPageSize, nil
	}
	n, err := strconv.Atoi(query.Get(name))
	if err != nil || n < 1 || n > most {
		return 0, invalidAttribute("%s must lie between 1 and %d, got %q", name, most, query.Get(name))
	}
	return n, nil
}

// pageLink is the request's own URL with other parameters; "" removes one.
func (z *Zendesk) pageLink(c *call, change map[string]string) string {
	query := c.r.URL.Query()
	for name, value := range change {
		query.Del(name)
		if value != "" {
			query.Set(name, value)
		}
	}
	return z.options.BaseURL + c.r.URL.Path + ".json?" + query.Encode()
}
