package zendesk

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// macroAction checks one action of a macro, and gives it as Zendesk keeps it: a
// truth becomes a text. Which texts refuse which mistake is unverified.
// https://developer.zendesk.com/documentation/ticketing/reference-guides/actions-reference/
func (z *Zendesk) macroAction(a act) (act, error) {
	invalid := recordInvalid("base", "InvalidValue", "Action: %s is not valid", a.Field)
	var word string
	isText := json.Unmarshal(a.Value, &word) == nil
	one := func(words ...string) (act, error) {
		if !isText || !slices.Contains(words, word) {
			return act{}, invalid
		}
		return a, nil
	}
	switch a.Field {
	case "comment_mode_is_public":
		var public flag
		if json.Unmarshal(a.Value, &public) != nil {
			return act{}, invalid
		}
		return act{Field: a.Field, Value: json.RawMessage(strconv.Quote(strconv.FormatBool(bool(public))))}, nil
	case "comment_value":
		if !isText && !isScoped(a.Value) || isText && word == "" {
			return act{}, invalid
		}
		return a, nil
	case "status": // a macro sets neither new nor closed
		return one("open", "pending", "hold", "solved")
	case "type":
		return one("question", "incident", "problem", "task")
	case "priority":
		return one("", "low", "normal", "high", "urgent")
	case "comment_value_html", "subject", "set_tags", "current_tags", "remove_tags",
		"group_id", "assignee_id", "ticket_form_id", "brand_id", "follower", "custom_status_id":
		if !isText {
			return act{}, invalid
		}
		return a, nil
	}
	if number, isField := strings.CutPrefix(a.Field, "custom_fields_"); isField && isText {
		if id, err := strconv.ParseInt(number, 10, 64); err == nil && z.state.fields.get(id) != nil {
			return a, nil
		}
	}
	return act{}, invalid
}

// isScoped is a text for one channel alone: ["channel:web", "…"].
func isScoped(value json.RawMessage) bool {
	var parts []string
	if json.Unmarshal(value, &parts) != nil || len(parts) != 2 {
		return false
	}
	return slices.Contains([]string{"channel:all", "channel:web", "channel:chat"}, parts[0]) && parts[1] != ""
}
