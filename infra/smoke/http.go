package smoke

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"ventana/shared/provider/cloudapi"
	"ventana/shared/secret"
)

// answer is what the API said.
type answer struct {
	status int
	body   string
}

// is compares an answer with the one that must come; an empty body is not looked at.
func (a answer) is(status int, body string) error {
	if a.status != status {
		return failed("answered %d, want %d", a.status, status)
	}
	if body != "" && strings.TrimSpace(a.body) != body {
		return failed("answered another body than %s: somebody else's server?", body)
	}
	return nil
}

// ask sends a request, signed when there is a secret.
func (r *run) ask(ctx context.Context, method, path string, body []byte, appSecret *string) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, method, r.API+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, fmt.Errorf("write request: %w", err)
	}
	request.Header.Set("User-Agent", "ventana smoke")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if appSecret != nil {
		cloudapi.Sign(request.Header, *appSecret, body)
	}
	response, err := r.client.Do(request)
	if err != nil {
		return answer{}, fmt.Errorf("reach the API: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // read to its end
	text, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		return answer{}, fmt.Errorf("read the API's answer: %w", err)
	}
	return answer{response.StatusCode, string(text)}, nil
}

// signed does what Meta does, with each secret that the document has: during a
// rotation both must be taken.
func (r *run) signed(ctx context.Context) {
	if r.Verify == nil {
		r.skip("signed deliveries are taken", failed("no verify document was given"))
		return
	}
	const remedy = "Does the function read this very document? A new one counts after five minutes at most. Else see docs/runbooks/webhook-failures.md."
	for _, c := range r.Verify.Connections {
		if c.Kind != secret.KindCloudAPI {
			continue
		}
		path := "/webhooks/" + url.PathEscape(c.ID)
		query := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {"smoke-4711"}, "hub.verify_token": {c.VerifyToken}}
		handshake, err := r.ask(ctx, http.MethodGet, path+"?"+query.Encode(), nil, nil)
		if err == nil {
			err = handshake.is(http.StatusOK, "smoke-4711")
		}
		r.note(c.ID+": verification is answered", err, remedy)
		for i, appSecret := range c.AppSecrets {
			body, what, err := r.delivery(c.ID)
			if err == nil {
				err = r.expect(ctx, http.StatusOK, path, body, appSecret)
			}
			r.note(fmt.Sprintf("%s: %s signed with app secret %d is taken", c.ID, what, i+1), err, remedy)
		}
	}
}

// delivery is a canary to the connection's first number, whose run nobody began;
// without a number, one that holds no event.
func (r *run) delivery(connection string) (body []byte, what string, err error) {
	if r.Call != nil {
		if c, known := r.Call.Connection(connection); known && len(c.Numbers) > 0 {
			number := c.Numbers[0]
			body, err = cloudapi.Canary{
				Account: number.WABAID, PhoneNumberID: number.PhoneNumberID, Message: "wamid.smoke." + r.NewID(), At: r.Now,
			}.Delivery()
			return body, "a canary", err
		}
	}
	return []byte(`{"object":"whatsapp_business_account","entry":[]}`), "an empty delivery", nil
}
