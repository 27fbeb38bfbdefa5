package zendesk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"

	"ventana/shared/failure"
)

// maxAnswer is the largest answer read, in bytes: a page of comments at their
// largest (64 KiB, three times each) stays below it.
const maxAnswer = 10 << 20

// pathSelf shows the user as which we act.
const pathSelf = "/api/v2/users/me"

// effect says what a repeat of a call would do, and so what a lost answer means.
type effect int

const (
	reading    effect = iota
	repeatable        // a write that a repeat does not double
	once              // a write that a repeat would double
)

// call is one request to the API.
type call struct {
	op     string // for errors: "zendesk add comment to ticket 35"
	method string
	path   string // from the account's root
	query  url.Values
	body   []byte
	key    string // Idempotency-Key
	scope  string // of the token; empty is the client's
	effect effect
	class  class // zero is urgent
	// ticket: the path names a ticket, so that RecordNotFound means it is gone.
	ticket bool
	// setsStatus: the body carries a status, so that a complaint about the
	// status need not mean that the ticket is closed.
	setsStatus bool
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   []byte
	// repeated: net/http sent the request again, and the first may have been done.
	repeated bool
}

// do sends a call, with a new token if the first was refused, and decodes the
// answer into value (nil: not wanted).
func (c *Client) do(ctx context.Context, request call, value any) error {
	got, err := c.authorized(ctx, request)
	if err != nil {
		return err
	}
	if got.status < 200 || got.status >= 300 {
		return c.refused(request, got)
	}
	if value == nil {
		return nil
	}
	if err := json.Unmarshal(got.body, value); err != nil {
		return request.unreadable()
	}
	return nil
}

// authorized sends a call with credentials. A 401 is a call that was not done,
// so it is repeated at once with a new token; a second 401 is the answer.
func (c *Client) authorized(ctx context.Context, request call) (reply, error) {
	if err := c.pace(ctx, request); err != nil {
		return reply{}, err
	}
	scope := cmp.Or(request.scope, c.scope)
	header, token, err := c.authorization(ctx, scope)
	if err != nil {
		return reply{}, err
	}
	got, err := c.send(ctx, request, header)
	if err != nil || got.status != http.StatusUnauthorized || token == "" {
		return got, err
	}
	c.forget(token)
	if header, _, err = c.authorization(ctx, scope); err != nil {
		return reply{}, err
	}
	again, err := c.send(ctx, request, header)
	again.repeated = again.repeated || got.repeated
	return again, err
}

// send makes one request and reads its answer, whatever its status.
func (c *Client) send(ctx context.Context, request call, authorization string) (reply, error) {
	watched, sent := watch(ctx, request.key != "")
	message, err := c.message(watched, request, bytes.NewReader(request.body), authorization)
	if err != nil {
		return reply{}, err
	}
	if request.body != nil {
		message.Header.Set("Content-Type", "application/json")
	}
	if request.key != "" {
		message.Header.Set("Idempotency-Key", request.key)
	}
	first, err := c.before(ctx, request, authorization)
	if err != nil {
		return reply{}, err
	}
	response, err := c.breaker.Do(c.http, message, first)
	if err != nil {
		return reply{}, request.broken(err, sent.maybe())
	}
	got, err := c.receive(request, response)
	got.repeated = sent.repeated()
	return got, err
}

// before is what a probe of the circuit asks before a write that a repeat would
// double; nil for all others.
func (c *Client) before(ctx context.Context, request call, authorization string) (*http.Request, error) {
	if request.effect != once {
		return nil, nil
	}
	return c.message(ctx, call{op: request.op, method: http.MethodGet, path: pathSelf}, http.NoBody, authorization)
}

// message is the HTTP request of a call.
func (c *Client) message(ctx context.Context, request call, body io.Reader, authorization string) (*http.Request, error) {
	address := c.base + request.path
	if len(request.query) > 0 {
		address += "?" + request.query.Encode()
	}
	message, err := http.NewRequestWithContext(ctx, request.method, address, body)
	if err != nil {
		return nil, request.fail(failure.Later, "BadAddress", waitOperator, errors.New("base_url is no address"))
	}
	message.Header.Set("Accept", "application/json")
	message.Header.Set("User-Agent", c.userAgent)
	if authorization != "" {
		message.Header.Set("Authorization", authorization)
	}
	return message, nil
}

// receive reads an answer to its end and closes it.
func (c *Client) receive(request call, response *http.Response) (reply, error) {
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return reply{}, request.broken(err, true)
	}
	c.heed(request, response.StatusCode, response.Header, c.noteLimits(response.Header))
	if len(body) > maxAnswer {
		return reply{}, request.unreadable()
	}
	return reply{status: response.StatusCode, header: response.Header, body: body}, nil
}

// encode is a request body. Members keep their order, so that the same value
// always becomes the same bytes: Zendesk compares them under one key.
func encode(op, root string, value any) ([]byte, error) {
	body, err := json.Marshal(map[string]any{root: value})
	if err != nil {
		return nil, &failure.Error{Class: failure.Permanent, Code: "Unencodable", Op: op, Err: err}
	}
	return body, nil
}
