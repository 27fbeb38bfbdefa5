package zendesk

import (
	"context"
	"encoding/json"
	"net/http"
)

// listPage reads one page of a list whose entries stand under member.
func listPage[T any](ctx context.Context, c *Client, ask call, member string) ([]T, page, error) {
	var members map[string]json.RawMessage
	if err := c.do(ctx, ask, &members); err != nil {
		return nil, page{}, err
	}
	var entries []T
	if json.Unmarshal(members[member], &entries) != nil {
		return nil, page{}, ask.unreadable()
	}
	var meta page
	// A list without pages has no meta and ends here.
	if raw, paged := members["meta"]; paged && json.Unmarshal(raw, &meta) != nil {
		return nil, page{}, ask.unreadable()
	}
	return entries, meta, nil
}

// create makes something that a second run would find by its name, and decodes
// the answer's member into value.
func (c *Client) create(ctx context.Context, op, path, member string, input, value any) error {
	body, err := encode(op, member, input)
	if err != nil {
		return err
	}
	ask := call{op: op, method: http.MethodPost, path: path, body: body, effect: repeatable}
	var members map[string]json.RawMessage
	if err := c.do(ctx, ask, &members); err != nil {
		return err
	}
	if json.Unmarshal(members[member], value) != nil {
		return ask.unreadable()
	}
	return nil
}

// update sends a change. Zendesk answers some with an empty body, so none is
// read.
func (c *Client) update(ctx context.Context, op, method, path, member string, input any) error {
	body, err := encode(op, member, input)
	if err != nil {
		return err
	}
	return c.do(ctx, call{op: op, method: method, path: path, body: body, effect: repeatable}, nil)
}
