package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// fillPolicy puts into a policy what is known only while the story is played.
func (p *Player) fillPolicy(ctx context.Context, text string) (string, error) {
	for _, match := range regexp.MustCompile(`\{in ([^}]*)\}`).FindAllStringSubmatch(text, -1) {
		later, err := time.ParseDuration(match[1])
		if err != nil {
			return "", err
		}
		now, err := p.now(ctx)
		if err != nil {
			return "", err
		}
		text = strings.ReplaceAll(text, match[0], now.Add(later).UTC().Format("15:04"))
	}
	for _, match := range regexp.MustCompile(`<([^<>]+)>`).FindAllStringSubmatch(text, -1) {
		id, err := p.field(ctx, match[1])
		if err != nil {
			return "", err
		}
		text = strings.ReplaceAll(text, match[0], id.String())
	}
	return text, nil
}

// setFields sets custom fields of a ticket, as an agent does on the screen.
func (p *Player) setFields(ctx context.Context, ticket Ticket, values map[string]string) error {
	type value struct {
		ID    json.Number `json:"id"`
		Value string      `json:"value"`
	}
	var fields []value
	for title, text := range values {
		id, err := p.field(ctx, title)
		if err != nil {
			return err
		}
		fields = append(fields, value{id, text})
	}
	if len(fields) == 0 {
		return nil
	}
	body, err := json.Marshal(map[string]any{"ticket": map[string]any{"custom_fields": fields}})
	if err != nil {
		return err
	}
	return p.call(ctx, http.MethodPut, fmt.Sprintf("/zendesk/api/v2/tickets/%d", ticket.ID), body, nil)
}

// field is the id of the helpdesk's field of a title, made where there is none.
func (p *Player) field(ctx context.Context, title string) (json.Number, error) {
	type field struct {
		ID    json.Number `json:"id,omitempty"`
		Type  string      `json:"type"`
		Title string      `json:"title"`
	}
	const path = "/zendesk/api/v2/ticket_fields"
	var list struct {
		Fields []field `json:"ticket_fields"`
	}
	if err := p.call(ctx, http.MethodGet, path+"?page[size]=100", nil, &list); err != nil {
		return "", err
	}
	for _, one := range list.Fields {
		if one.Title == title {
			return one.ID, nil
		}
	}
	var made struct {
		Field field `json:"ticket_field"`
	}
	err := p.post(ctx, path, map[string]any{"ticket_field": field{Type: "text", Title: title}}, &made)
	return made.Field.ID, err
}
