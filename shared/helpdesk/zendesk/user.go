package zendesk

import (
	"context"
	"errors"
	"net/http"

	"ventana/shared/helpdesk"
)

// userInput is a user as create_or_update takes it. There is no role: a new
// user is an end user anyway, and an agent who happens to be matched must not
// lose theirs.
type userInput struct {
	ExternalID string `json:"external_id"`
	Name       string `json:"name"`
	Phone      string `json:"phone,omitempty"`
	Locale     string `json:"locale,omitempty"`
	// SkipVerifyEmail: nobody who writes on WhatsApp expects a mail.
	SkipVerifyEmail bool `json:"skip_verify_email"`
}

// EnsureUser makes a customer known, or finds them by their external id and
// renews name, phone and language, and returns the user's id. A repeat makes no
// second user. Zendesk allows five updates of one user a minute, so keep the id.
//
// A phone number or a language that the account refuses is left out rather than
// the customer: accounts have rules for the one and a list of the other.
// https://developer.zendesk.com/api-reference/ticketing/users/users/#create-or-update-user
func (c *Client) EnsureUser(ctx context.Context, user helpdesk.User) (string, error) {
	input := userInput{
		ExternalID: user.ExternalID, Name: user.Name, Phone: user.Phone, Locale: user.Language, SkipVerifyEmail: true,
	}
	for {
		found, err := c.createOrUpdate(ctx, input)
		if !input.yield(err) {
			return found, err
		}
	}
}

// yield leaves out what err complains about, and is false when that is nothing
// that could be left out.
func (u *userInput) yield(err error) bool {
	var told *complaint
	if !errors.As(err, &told) {
		return false
	}
	before := *u
	if told.about("phone", "phone_number") {
		u.Phone = ""
	}
	if told.about("locale", "locale_id") {
		u.Locale = ""
	}
	return *u != before
}

func (c *Client) createOrUpdate(ctx context.Context, input userInput) (string, error) {
	op := "zendesk ensure user " + input.ExternalID
	body, err := encode(op, "user", input)
	if err != nil {
		return "", err
	}
	ask := call{op: op, method: http.MethodPost, path: "/api/v2/users/create_or_update", body: body, effect: repeatable}
	var answer struct {
		User struct {
			ID id `json:"id"`
		} `json:"user"`
	}
	if err := c.do(ctx, ask, &answer); err != nil {
		return "", err
	}
	if answer.User.ID == 0 {
		return "", ask.unreadable()
	}
	return answer.User.ID.String(), nil
}
