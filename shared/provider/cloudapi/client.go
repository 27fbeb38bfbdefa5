package cloudapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"ventana/shared/breaker"
	"ventana/shared/failure"
)

const (
	// callTimeout ends a call well before the 15 s of the function around it.
	callTimeout = failure.CallTimeout
	dialTimeout = 3 * time.Second
	// idleTimeout keeps connections shorter than Meta's edge does. A function
	// that was frozen between two events would otherwise write to a connection
	// that is gone, and a lost write of a message is ambiguous.
	idleTimeout = 15 * time.Second
	// headerTimeout is how long Meta may look at a whole file before it answers;
	// the calls of callTimeout never get there.
	headerTimeout = 30 * time.Second
	// maxAnswerBytes is far above any answer of the calls made here.
	maxAnswerBytes = 1 << 20
)

// Options configure a Client. HTTP nil is a client with a timeout of 8 seconds
// that follows no redirect: the token would go to wherever it points. Files
// travel over its transport without that timeout, see OpenFile and UploadFile.
type Options struct {
	BaseURL   string // https://graph.facebook.com
	Version   string // v26.0
	Token     string
	HTTP      *http.Client
	UserAgent string
	Breaker   *breaker.Breaker // the Graph API's circuit; nil is none
}

// Client calls the Graph API with one token. It may be used by many goroutines.
type Client struct {
	root      string
	token     string
	userAgent string
	http      *http.Client
	upload    *http.Client
	download  *http.Client
	breaker   *breaker.Breaker
}

// New makes a client; it calls nothing.
func New(o Options) *Client {
	client := o.HTTP
	if client == nil {
		client = defaultHTTP()
	}
	root := strings.TrimRight(o.BaseURL, "/") + "/" + strings.Trim(o.Version, "/")
	return &Client{
		root: root, token: o.Token, userAgent: o.UserAgent,
		http:     client,
		breaker:  o.Breaker,
		upload:   &http.Client{Transport: client.Transport, CheckRedirect: followNone},
		download: &http.Client{Transport: client.Transport, CheckRedirect: followToFile},
	}
}

func followNone(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func defaultHTTP() *http.Client {
	return &http.Client{
		Timeout: callTimeout,
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           (&net.Dialer{Timeout: dialTimeout}).DialContext,
			TLSHandshakeTimeout:   dialTimeout,
			ResponseHeaderTimeout: headerTimeout,
			ForceAttemptHTTP2:     true,
			MaxIdleConnsPerHost:   20,
			IdleConnTimeout:       idleTimeout,
			ExpectContinueTimeout: time.Second,
		},
		CheckRedirect: followNone,
	}
}

// call makes one request and decodes a 200 into out (nil: nothing is decoded).
// path is relative to the version; op names the call in errors.
func (c *Client) call(ctx context.Context, op, method, path string, query url.Values, in, out any) error {
	var body io.Reader
	if in != nil {
		encoded, err := json.Marshal(in)
		if err != nil {
			return &failure.Error{Class: failure.Permanent, Op: op, Err: err}
		}
		body = bytes.NewReader(encoded)
	}
	address := c.root + "/" + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	request, connected, err := c.prepare(ctx, op, method, address, body)
	if err != nil {
		return err
	}
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	first, err := c.before(ctx, op, method, path)
	if err != nil {
		return err
	}
	response, err := c.breaker.Do(c.http, request, first)
	if err != nil {
		return lost(op, connected(), err)
	}
	defer response.Body.Close()
	return decode(op, response, out)
}

// before is what a probe of the circuit asks before it writes: for what is
// written to. A message whose answer is lost is never sent again, so that none
// is risked on a system that is still down.
func (c *Client) before(ctx context.Context, op, method, path string) (*http.Request, error) {
	if method != http.MethodPost {
		return nil, nil
	}
	owner, _, _ := strings.Cut(path, "/")
	first, _, err := c.prepare(ctx, op, http.MethodGet, c.root+"/"+owner+"?fields=id", nil)
	return first, err
}

// prepare makes a request that carries the token. connected tells, once it was
// made, whether it got a connection: without one not a byte was written.
func (c *Client) prepare(ctx context.Context, op, method, address string, body io.Reader) (request *http.Request, connected func() bool, err error) {
	var got atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { got.Store(true) }}
	request, err = http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), method, address, body)
	if err != nil {
		return nil, nil, &failure.Error{Class: failure.Permanent, Code: codeAddress, Op: op, Err: cause(err)}
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Accept", "application/json")
	if c.userAgent != "" {
		request.Header.Set("User-Agent", c.userAgent)
	}
	return request, got.Load, nil
}

func decode(op string, response *http.Response, out any) error {
	text, err := io.ReadAll(io.LimitReader(response.Body, maxAnswerBytes))
	if response.StatusCode != http.StatusOK {
		// A refusal is a refusal even when its text was cut off.
		return refused(op, response, text)
	}
	if err != nil {
		return &failure.Error{Class: failure.Ambiguous, Code: codeLost, Op: op, Err: cause(err)}
	}
	if out == nil {
		return nil
	}
	// A member of another type than today's stays zero and the others count:
	// callers look at what they need.
	var mismatch *json.UnmarshalTypeError
	if err := json.Unmarshal(text, out); err != nil && !errors.As(err, &mismatch) {
		return undecodable(op)
	}
	return nil
}
