package zendesk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"

	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// MaxFileBytes is the largest file that Zendesk takes, in bytes.
// https://support.zendesk.com/hc/en-us/articles/4408832757146-Working-with-attachments-in-tickets
const MaxFileBytes = 50 << 20

// tooLarge is the code of a file that Zendesk does not take for its size.
const tooLarge = "too_large"

// MaxFile is the largest file that Upload takes, in bytes.
func (c *Client) MaxFile() int64 { return MaxFileBytes }

// Upload brings a file into the account and gives its token, which one comment
// may use within 60 minutes (NewComment.Uploads). The body is read once, to its
// end, and never held in memory. The context is the only limit of time, but for
// 30 s that Zendesk may take to answer; it must end the body's Read as well, as
// it does a response's, or Upload waits for that. A file whose token is not used
// stands on no ticket and is thrown away by Zendesk, so that a repeat doubles
// nothing and no failure is Ambiguous.
//
//	the body fails             the body's own error, wrapped: errors.Is and As find
//	                           it, and it counts as it was classified there
//	the body is not Size long  unclassified; io.ErrUnexpectedEOF when it is shorter
//	413, or 422 for the size   Permanent, "too_large"; also above MaxFileBytes
//	401                        Later: a body cannot be repeated, another call
//	                           starts with a new token
//	anything else              as for writes that a repeat does not double
//
// Zendesk wants the extension of the name and the content to agree; name and
// type are passed on as they are, what is no type as application/octet-stream.
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/#upload-files
func (c *Client) Upload(ctx context.Context, file helpdesk.File) (string, error) {
	ask := call{
		op: "zendesk upload file", method: http.MethodPost, path: "/api/v2/uploads",
		query: url.Values{"filename": {file.Name}}, scope: c.files, effect: repeatable, class: chore,
	}
	switch {
	case file.Size > MaxFileBytes:
		return "", permanent(ask.op, tooLarge, "file is larger than 50 MB")
	case file.Size <= 0:
		return "", permanent(ask.op, "empty_file", "file is empty, or its size is not known")
	}
	got, err := c.stream(ctx, ask, file)
	if err != nil {
		return "", err
	}
	if got.status < 200 || got.status >= 300 {
		return "", c.uploadRefused(ask, got)
	}
	return uploadToken(ask, got)
}

// stream sends a file and reads the answer, whatever its status.
func (c *Client) stream(ctx context.Context, ask call, file helpdesk.File) (reply, error) {
	if err := c.pace(ctx, ask); err != nil {
		return reply{}, err
	}
	header, token, err := c.authorization(ctx, ask.scope)
	if err != nil {
		return reply{}, err
	}
	content := &fileBody{source: file.Body, left: file.Size}
	watched, sent := watch(ctx, false)
	message, err := c.message(watched, ask, content, header)
	if err != nil {
		return reply{}, err
	}
	message.ContentLength = file.Size
	message.Header.Set("Content-Type", contentType(file.MIME))
	response, err := c.breaker.Do(c.streams, message, nil)
	if err != nil {
		if _, broken := content.stop(); broken != nil {
			return reply{}, fmt.Errorf("%s: read file: %w", ask.op, broken)
		}
		return reply{}, ask.broken(err, sent.maybe())
	}
	// A body that ends early breaks the connection, so the answer is read first.
	got, err := c.receive(ask, response)
	if err != nil && response.StatusCode >= 300 {
		// Who refuses a file early may close while we still write; the status is enough.
		got, err = reply{status: response.StatusCode, header: response.Header}, nil
	}
	left, broken := content.stop()
	switch {
	case err != nil:
		return reply{}, err
	case got.status == http.StatusUnauthorized && token != "":
		return reply{}, c.oldToken(ask, got, token)
	case got.status < 300 && left > 0:
		return reply{}, ask.fail(failure.Unknown, "UnreadFile", 0, errors.Join(errors.New("file was taken before it was read"), broken))
	}
	return got, nil
}

// contentType is the type of a file, which Zendesk insists on.
func contentType(given string) string {
	if _, _, err := mime.ParseMediaType(given); err != nil {
		return "application/octet-stream"
	}
	return given
}

// oldToken drops a token that Zendesk refused. What was sent with it cannot be
// sent again here.
func (c *Client) oldToken(ask call, got reply, token string) *failure.Error {
	c.forget(token)
	refused := c.refusal(ask, got)
	refused.Wait = waitUnsent
	return refused
}

func (c *Client) uploadRefused(ask call, got reply) *failure.Error {
	refused := c.refusal(ask, got)
	if got.status == http.StatusRequestEntityTooLarge || readRefusal(got).tooLarge() {
		return ask.fail(failure.Permanent, tooLarge, 0, refused.Err)
	}
	return refused
}

func uploadToken(ask call, got reply) (string, error) {
	var answer struct {
		Upload struct {
			Token string `json:"token"`
		} `json:"upload"`
	}
	if err := json.Unmarshal(got.body, &answer); err != nil || answer.Upload.Token == "" {
		return "", ask.unreadable()
	}
	return answer.Upload.Token, nil
}

// Discard throws away an uploaded file that no comment will use. Zendesk does so
// itself after 60 minutes, so that a failure may be passed over. One that is
// gone already is none.
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket-attachments/#delete-upload
func (c *Client) Discard(ctx context.Context, token string) error {
	// The token gives access to the file, so that it must not stand in an error.
	ask := call{
		op: "zendesk discard file", method: http.MethodDelete, path: "/api/v2/uploads/" + url.PathEscape(token),
		scope: c.files, effect: repeatable,
	}
	got, err := c.authorized(ctx, ask)
	if err != nil {
		return err
	}
	if got.status == http.StatusNotFound || (got.status >= 200 && got.status < 300) {
		return nil
	}
	return c.refusal(ask, got)
}
