package cloudapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"ventana/shared/failure"
	"ventana/shared/provider"
)

// maxRedirects is how often a download may be sent on.
const maxRedirects = 5

const (
	typeHTML = "text/html"
	schemeTo = "https"
)

var (
	errRedirects = errors.New("redirected too often")
	errPlain     = errors.New("not an https address")
	errPage      = errors.New("a web page came in the file's place")
)

// OpenFile fetches a file that ResolveFile told of. The size is in bytes, or
// -1 when the answer does not say. It may take as long as ctx allows: only
// connecting (3 s) and the first answer (30 s) have limits of their own.
//
// A failure is Later with "file_url_expired" when the URL ran out: resolve the
// id again. A refused token waits for operators, and so does a web page where
// no page was expected ("file_refused"), which is what comes of a missing
// token. Broken connections are Later, while reading too: what the body then
// gives is a *failure.Error.
func (c *Client) OpenFile(ctx context.Context, info provider.FileInfo) (io.ReadCloser, int64, error) {
	const op = "cloudapi open file"
	address, err := url.Parse(info.URL)
	if err != nil || address.Host == "" || !c.mayCarryToken(address) {
		return nil, 0, refuse(op, codeAddress, errPlain) // the cause would quote the URL
	}
	request, connected, err := c.prepare(ctx, op, http.MethodGet, info.URL, nil)
	if err != nil {
		return nil, 0, err
	}
	request.Header.Set("Accept", "*/*")
	request.Header.Set("Accept-Encoding", "identity") // the size is that of the bytes
	response, err := c.download.Do(request)
	if err != nil {
		return nil, 0, again(lost(op, connected(), err))
	}
	if err := opened(op, response, info.MIME); err != nil {
		response.Body.Close()
		return nil, 0, err
	}
	return &download{ReadCloser: response.Body, op: op}, response.ContentLength, nil
}

// mayCarryToken: the token goes over TLS, but to a plain BaseURL as its owner
// wants it, on this machine.
func (c *Client) mayCarryToken(address *url.URL) bool {
	return address.Scheme == schemeTo || address.Scheme == "http" && strings.HasPrefix(c.root, "http://")
}

// followToFile follows where Meta keeps its files. Another host gets no token,
// and nobody learns from which URL we come: it opens the file.
func followToFile(request *http.Request, via []*http.Request) error {
	request.Header.Del("Referer")
	switch {
	case len(via) > maxRedirects:
		return errRedirects
	case request.URL.Scheme != schemeTo && via[0].URL.Scheme == schemeTo:
		return errPlain
	case request.URL.Host != via[0].URL.Host:
		request.Header.Del("Authorization")
	}
	return nil
}

// opened holds that an answer is the file.
func opened(op string, response *http.Response, expected string) error {
	switch response.StatusCode {
	case http.StatusOK:
		if baseType(response.Header.Get("Content-Type")) == typeHTML && expected != typeHTML {
			return &failure.Error{Class: failure.Later, Code: codeFileRefused, Wait: waitOperator, Op: op, Err: errPage}
		}
		return nil
	case http.StatusNotFound, http.StatusGone:
		return &failure.Error{Class: failure.Later, Code: codeFileExpired, Wait: waitUnreached, Op: op, Err: &answerError{status: response.StatusCode}}
	}
	text, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswerBytes)) // cut off, it is a refusal all the same
	refusal := again(refused(op, response, text))
	if response.StatusCode != http.StatusUnauthorized && response.StatusCode != http.StatusForbidden {
		return refusal
	}
	waiting := *failure.Of(refusal)
	waiting.Class, waiting.Wait = failure.Later, waitOperator
	return &waiting
}

// download is a file on its way. A connection that breaks, and a file that
// ends before its size, come as a wait.
type download struct {
	io.ReadCloser
	op string
}

func (d *download) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &failure.Error{Class: failure.Later, Code: codeLost, Wait: waitUnreached, Op: d.op, Err: cause(err)}
	}
	return n, err
}
