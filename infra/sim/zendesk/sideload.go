package zendesk

import "slices"

// groupName is the name of the account's only group.
const groupName = "Support"

// sideload adds to a ticket what it names. Unknown words are passed over, as
// Zendesk does (unverified).
func (z *Zendesk) sideload(answer map[string]any, t *ticket, include []string) {
	if slices.Contains(include, "users") {
		users := []map[string]any{}
		for _, id := range slices.Compact([]int64{t.Requester, t.Submitter, t.Assignee}) {
			if u := z.state.users.get(id); u != nil {
				users = append(users, z.userView(u))
			}
		}
		answer["users"] = users
	}
	if slices.Contains(include, "groups") {
		answer["groups"] = []map[string]any{{
			"id": groupID, "url": z.link("/groups/77.json"), "name": groupName, "description": "", "default": true, "deleted": false, "is_public": true,
		}}
	}
}
