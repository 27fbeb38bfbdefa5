package zendesk

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"time"

	"ventana/shared/failure"
)

// ScopeRun is what the functions' tokens may do:
//
//	read           tickets, comments, users, and three things that no resource
//	               scope covers: audits, sideloads, the incremental export
//	tickets:write  open tickets, add comments, tags, reopen
//	users:write    make the customer known before the ticket
//
// https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_audits/
const ScopeRun = "read tickets:write users:write"

// ScopeFiles is what bringing files into the account takes: uploads are in no
// resource that has a scope of its own. Only a client that uploads asks for it,
// and an account that does not give it keeps its files waiting, not its texts.
const ScopeFiles = "write"

// ScopeSetup is what setting up an account takes: webhooks:write and
// triggers:write would do for two of its parts, but ticket fields have no
// scope of their own. Only the command line asks for it.
const ScopeSetup = "read write"

// tokenLife is what we ask for, in seconds: two hours, of at most two days.
const tokenLife = 7200

// refreshEarly is how long before its end a token is replaced, so that none
// dies between our clock and Zendesk's.
const refreshEarly = 5 * time.Minute

// bearer is an OAuth access token.
type bearer struct {
	value string
	until time.Time // when to replace it
}

type tokenRequest struct {
	GrantType    string `json:"grant_type"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	Scope        string `json:"scope"`
	ExpiresIn    int    `json:"expires_in"`
}

type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"`
}

// authorization is the header of a call in a scope, and the token in it if there
// is one.
func (c *Client) authorization(ctx context.Context, scope string) (header, token string, err error) {
	switch {
	case c.oauth != nil:
		token, err = c.accessToken(ctx, scope)
		return "Bearer " + token, token, err
	case c.basic != nil:
		pair := c.basic.Email + "/token:" + c.basic.Token
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(pair)), "", nil
	default:
		return "", "", &failure.Error{Class: failure.Later, Code: "NoCredentials", Wait: waitOperator,
			Op: "zendesk authorize", Err: errors.New("neither OAuth nor Basic is configured")}
	}
}

// accessToken is the scope's current token, or a new one. Callers that come
// while one is asked for share it, and share its failure.
func (c *Client) accessToken(ctx context.Context, scope string) (string, error) {
	c.mu.Lock()
	current := c.tokens[scope]
	c.mu.Unlock()
	if current.value != "" && c.now().Before(current.until) {
		return current.value, nil
	}
	// The first caller's deadline must not fail the others; the HTTP timeout
	// still bounds the call.
	shared := c.refresh.DoChan(scope, func() (any, error) { return c.askToken(context.WithoutCancel(ctx), scope) })
	select {
	case result := <-shared:
		if result.Err != nil {
			return "", result.Err
		}
		fresh, ok := result.Val.(string)
		if !ok {
			return "", errors.New("zendesk token: no string")
		}
		return fresh, nil
	case <-ctx.Done():
		return "", &failure.Error{Class: failure.Later, Wait: waitUnsent, Op: "zendesk token", Err: ctx.Err()}
	}
}

func (c *Client) askToken(ctx context.Context, scope string) (string, error) {
	body, err := json.Marshal(tokenRequest{
		GrantType: "client_credentials", ClientID: c.oauth.ClientID, ClientSecret: c.oauth.ClientSecret,
		Scope: scope, ExpiresIn: tokenLife,
	})
	if err != nil {
		return "", err
	}
	// A second token does no harm, so a lost answer is simply asked for again.
	ask := call{op: "zendesk token", method: http.MethodPost, path: "/oauth/tokens", body: body, effect: repeatable}
	reply, err := c.send(ctx, ask, "")
	if err != nil {
		return "", err
	}
	if reply.status >= 300 {
		return "", tokenRefused(ask, c.refusal(ask, reply))
	}
	var answer tokenAnswer
	if err := json.Unmarshal(reply.body, &answer); err != nil || answer.AccessToken == "" {
		return "", ask.unreadable()
	}
	life := time.Duration(answer.ExpiresIn) * time.Second
	if life <= 0 {
		life = tokenLife * time.Second
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tokens[scope] = bearer{value: answer.AccessToken, until: c.now().Add(life - min(refreshEarly, life/4))}
	return answer.AccessToken, nil
}

// tokenRefused keeps wrong credentials from failing any message for good: they
// are an operator's to mend, and everything waits meanwhile.
func tokenRefused(ask call, refused *failure.Error) error {
	if refused.Class == failure.Permanent {
		return ask.fail(failure.Later, refused.Code, waitOperator, refused.Err)
	}
	return refused
}

// forget drops a token that Zendesk refused, unless it was replaced meanwhile.
func (c *Client) forget(token string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.tokens, func(_ string, current bearer) bool { return current.value == token })
}
