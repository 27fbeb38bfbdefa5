package zendesk

import (
	"slices"
	"strings"
	"time"
)

// searchLag is how far the search index runs behind. Zendesk gives no number,
// "seconds to minutes"; whoever decides anything from the index shall notice.
// The inspector's searches are not delayed.
const searchLag = 30 * time.Second

// search is GET /search?query=type:ticket external_id:…: of the query language
// only external_id, status and tags of tickets are understood.
func (z *Zendesk) search(c *call) (reply, error) {
	terms, err := searchTerms(c.r.URL.Query().Get("query"))
	if err != nil {
		return reply{}, err
	}
	var found []int64
	for _, id := range z.state.ticketIDs {
		t := z.state.tickets.get(id)
		late := c.own && c.now.Sub(t.UpdatedAt) < searchLag
		if !t.Deleted && !late && t.matches(terms) {
			found = append(found, id)
		}
	}
	answer, err := z.offsetPage(c, "results", found, func(id int64) any {
		view := z.ticketView(z.state.tickets.get(id))
		view["result_type"] = "ticket"
		return view
	})
	if err != nil {
		return reply{}, err
	}
	answer.body.(map[string]any)["facets"] = nil
	return answer, nil
}

func searchTerms(query string) (map[string]string, error) {
	terms := map[string]string{}
	for _, word := range strings.Fields(query) {
		name, value, isTerm := strings.Cut(word, ":")
		if !isTerm || !slices.Contains([]string{"type", "external_id", "status", "tags"}, name) {
			return nil, &refusal{status: 422, body: plainError{"invalid", "Invalid search: the simulator knows type, external_id, status and tags, got " + word}}
		}
		terms[name] = strings.Trim(value, `"`)
	}
	if terms["type"] != "" && terms["type"] != "ticket" || len(terms) == 0 {
		return nil, &refusal{status: 422, body: plainError{"invalid", "Invalid search: only type:ticket is searched here"}}
	}
	return terms, nil
}

func (t *ticket) matches(terms map[string]string) bool {
	for name, value := range terms {
		switch name {
		case "external_id":
			if t.ExternalID != value {
				return false
			}
		case "status":
			if t.Status != value {
				return false
			}
		case "tags":
			if !slices.Contains(t.Tags, value) {
				return false
			}
		}
	}
	return true
}
