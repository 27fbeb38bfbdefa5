package zendesk

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The life of a token in seconds: Zendesk takes what lies between, exclusively.
const (
	minTokenLife = 300
	maxTokenLife = 172800
)

// token is one access token, kept under its digest.
type token struct {
	User      int64     `json:"user"`
	Scope     string    `json:"scope"`
	ExpiresAt time.Time `json:"expires_at,omitzero"` // zero: does not expire
}

func tokenDigest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

type tokenRequest struct {
	GrantType    string `json:"grant_type"`
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	Scope        string `json:"scope"`
	ExpiresIn    *int64 `json:"expires_in"`
}

// createToken is POST /oauth/tokens, grant client_credentials. The token acts
// as the user who made the client: here the integration's own.
func (z *Zendesk) createToken(w http.ResponseWriter, r *http.Request) {
	answer, err := z.grant(r)
	if err != nil {
		asRefusal(err).write(w)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (z *Zendesk) grant(r *http.Request) (any, error) {
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	request, err := readTokenRequest(r.Header.Get("Content-Type"), body)
	if err != nil {
		return nil, tokenError(http.StatusBadRequest, "invalid_request",
			"The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed.")
	}
	if err := z.checkGrant(request); err != nil {
		return nil, err
	}
	text := "at_" + z.newToken()
	z.mu.Lock()
	defer z.unlock()
	now := z.now()
	granted := &token{User: z.integration, Scope: request.Scope}
	if request.ExpiresIn != nil {
		granted.ExpiresAt = now.Add(time.Duration(*request.ExpiresIn) * time.Second)
	}
	z.dropExpiredTokens(now)
	z.state.tokens.put(tokenDigest(text), granted)
	// No refresh token: a client asks again (unverified for this grant).
	return map[string]any{
		"access_token": text, "token_type": "bearer", "scope": request.Scope, "expires_in": request.ExpiresIn,
	}, nil
}

// readTokenRequest reads JSON, as Zendesk's examples send it, and forms, as
// RFC 6749 has it and OAuth libraries send it.
func readTokenRequest(contentType string, body []byte) (request tokenRequest, err error) {
	kind, _, _ := mime.ParseMediaType(contentType) // of no form is of no kind
	switch kind {
	case "application/json":
		return request, json.Unmarshal(body, &request)
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return request, err
		}
		request = tokenRequest{
			GrantType: form.Get("grant_type"), ClientID: form.Get("client_id"), ClientSecret: form.Get("client_secret"),
			Scope: form.Get("scope"),
		}
		if !form.Has("expires_in") {
			return request, nil
		}
		life, err := strconv.ParseInt(form.Get("expires_in"), 10, 64)
		request.ExpiresIn = &life
		return request, err
	}
	return request, fmt.Errorf("a body of type %q is not read", contentType)
}

func (z *Zendesk) checkGrant(request tokenRequest) error {
	if request.GrantType != "client_credentials" {
		return tokenError(http.StatusBadRequest, "unsupported_grant_type",
			"The authorization grant type is not supported by the authorization server.")
	}
	if z.options.ClientID == "" || !same(request.ClientID, z.options.ClientID) || !same(request.ClientSecret, z.options.ClientSecret) {
		return tokenError(http.StatusUnauthorized, "invalid_client",
			"Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.")
	}
	if !validScope(request.Scope) {
		return tokenError(http.StatusBadRequest, "invalid_scope", "The requested scope is invalid, unknown, or malformed.")
	}
	if life := request.ExpiresIn; life != nil && (*life <= minTokenLife || *life >= maxTokenLife) {
		// The vendor gives the bounds, not the answer: status and code are unverified.
		return tokenError(http.StatusBadRequest, "invalid_request",
			"expires_in must be greater than 300 and less than 172800")
	}
	return nil
}

func tokenError(status int, code, description string) *refusal {
	return &refusal{status: status, body: oauthError{code, description}}
}

func (z *Zendesk) dropExpiredTokens(now time.Time) {
	for digest, t := range z.state.tokens.rows {
		if t.expired(now) {
			z.state.tokens.drop(digest)
		}
	}
}

func (t *token) expired(now time.Time) bool { return !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) }

// authenticate finds who calls. z.mu is held.
func (z *Zendesk) authenticate(c *call) error {
	header := c.r.Header.Get("Authorization")
	if text, isBearer := strings.CutPrefix(header, "Bearer "); isBearer {
		granted := z.state.tokens.get(tokenDigest(text))
		if granted == nil || granted.expired(c.now) {
			return invalidToken()
		}
		c.user, c.scope, c.own = z.state.users.get(granted.User), granted.Scope, true
		return nil
	}
	email, isStaff := z.basic(c.r)
	if !isStaff {
		return unauthenticated()
	}
	id, known := z.state.usersByEmail[strings.ToLower(email)]
	if !known || !z.state.users.get(id).staff() {
		return unauthenticated()
	}
	c.user = z.state.users.get(id)
	return nil
}

// basic reads the legacy credential "email/token:token". The token is the
// account's: it acts as whichever member of staff stands before it.
func (z *Zendesk) basic(r *http.Request) (email string, ok bool) {
	name, password, present := r.BasicAuth()
	email, isToken := strings.CutSuffix(name, "/token")
	ok = present && isToken && z.options.InspectorToken != "" && same(password, z.options.InspectorToken)
	return email, ok
}

// inspector says whether a request is exempt from faults.
func (z *Zendesk) inspector(r *http.Request) bool {
	_, ok := z.basic(r)
	return ok
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// validScope knows "read", "write", "impersonate" and "resource:read|write",
// separated by spaces.
func validScope(scope string) bool {
	resources := []string{"tickets", "users", "auditlogs", "organizations", "hc", "apps", "triggers", "automations",
		"targets", "webhooks", "macros", "requests", "satisfaction_ratings", "dynamic_content", "any_channel", "web_widget", "zis"}
	words := strings.Fields(scope)
	for _, word := range words {
		resource, access, isPair := strings.Cut(word, ":")
		switch {
		case !isPair && (word == "read" || word == "write" || word == "impersonate"):
		case isPair && slices.Contains(resources, resource) && (access == "read" || access == "write"):
		default:
			return false
		}
	}
	return len(words) > 0
}

// checkScope refuses a token whose scope does not cover the route. Write does
// not include read, as with Zendesk.
func checkScope(c *call, rt route) error {
	if c.scope == "" {
		return nil
	}
	need := "write"
	if c.r.Method == http.MethodGet || c.r.Method == http.MethodHead {
		need = "read"
	}
	words := strings.Fields(c.scope)
	if slices.Contains(words, need) || slices.Contains(words, rt.scope+":"+need) {
		return nil
	}
	if rt.scope == "" {
		return missingScope(need)
	}
	return missingScope(rt.scope + ":" + need)
}
