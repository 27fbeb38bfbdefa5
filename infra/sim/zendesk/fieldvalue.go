package zendesk

import (
	"encoding/json"
	"fmt"
	"slices"
)

// checkValues refuses a tagger value that is no option. Values of unknown
// fields are ignored, as Zendesk ignores them.
func (z *Zendesk) checkValues(values []fieldValue) error {
	for _, v := range values {
		f := z.state.fields.get(int64(v.ID))
		if f == nil || f.Type != "tagger" {
			continue
		}
		choice := textOf(v.Value)
		if choice != "" && !f.offers(choice) {
			return recordInvalid("base", "InvalidValue", "%s: %s is not valid", f.Title, choice)
		}
	}
	return nil
}

func (f *field) offers(choice string) bool {
	return slices.ContainsFunc(f.Options, func(o fieldOption) bool { return o.Value == choice })
}

// changeValues sets custom fields and gives back the tags with a tagger's old
// value taken out and its new one put in, also where the value stays and the
// request gives other tags.
func (z *Zendesk) changeValues(a *action, values []fieldValue, tags []string) []string {
	for _, v := range values {
		f := z.state.fields.get(int64(v.ID))
		if f == nil {
			continue
		}
		previous := textOf(a.ticket.Values[f.ID])
		a.setValue(f, v.Value)
		if f.Type == "tagger" {
			tags = cleanTags(append(minus(tags, []string{previous}), textOf(v.Value)))
		}
	}
	return tags
}

// setValue sets one custom field.
func (a *action) setValue(f *field, value json.RawMessage) {
	previous := a.ticket.Values[f.ID]
	if textOf(previous) == textOf(value) {
		return
	}
	if a.ticket.Values == nil {
		a.ticket.Values = map[int64]json.RawMessage{}
	}
	a.ticket.Values[f.ID] = value
	a.record(fmt.Sprint(f.ID), previous, value)
	a.emit("custom_field_changed", map[string]any{
		"current": map[string]any{"value": value}, "previous": map[string]any{"value": previous},
		"custom_field": map[string]any{"id": idText(f.ID), "title": f.Title, "type": f.Type},
	})
}

// followTags keeps taggers in step with tags that somebody changed: a value
// without its tag goes, and an option among the tags becomes the value of a
// tagger that has none. Which of two options wins is unverified.
func (a *action) followTags(tags []string) {
	for _, id := range sortedIDs(a.z.state.fields) {
		f := a.z.state.fields.get(id)
		value := textOf(a.ticket.Values[id])
		if f.Type != "tagger" || value != "" && slices.Contains(tags, value) {
			continue
		}
		if at := slices.IndexFunc(tags, f.offers); at >= 0 {
			a.setValue(f, raw(tags[at]))
			continue
		}
		a.setValue(f, raw(nil))
	}
}

// fieldsView are the custom fields of a ticket for the playground, or nil.
func (z *Zendesk) fieldsView(t *ticket) map[string]string {
	var fields map[string]string
	for id, value := range t.Values {
		f, text := z.state.fields.get(id), textOf(value)
		if f == nil || text == "" {
			continue
		}
		for _, option := range f.Options {
			if option.Value == text {
				text = option.Name
			}
		}
		if fields == nil {
			fields = map[string]string{}
		}
		fields[f.Title] = text
	}
	return fields
}

// textOf is a JSON text's content; null and nothing are empty, and anything
// else is its JSON.
func textOf(value json.RawMessage) string {
	var text *string
	if json.Unmarshal(value, &text) == nil {
		if text == nil {
			return ""
		}
		return *text
	}
	return string(value)
}
