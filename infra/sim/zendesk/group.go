package zendesk

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// groupID is the default group, to which a ticket belongs that says nothing.
const groupID = 77

// groupNames are the account's groups, which cannot be changed.
func groupNames() map[int64]string { return map[int64]string{groupID: "Support", 78: "Supervisors"} }

func (z *Zendesk) groupView(id int64) map[string]any {
	return map[string]any{
		"id": id, "url": z.link(fmt.Sprintf("/groups/%d.json", id)), "name": groupNames()[id], "description": "",
		"default": id == groupID, "deleted": false, "is_public": true,
	}
}

// listGroups is GET /groups.
func (z *Zendesk) listGroups(c *call) (reply, error) {
	return z.page(c, "groups", slices.Sorted(maps.Keys(groupNames())), func(id int64) any { return z.groupView(id) })
}

// group is where the ticket belongs.
func (t *ticket) group() int64 { return cmp.Or(t.Group, groupID) }

// checkGroup refuses a group that is not there.
func checkGroup(id *idInput) error {
	if id != nil && groupNames()[int64(*id)] == "" {
		return recordInvalid("group", "InvalidValue", "Group: %d is not valid", int64(*id))
	}
	return nil
}

// sideload adds to an answer what its tickets name. Unknown words are passed
// over, as Zendesk does (unverified).
func (z *Zendesk) sideload(answer map[string]any, include []string, tickets ...*ticket) {
	var people, groups []int64
	for _, t := range tickets {
		people = append(people, t.Requester, t.Submitter, t.Assignee)
		groups = append(groups, t.group())
	}
	if slices.Contains(include, "users") {
		users := []map[string]any{}
		for _, id := range once(people) {
			if u := z.state.users.get(id); u != nil {
				users = append(users, z.userView(u))
			}
		}
		answer["users"] = users
	}
	if slices.Contains(include, "groups") {
		views := []map[string]any{}
		for _, id := range once(groups) {
			views = append(views, z.groupView(id))
		}
		answer["groups"] = views
	}
}

func once(ids []int64) []int64 { return slices.Compact(slices.Sorted(slices.Values(ids))) }
