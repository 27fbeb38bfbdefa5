package cloudapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"ventana/shared/failure"
	"ventana/shared/template"
)

const templateFields = "id,name,language,status,category,sub_category,components,quality_score,parameter_format," +
	"rejected_reason,previous_category,message_send_ttl_seconds"

const (
	// templatePage keeps an answer far below maxAnswerBytes: a template with all
	// its samples has some kilobytes.
	templatePage = 50
	// maxTemplatePages is more than the 6,000 templates that an account may have.
	maxTemplatePages = 200
)

// ListTemplates reads all templates of an account, in every state, with WABA
// filled in: the whole list or an error, never a part of it. A page that fails,
// that cannot be read, or that leads back to one before fails the list.
// Reading harms nothing, so that no failure is Ambiguous. Each page is a call of
// at most 8 seconds; a usual account has one or two.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management
func (c *Client) ListTemplates(ctx context.Context, waba string) ([]template.Template, error) {
	op := "cloudapi list templates of " + waba
	all, position := []template.Template{}, map[string]int{}
	seen, after := map[string]bool{}, ""
	for range maxTemplatePages {
		page, next, err := c.templates(ctx, op, waba, after)
		if err != nil {
			return nil, again(err)
		}
		for _, one := range page {
			// The list can change between two pages and tell one twice.
			if at, twice := position[one.ID]; twice {
				all[at] = one
				continue
			}
			position[one.ID] = len(all)
			all = append(all, one)
		}
		if next == "" {
			return all, nil
		}
		if seen[next] {
			return nil, unlistable(op, "a page leads back to one before")
		}
		seen[next], after = true, next
	}
	return nil, unlistable(op, "more than "+strconv.Itoa(maxTemplatePages)+" pages")
}

// templates reads one page and where the next one begins, "" after the last.
// Only the cursor is taken from the answer: the token goes to no address but
// our own.
func (c *Client) templates(ctx context.Context, op, waba, after string) ([]template.Template, string, error) {
	var answer struct {
		Data   []json.RawMessage `json:"data"`
		Paging json.RawMessage   `json:"paging"`
	}
	query := url.Values{"fields": {templateFields}, "limit": {strconv.Itoa(templatePage)}}
	if after != "" {
		query.Set("after", after)
	}
	if err := c.call(ctx, op, http.MethodGet, templatesPath(waba), query, nil, &answer); err != nil {
		return nil, "", err
	}
	if answer.Data == nil {
		return nil, "", unlistable(op, "an answer without templates")
	}
	page := make([]template.Template, 0, len(answer.Data))
	for _, raw := range answer.Data {
		one := template.Template{WABA: waba}
		if json.Unmarshal(raw, &one) != nil || one.ID == "" || one.Name == "" || one.Language == "" {
			return nil, "", unlistable(op, "a template that cannot be read")
		}
		page = append(page, one)
	}
	next, readable := cursor(answer.Paging)
	if !readable {
		return nil, "", unlistable(op, "paging that cannot be read")
	}
	return page, next, nil
}

// cursor is where the next page begins, "" after the last; false when there is
// one and nobody can say where.
func cursor(paging json.RawMessage) (next string, readable bool) {
	if absent(paging) {
		return "", true
	}
	frame, readable := members(paging)
	if absent(frame["next"]) {
		return "", readable
	}
	cursors, _ := members(frame["cursors"]) // no object has no cursor
	next = scalar(cursors["after"])
	return next, next != ""
}

// unlistable is a list that cannot be trusted; asked again it may be whole.
func unlistable(op, why string) error {
	return &failure.Error{Class: failure.Later, Code: codeUndecodable, Wait: waitOutage, Op: op, Err: errors.New(why)}
}

func templatesPath(waba string) string { return url.PathEscape(waba) + "/message_templates" }

// CreatedTemplate is what Meta made of a request: Status is PENDING as a rule,
// Category may be another than the one asked for.
type CreatedTemplate struct {
	ID       string
	Status   string
	Category string
}

// CreateTemplate sends a new template to review; body is that of
// template.CreateBody. What Meta refuses has the code of the rule (2388040) and
// Meta's own words about the template. After an Ambiguous error it may exist:
// list before asking again.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management
func (c *Client) CreateTemplate(ctx context.Context, waba string, body []byte) (CreatedTemplate, error) {
	op := "cloudapi create template of " + waba
	var answer struct {
		ID       json.RawMessage `json:"id"` // a string or a number
		Status   string          `json:"status"`
		Category string          `json:"category"`
	}
	if err := c.call(ctx, op, http.MethodPost, templatesPath(waba), nil, json.RawMessage(body), &answer); err != nil {
		return CreatedTemplate{}, err
	}
	created := CreatedTemplate{ID: scalar(answer.ID), Status: answer.Status, Category: answer.Category}
	if created.ID == "" {
		return CreatedTemplate{}, undecodable(op)
	}
	return created, nil
}

// EditTemplate replaces parts of a template, by its id, and sends it to review
// again; body is that of template.EditBody. Errors as for CreateTemplate; each
// edit of an approved template counts against Meta's limits.
func (c *Client) EditTemplate(ctx context.Context, id string, body []byte) error {
	return c.changed(ctx, "cloudapi edit template "+id, http.MethodPost, url.PathEscape(id), nil, json.RawMessage(body))
}

// DeleteTemplate deletes a template by name and id, or in all its languages when
// id is empty. The name of one that was approved stays blocked for 30 days.
func (c *Client) DeleteTemplate(ctx context.Context, waba, name, id string) error {
	query := url.Values{"name": {name}}
	if id != "" {
		query.Set("hsm_id", id)
	}
	return c.changed(ctx, "cloudapi delete template of "+waba, http.MethodDelete, templatesPath(waba), query, nil)
}

// changed makes a call that Meta answers with its success.
func (c *Client) changed(ctx context.Context, op, method, path string, query url.Values, in any) error {
	var answer struct {
		Success bool `json:"success"`
	}
	if err := c.call(ctx, op, method, path, query, in, &answer); err != nil {
		return err
	}
	if !answer.Success {
		return &failure.Error{Class: failure.Permanent, Code: codeContent, Op: op, Err: errors.New("http 200 without success")}
	}
	return nil
}
