package graph

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// subcodeExpired is the subcode of codeBadToken for a token that has ended.
const subcodeExpired = 463

// token is a further access token of the system user. Times are epoch seconds; 0 is
// never.
type token struct {
	Token        string `json:"token"`
	IssuedAt     int64  `json:"issued_at"`
	ExpiresAt    int64  `json:"expires_at"`
	DataAccessAt int64  `json:"data_access_expires_at"`
}

func (t token) expired(now time.Time) bool { return t.ExpiresAt != 0 && now.Unix() >= t.ExpiresAt }

// tokenOrder is the body of the control.
type tokenOrder struct {
	Token  string `json:"token"`
	Ends   string `json:"expires_in"`             // a Go duration; "" = never
	Access string `json:"data_access_expires_in"` // the same
}

// IssueToken makes one more token for the system user, as somebody does in Meta's
// business settings: {"token","expires_in":"240h","data_access_expires_in"}. The one
// that was there at first goes on and never ends.
func (g *Graph) IssueToken(order json.RawMessage) error {
	var o tokenOrder
	decoder := json.NewDecoder(bytes.NewReader(order))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&o); err != nil {
		return fmt.Errorf(`give {"token","expires_in","data_access_expires_in"}: %w`, err)
	}
	if len(o.Token) < 16 {
		return errors.New("token: shorter than 16 characters, which no access token is")
	}
	now := g.now()
	issued := token{Token: o.Token, IssuedAt: now.Unix()}
	for _, end := range []struct {
		name, given string
		at          *int64
	}{{"expires_in", o.Ends, &issued.ExpiresAt}, {"data_access_expires_in", o.Access, &issued.DataAccessAt}} {
		if end.given == "" {
			continue
		}
		lasts, err := time.ParseDuration(end.given)
		if err != nil || lasts <= 0 {
			return fmt.Errorf("%s: %q is no time to come, give one like 240h", end.name, end.given)
		}
		*end.at = now.Add(lasts).Unix()
	}
	g.lock()
	defer g.unlock()
	g.commit(record{Token: &issued})
	return nil
}

// same compares in constant time.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// tokenOf finds a token that was issued, ended ones too.
func (g *Graph) tokenOf(text string) (token, bool) {
	if text != "" && same(text, g.options.AccessToken) {
		return token{Token: text, IssuedAt: 1_767_225_600}, true
	}
	g.lock()
	defer g.unlock()
	issued, known := g.state.tokens[text]
	return issued, known
}

// authorised is nil for a Bearer token that may make the call. The app's own token,
// its id and its secret, may inspect tokens and nothing else here.
func (g *Graph) authorised(r *http.Request, inspects bool) *apiError {
	scheme, text, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "bearer") {
		return failToken()
	}
	if app, secret, isApp := strings.Cut(text, "|"); isApp && inspects {
		if app == appID && g.options.AppSecret != "" && same(secret, g.options.AppSecret) {
			return nil
		}
		e := failToken()
		e.message = "Invalid OAuth access token signature."
		return e
	}
	issued, known := g.tokenOf(text)
	switch {
	case !known:
		return failToken()
	case issued.expired(g.now()):
		e := failToken()
		e.subcode, e.message = subcodeExpired, g.expiry(issued)
		return e
	}
	return nil
}

// expiry is what Meta says of a token that has ended.
func (g *Graph) expiry(t token) string {
	const form = "Monday, 02-Jan-06 15:04:05 MST"
	return fmt.Sprintf("Error validating access token: Session has expired on %s. The current time is %s.",
		time.Unix(t.ExpiresAt, 0).UTC().Format(form), g.now().UTC().Format(form))
}

// debugToken inspects a token.
func (g *Graph) debugToken(r *http.Request) (any, *apiError) {
	asked := r.URL.Query().Get("input_token")
	if asked == "" {
		e := fail(codeWrongParameter, "")
		e.message = "(#100) The parameter input_token is required"
		return nil, e
	}
	issued, known := g.tokenOf(asked)
	if !known {
		return map[string]any{"data": map[string]any{
			"is_valid": false,
			"scopes":   []string{},
			"error":    map[string]any{"code": codeBadToken, "message": "Invalid OAuth access token."},
		}}, nil
	}
	scopes := []string{"whatsapp_business_management", "whatsapp_business_messaging"}
	granular := make([]map[string]any, 0, len(scopes))
	for _, scope := range scopes {
		granular = append(granular, map[string]any{"scope": scope, "target_ids": []string{g.options.WABAID}})
	}
	data := map[string]any{
		"app_id": appID, "type": "SYSTEM_USER", "application": "Ventana", "is_valid": !issued.expired(g.now()),
		"expires_at": issued.ExpiresAt, "data_access_expires_at": issued.DataAccessAt, "issued_at": issued.IssuedAt,
		"scopes": scopes, "granular_scopes": granular, "user_id": "500000000000001",
	}
	if issued.expired(g.now()) {
		data["error"] = map[string]any{"code": codeBadToken, "message": g.expiry(issued), "subcode": subcodeExpired}
	}
	return map[string]any{"data": data}, nil
}
