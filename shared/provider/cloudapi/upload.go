package cloudapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"ventana/shared/failure"
	"ventana/shared/provider"
)

var (
	errEmptyFile = errors.New("no bytes to upload")
	errLargeFile = errors.New("larger than 100 MB")
	errFileType  = errors.New("no MIME type")
	errNoFileID  = errors.New("no id came back")
)

// UploadFile brings a file to WhatsApp and gives its media id, which lives 30
// days. The body is streamed, never held, and read to Size bytes exactly; after
// the return nobody reads it. It may take as long as ctx allows: only
// connecting (3 s) and the answer after the last byte (30 s) have limits of
// their own.
//
// A failure of the body comes back wrapped (errors.Is, failure.Of find it),
// and provider.ErrSize when it is not Size bytes long. All other failures are
// Meta's: a refused file is Permanent, and a lost answer Later, because an id
// that nobody uses harms nobody. The caller bounds how often it asks.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media
func (c *Client) UploadFile(ctx context.Context, file provider.Upload) (mediaID string, err error) {
	op := "cloudapi upload file to " + file.Number
	switch {
	case file.Size <= 0:
		return "", refuse(op, codeEmpty, errEmptyFile)
	case file.Size > provider.MaxDocumentBytes:
		return "", refuse(op, codeTooLong, errLargeFile)
	case !isMIME(file.MIME):
		return "", refuse(op, codeContent, errFileType)
	}
	body, err := newForm(file)
	if err != nil {
		return "", refuse(op, codeContent, err)
	}
	request, connected, err := c.prepare(ctx, op, http.MethodPost, c.root+"/"+url.PathEscape(file.Number)+"/media", body)
	if err != nil {
		return "", err
	}
	request.ContentLength = body.length
	request.Header.Set("Content-Type", body.contentType)
	id, err := c.deliver(op, request, connected)
	if failed := body.end(); failed != nil {
		return "", fmt.Errorf("%s: read the file: %w", op, failed)
	}
	return id, err
}

// deliver makes the request and reads the media id.
func (c *Client) deliver(op string, request *http.Request, connected func() bool) (string, error) {
	response, err := c.breaker.Do(c.upload, request, nil)
	if err != nil {
		return "", again(lost(op, connected(), err))
	}
	defer response.Body.Close()
	var answer struct {
		ID string `json:"id"`
	}
	if err := decode(op, response, &answer); err != nil {
		return "", again(err)
	}
	if answer.ID == "" {
		return "", &failure.Error{Class: failure.Later, Code: codeUndecodable, Op: op, Err: errNoFileID}
	}
	return answer.ID, nil
}

// isMIME keeps what could break out of a header's line.
func isMIME(mime string) bool {
	return strings.Contains(mime, "/") && strings.IndexFunc(mime, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}
