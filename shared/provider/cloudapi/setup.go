package cloudapi

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Number is what Meta says of a business number. Its spellings are Meta's own
// open lists: Status CONNECTED or not, Quality GREEN, YELLOW, RED, UNKNOWN.
type Number struct {
	ID         string `json:"id"`
	Display    string `json:"display_phone_number"`
	Name       string `json:"verified_name"`
	NameStatus string `json:"name_status"`
	Quality    string `json:"quality_rating"`
	Status     string `json:"status"`
	Verified   string `json:"code_verification_status"`
	Platform   string `json:"platform_type"`
	Limit      string `json:"whatsapp_business_manager_messaging_limit"`
	Throughput struct {
		Level string `json:"level"`
	} `json:"throughput"`
	// Webhook says where deliveries go. Number overrides Account, Account
	// overrides Application.
	Webhook struct {
		Number      string `json:"phone_number"`
		Account     string `json:"whatsapp_business_account"`
		Application string `json:"application"`
	} `json:"webhook_configuration"`
}

const numberFields = "id,display_phone_number,verified_name,name_status,quality_rating,status," +
	"code_verification_status,platform_type,throughput,whatsapp_business_manager_messaging_limit,webhook_configuration"

// Number reads a business number.
func (c *Client) Number(ctx context.Context, phoneNumberID string) (Number, error) {
	var number Number
	err := c.call(ctx, "cloudapi read number "+phoneNumberID, http.MethodGet,
		url.PathEscape(phoneNumberID), url.Values{"fields": {numberFields}}, nil, &number)
	return number, err
}

// Subscribe makes the token's app receive the account's deliveries. Doing it
// again changes nothing; without it nothing arrives.
func (c *Client) Subscribe(ctx context.Context, waba string) error {
	return c.call(ctx, "cloudapi subscribe account "+waba, http.MethodPost,
		url.PathEscape(waba)+"/subscribed_apps", nil, nil, nil)
}

// Subscription is one app that receives an account's deliveries.
type Subscription struct {
	AppID string
	Name  string
	// Override is where this account's deliveries go instead of the app's
	// callback; empty for the app's own.
	Override string
}

// Subscriptions lists the apps that receive the account's deliveries.
func (c *Client) Subscriptions(ctx context.Context, waba string) ([]Subscription, error) {
	var answer struct {
		Data []struct {
			App struct {
				ID   string `json:"id"`
				Name string `json:"name"`
			} `json:"whatsapp_business_api_data"`
			Override string `json:"override_callback_uri"`
		} `json:"data"`
	}
	err := c.call(ctx, "cloudapi list subscriptions of "+waba, http.MethodGet,
		url.PathEscape(waba)+"/subscribed_apps", nil, nil, &answer)
	if err != nil {
		return nil, err
	}
	list := make([]Subscription, 0, len(answer.Data))
	for _, item := range answer.Data {
		list = append(list, Subscription{AppID: item.App.ID, Name: item.App.Name, Override: item.Override})
	}
	return list, nil
}

// Token is what Meta says of an access token.
type Token struct {
	AppID  string
	Valid  bool
	Scopes []string
	// ExpiresAt is zero for a token that does not expire.
	ExpiresAt time.Time
	// DataAccessEndsAt is when what it may read ends although the token goes on; zero
	// is never.
	DataAccessEndsAt time.Time
}

// EndsAt is when the token, or what it may read, ends, whichever is first; zero is
// never.
func (t Token) EndsAt() time.Time {
	if access := t.DataAccessEndsAt; t.ExpiresAt.IsZero() || !access.IsZero() && access.Before(t.ExpiresAt) {
		return access
	}
	return t.ExpiresAt
}

// DebugToken reads the client's own token, vouched for by itself. Meta's page asks for
// the app's own token or one of a developer's of the app, and does not speak of system
// users; so an account may refuse this, with a code of permissions or 100.
// https://developers.facebook.com/docs/graph-api/reference/debug_token
func (c *Client) DebugToken(ctx context.Context) (Token, error) {
	var answer struct {
		Data struct {
			AppID     string   `json:"app_id"`
			Valid     bool     `json:"is_valid"`
			Scopes    []string `json:"scopes"`
			ExpiresAt int64    `json:"expires_at"`
			AccessAt  int64    `json:"data_access_expires_at"`
		} `json:"data"`
	}
	err := c.call(ctx, "cloudapi read token", http.MethodGet, "debug_token", url.Values{"input_token": {c.token}}, nil, &answer)
	if err != nil {
		return Token{}, err
	}
	token := Token{AppID: answer.Data.AppID, Valid: answer.Data.Valid, Scopes: answer.Data.Scopes}
	if answer.Data.ExpiresAt > 0 {
		token.ExpiresAt = time.Unix(answer.Data.ExpiresAt, 0).UTC()
	}
	if answer.Data.AccessAt > 0 {
		token.DataAccessEndsAt = time.Unix(answer.Data.AccessAt, 0).UTC()
	}
	return token, nil
}

// Health is whether messages can be sent, and what stands in the way.
type Health struct {
	CanSend  string         `json:"can_send_message"` // AVAILABLE, LIMITED or BLOCKED
	Entities []HealthEntity `json:"entities"`
}

// HealthEntity is one link of the chain: number, account, business, app.
type HealthEntity struct {
	Type    string `json:"entity_type"`
	ID      string `json:"id"`
	CanSend string `json:"can_send_message"`
	Errors  []struct {
		Code        int    `json:"error_code"`
		Description string `json:"error_description"`
		Solution    string `json:"possible_solution"`
	} `json:"errors"`
	Information []string `json:"additional_info"`
}

// Health reads the health of a number, an account or a template by its id.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
func (c *Client) Health(ctx context.Context, id string) (Health, error) {
	var answer struct {
		Health Health `json:"health_status"`
	}
	err := c.call(ctx, "cloudapi read health of "+id, http.MethodGet,
		url.PathEscape(id), url.Values{"fields": {"health_status"}}, nil, &answer)
	return answer.Health, err
}
