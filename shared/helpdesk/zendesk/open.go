package zendesk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"ventana/shared/breaker"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
)

// maxRedirects is how often an attachment may send us on: Zendesk does it once,
// to where the file is stored.
const maxRedirects = 5

// Codes of an attachment that cannot be had.
const (
	attachmentGone    = "attachment_gone"
	attachmentRefused = "attachment_refused"
	attachmentAddress = "attachment_address"
)

// OpenAttachment gives an attachment's content and its size in bytes, -1 when
// nobody tells it. The caller closes it. The context ends it, also while it is
// read; there is no other limit of time but 30 s for an answer to begin.
//
// Zendesk keeps files on other hosts. Our credentials go to the account's own
// host, over the account's own scheme, and never with a redirect.
//
//	404, 410             Permanent, "attachment_gone"
//	403, malware, a page instead of the file, too many redirects
//	                     Permanent, "attachment_refused"
//	an address that is not https (http only where the account's is)
//	                     Permanent, "attachment_address"
//	401 of the account   Later, 60 s: an operator must mend it
//	timeout, broken, 5xx Later, 10 s or more; also as error of a Read
//
// https://developer.zendesk.com/documentation/ticketing/managing-tickets/working-with-url-properties
func (c *Client) OpenAttachment(ctx context.Context, file helpdesk.Attachment) (io.ReadCloser, int64, error) {
	ask := call{op: "zendesk open attachment " + file.ID, method: http.MethodGet, effect: reading}
	if file.Malware {
		return nil, 0, permanent(ask.op, attachmentRefused, "malware was found in it")
	}
	account, err := url.Parse(c.base)
	if err != nil {
		return nil, 0, ask.fail(failure.Later, "BadAddress", waitOperator, errors.New("base_url is no address"))
	}
	address, err := url.Parse(file.URL)
	if err != nil || !fetchable(address, account) {
		return nil, 0, permanent(ask.op, attachmentAddress, "its address is not one to fetch from")
	}
	own := isOwn(address, account)
	response, err := c.fetchFirst(ctx, ask, address, own)
	for left := maxRedirects; err == nil && isRedirect(response); left-- {
		own = false
		response, err = c.fetchNext(ctx, ask, account, response, left)
	}
	if err != nil {
		return nil, 0, err
	}
	if err := c.attachmentRefusal(ask, response, file, own); err != nil {
		_ = response.Body.Close() // nothing of it is wanted
		return nil, 0, err
	}
	return &attachmentBody{ReadCloser: response.Body, ask: ask}, response.ContentLength, nil
}

// fetchable tells whether an address may be asked at all.
func fetchable(address, account *url.URL) bool {
	return address.Host != "" && address.User == nil &&
		(address.Scheme == "https" || (address.Scheme == "http" && account.Scheme == "http"))
}

func isOwn(address, account *url.URL) bool {
	return address.Scheme == account.Scheme && strings.EqualFold(address.Host, account.Host)
}

func isRedirect(response *http.Response) bool {
	switch response.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	default:
		return false
	}
}

// fetchFirst asks the attachment's own address, with credentials if it is the
// account's, and once more with a new token if the first was refused.
func (c *Client) fetchFirst(ctx context.Context, ask call, address *url.URL, own bool) (*http.Response, error) {
	if !own {
		return c.fetch(ctx, ask, address, "")
	}
	header, token, err := c.authorization(ctx, c.scope)
	if err != nil {
		return nil, err
	}
	response, err := c.fetch(ctx, ask, address, header)
	if err != nil || response.StatusCode != http.StatusUnauthorized || token == "" {
		return response, err
	}
	_ = response.Body.Close() // nothing of it is wanted
	c.forget(token)
	if header, _, err = c.authorization(ctx, c.scope); err != nil {
		return nil, err
	}
	return c.fetch(ctx, ask, address, header)
}

// fetchNext goes where a redirect points, without credentials wherever that is:
// who stores the file gives its own in the address, and may refuse others.
func (c *Client) fetchNext(ctx context.Context, ask call, account *url.URL, from *http.Response, left int) (*http.Response, error) {
	_ = from.Body.Close() // nothing of it is wanted
	if left == 0 {
		return nil, permanent(ask.op, attachmentRefused, "more than five redirects")
	}
	address, err := from.Location()
	if err != nil || !fetchable(address, account) {
		return nil, noRedirect(ask)
	}
	return c.fetch(ctx, ask, address, "")
}

func (c *Client) fetch(ctx context.Context, ask call, address *url.URL, authorization string) (*http.Response, error) {
	watched, sent := watch(ctx, false)
	message, err := http.NewRequestWithContext(watched, ask.method, address.String(), http.NoBody)
	if err != nil {
		return nil, permanent(ask.op, attachmentAddress, "its address is not one to fetch from")
	}
	message.Header.Set("User-Agent", c.userAgent)
	// A compressed answer would not tell the file's size.
	message.Header.Set("Accept-Encoding", "identity")
	if authorization != "" {
		message.Header.Set("Authorization", authorization)
	}
	circuit := c.breaker
	if authorization == "" {
		circuit = nil // another host's, which says nothing of the account
	}
	response, err := circuit.Do(c.streams, message, nil)
	if err != nil {
		return nil, ask.unreached(err, sent.maybe())
	}
	return response, nil
}

// unreached classifies a file whose host did not answer. Whoever has the address
// may open the file, and what net/http says of a host repeats a piece of it, so
// that only the kind of failure is told.
func (request call) unreached(err error, maybeSent bool) error {
	told := request.broken(err, maybeSent)
	var open *breaker.OpenError
	switch {
	case errors.As(told, &open):
	case errors.Is(told, errLocation):
		return noRedirect(request)
	case errors.Is(told, context.Canceled):
		told.Err = context.Canceled
	case errors.Is(told, context.DeadlineExceeded):
		told.Err = context.DeadlineExceeded
	default:
		told.Err = errors.New("the host of the file did not answer")
	}
	return told
}

// noRedirect repeats nothing of where the answer leads.
func noRedirect(ask call) error {
	return permanent(ask.op, attachmentAddress, "redirect to an address that is not one to fetch from")
}

// attachmentRefusal classifies an answer that is not the file; nil when it is.
// own: the account answered itself, having seen our credentials.
func (c *Client) attachmentRefusal(ask call, response *http.Response, file helpdesk.Attachment, own bool) error {
	switch response.StatusCode {
	case http.StatusOK:
		// A page to sign in would otherwise reach the customer as the file.
		if mediaType(response.Header.Get("Content-Type")) == "text/html" && file.MIME != "text/html" {
			return permanent(ask.op, attachmentRefused, "a page came instead of it")
		}
		return nil
	case http.StatusNotFound, http.StatusGone:
		return permanent(ask.op, attachmentGone, "it is not there any more")
	case http.StatusForbidden:
		return permanent(ask.op, attachmentRefused, "it is not given out")
	case http.StatusUnauthorized:
		if !own {
			return permanent(ask.op, attachmentRefused, "it is not given out where the account keeps it")
		}
	}
	return c.refusal(ask, reply{status: response.StatusCode, header: response.Header})
}

// attachmentBody classifies what breaks while a file is read.
type attachmentBody struct {
	io.ReadCloser
	ask call
}

// Read implements io.Reader.
func (b *attachmentBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, b.ask.broken(err, true)
	}
	return n, err
}
