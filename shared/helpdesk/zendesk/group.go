package zendesk

import (
	"context"
	"strings"
)

// GroupID finds a group by its name as agents see it, whatever its capitals;
// false when there is none. It takes a request for each hundred groups.
// https://developer.zendesk.com/api-reference/ticketing/groups/groups/#list-groups
func (c *Client) GroupID(ctx context.Context, name string) (string, bool, error) {
	groups, err := listAll[named](ctx, c, "/api/v2/groups", "groups")
	if err != nil {
		return "", false, err
	}
	found := ""
	for _, group := range groups {
		switch {
		case group.Name == name:
			return group.ID.String(), true, nil
		case found == "" && strings.EqualFold(group.Name, name):
			found = group.ID.String()
		}
	}
	return found, found != "", nil
}
