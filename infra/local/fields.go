package local

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"ventana/shared/helpdesk"
	"ventana/shared/helpdesk/zendesk"
	"ventana/shared/secret"
)

// ticketField is a custom field as Zendesk makes it.
type ticketField struct {
	Type    string        `json:"type"`
	Title   string        `json:"title"`
	Options []fieldOption `json:"custom_field_options,omitempty"`
}

type fieldOption struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// makeFields gives the simulated helpdesk the fields that show the window and the rating, as
// "ventana setup zendesk" does for a real one, and writes their ids into the
// call document. A document that has them is left alone.
func (h *host) makeFields(ctx context.Context) error {
	wanted := map[string]ticketField{
		"window": {Type: "tagger", Title: "WhatsApp window", Options: []fieldOption{
			{"open", helpdesk.WindowOpen}, {"closing", helpdesk.WindowClosing}, {"closed", helpdesk.WindowClosed},
		}},
		"open until": {Type: "text", Title: "WhatsApp open until"},
		"rating":     {Type: "tagger", Title: zendesk.FieldRating},
	}
	for score := 1; score <= helpdesk.MaxRating; score++ {
		rating := wanted["rating"]
		rating.Options = append(rating.Options, fieldOption{strconv.Itoa(score), helpdesk.RatingTag(score)})
		wanted["rating"] = rating
	}
	var failed error
	err := keepDocument(h.folder.path("secrets", "call.json"), localCall(h.hosts()), func(call *secret.Call) bool {
		for i := range call.Connections {
			one := &call.Connections[i]
			if one.ID != zendeskID || one.BaseURL != h.hosts()["/zendesk"] || one.Fields.Window != "" && one.Fields.Rating != "" {
				continue
			}
			if one.Fields.Rating == "" {
				if one.Fields.Rating, failed = makeField(ctx, one.BaseURL, wanted["rating"]); failed != nil {
					return false
				}
			}
			if one.Fields.Window != "" { // a folder of an earlier release
				return true
			}
			if one.Fields.Window, failed = makeField(ctx, one.BaseURL, wanted["window"]); failed != nil {
				return false
			}
			one.Fields.OpenUntil, failed = makeField(ctx, one.BaseURL, wanted["open until"])
			return failed == nil
		}
		return false
	})
	if err != nil {
		return err
	}
	return failed
}

func makeField(ctx context.Context, base string, field ticketField) (id string, err error) {
	body, err := json.Marshal(map[string]any{"ticket_field": field})
	if err != nil {
		return "", fmt.Errorf("field %s: %w", field.Title, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/api/v2/ticket_fields", bytes.NewReader(body))
	if err != nil {
		return "", fmt.Errorf("field %s: %w", field.Title, err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.SetBasicAuth(inspector+"/token", inspectorKey)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", fmt.Errorf("field %s: %w", field.Title, err)
	}
	defer response.Body.Close()
	var answer struct {
		Field struct {
			ID json.Number `json:"id"`
		} `json:"ticket_field"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || response.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("field %s: the simulator answered %d: %w", field.Title, response.StatusCode, err)
	}
	return answer.Field.ID.String(), nil
}
