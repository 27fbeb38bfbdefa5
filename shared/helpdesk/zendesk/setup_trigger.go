package zendesk

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"ventana/shared/helpdesk"
)

// triggerBody is what the trigger posts. Only ids and words of a fixed set:
// placeholders are put in unescaped, so a quote or a line break in a text would
// break the JSON. The texts are fetched by the look.
const triggerBody = `{"v":1,"event":"comment","ticket_id":"{{ticket.id}}","external_id":"{{ticket.external_id}}",` +
	`"actor_id":"{{current_user.id}}","updated_at":"{{ticket.updated_at_with_timestamp}}"}`

type triggerObject struct {
	ID         id                `json:"id,omitempty"`
	Title      string            `json:"title"`
	Active     bool              `json:"active"`
	Conditions triggerConditions `json:"conditions"`
	Actions    []triggerAction   `json:"actions"`
}

type triggerConditions struct {
	All []triggerCondition `json:"all"`
	Any []triggerCondition `json:"any"`
}

type triggerCondition struct {
	Field    string          `json:"field"`
	Operator string          `json:"operator"`
	Value    json.RawMessage `json:"value"`
}

type triggerAction struct {
	Field string          `json:"field"`
	Value json.RawMessage `json:"value"`
}

// wantedTrigger fires on each comment, public or internal (notes carry
// commands), of a WhatsApp ticket, unless the customer or Ventana's own user
// made the update: the current user is who calls the API, not the author.
func wantedTrigger(user id, webhook string) triggerObject {
	action := [2]string{webhook, triggerBody}
	return triggerObject{
		Title: TriggerTitle, Active: true,
		Conditions: triggerConditions{
			All: []triggerCondition{
				{"update_type", "is", text("Change")},
				{"current_tags", "includes", text(helpdesk.Tag)},
				{"role", "is_not", text("end_user")},
				{"role", "is_not", text(user.String())},
			},
			Any: []triggerCondition{
				{"comment_is_public", "is", text("true")},
				{"comment_is_public", "is", text("false")},
			},
		},
		Actions: []triggerAction{{"notification_webhook", text(action)}},
	}
}

// text is a JSON value of strings.
func text[T string | [2]string](value T) json.RawMessage {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	// Strings always encode.
	_ = encoder.Encode(value)
	return bytes.TrimSpace(out.Bytes())
}

// trigger makes or mends the trigger that calls the webhook.
func (s Setup) trigger(ctx context.Context, report *Report, user id, webhook string) {
	const what = "trigger “" + TriggerTitle + "”"
	list, err := listAll[triggerObject](ctx, s.Client, "/api/v2/triggers", "triggers")
	if err != nil {
		report.refused(what, err)
		return
	}
	wanted := wantedTrigger(user, webhook)
	at := slices.IndexFunc(list, func(t triggerObject) bool { return strings.EqualFold(t.Title, TriggerTitle) })
	state := Made
	switch {
	case at >= 0 && list[at].same(wanted):
		report.add(Fine, what, "")
		return
	case at >= 0:
		state = Mended
		if !s.DryRun {
			err = s.Client.update(ctx, "zendesk mend trigger", http.MethodPut, "/api/v2/triggers/"+list[at].ID.String(), "trigger", wanted)
		}
	case !s.DryRun:
		var made triggerObject
		err = s.Client.create(ctx, "zendesk make trigger", "/api/v2/triggers", "trigger", wanted, &made)
	}
	if err != nil {
		report.refused(what, err)
		return
	}
	report.add(state, what, "")
}

// same compares what matters; values are compared as text, because Zendesk may
// spell a number or a boolean back without quotes.
func (t triggerObject) same(wanted triggerObject) bool {
	return t.Active == wanted.Active && t.fingerprint() == wanted.fingerprint()
}

func (t triggerObject) fingerprint() string {
	var lines []string
	for _, condition := range t.Conditions.All {
		lines = append(lines, "all "+condition.Field+" "+condition.Operator+" "+plain(condition.Value))
	}
	for _, condition := range t.Conditions.Any {
		lines = append(lines, "any "+condition.Field+" "+condition.Operator+" "+plain(condition.Value))
	}
	for _, action := range t.Actions {
		lines = append(lines, "do "+action.Field+" "+plain(action.Value))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// plain is a JSON value without the accidents of its spelling.
func plain(raw json.RawMessage) string {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber() // ids are too large for floats
	var value any
	if decoder.Decode(&value) != nil {
		return string(raw)
	}
	switch value := value.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	}
	again, err := json.Marshal(value)
	if err != nil {
		return string(raw)
	}
	return strings.Trim(string(again), `"`)
}
