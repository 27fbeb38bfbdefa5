package zendesk

import (
	"slices"
	"strings"
)

// showMe is GET /users/me: whoever the credential acts as.
func (z *Zendesk) showMe(c *call) (reply, error) { return ok("user", z.userView(c.user)) }

// showUser is GET /users/{id}.
func (z *Zendesk) showUser(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	u := z.state.users.get(number)
	if u == nil {
		return reply{}, recordNotFound()
	}
	return ok("user", z.userView(u))
}

// showManyUsers is GET /users/show_many?ids= or ?external_ids=, at most 100.
// Unknown ones are left out.
func (z *Zendesk) showManyUsers(c *call) (reply, error) {
	var found []int64
	if query := c.r.URL.Query(); query.Has("external_ids") {
		texts := strings.Split(query.Get("external_ids"), ",")
		if len(texts) > maxPageSize {
			return reply{}, invalidAttribute("external_ids must hold between 1 and 100 ids, got %d", len(texts))
		}
		for _, text := range texts {
			if u := z.userByExternalID(text); u != nil {
				found = append(found, u.ID)
			}
		}
	} else {
		list, err := idList(query.Get("ids"))
		if err != nil {
			return reply{}, err
		}
		for _, id := range list {
			if z.state.users.get(id) != nil {
				found = append(found, id)
			}
		}
	}
	return z.offsetPage(c, "users", found, z.showUserID)
}

// searchUsers is GET /users/search?external_id= (the record) or ?query= (of
// which external_id:, phone:, email:, role: and a bare email are understood).
func (z *Zendesk) searchUsers(c *call) (reply, error) {
	query := c.r.URL.Query()
	var found []int64
	switch {
	case query.Has("external_id"):
		if u := z.userByExternalID(query.Get("external_id")); u != nil {
			found = []int64{u.ID}
		}
	case query.Has("query"):
		for _, id := range sortedIDs(z.state.users) {
			if z.state.users.get(id).matches(query.Get("query")) {
				found = append(found, id)
			}
		}
	default:
		return reply{}, invalidAttribute("Parameter query or external_id is required")
	}
	return z.offsetPage(c, "users", found, z.showUserID)
}

func (z *Zendesk) showUserID(id int64) any { return z.userView(z.state.users.get(id)) }

func (u *user) matches(query string) bool {
	for _, word := range strings.Fields(query) {
		name, value, isTerm := strings.Cut(word, ":")
		value = strings.Trim(value, `"`)
		if !isTerm {
			name, value = "email", word
		}
		switch name {
		case "type":
		case "role":
			if u.Role != value {
				return false
			}
		case "email":
			if !strings.EqualFold(u.Email, value) {
				return false
			}
		case "phone":
			if value == "" || strings.TrimPrefix(u.Phone, "+") != strings.TrimPrefix(value, "+") {
				return false
			}
		case "external_id":
			if !strings.EqualFold(u.ExternalID, value) {
				return false
			}
		default:
			return false
		}
	}
	return query != ""
}

// listUsers is GET /users, with ?role= or ?external_id= a part of them.
func (z *Zendesk) listUsers(c *call) (reply, error) {
	query := c.r.URL.Query()
	all := sortedIDs(z.state.users)
	all = slices.DeleteFunc(all, func(id int64) bool {
		u := z.state.users.get(id)
		return query.Has("role") && u.Role != query.Get("role") ||
			query.Has("external_id") && !strings.EqualFold(u.ExternalID, query.Get("external_id"))
	})
	return z.page(c, "users", all, z.showUserID)
}
