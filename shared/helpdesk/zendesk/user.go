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
	// SkipVerifyEmail: nobody who writes on WhatsApp expects a mail.
	SkipVerifyEmail bool `json:"skip_verify_email"`
}

// EnsureUser makes a customer known, or finds them by their external id and
// renews name and phone, and returns the user's id. A repeat makes no second
// user. Zendesk allows five updates of one user a minute, so keep the id.
//
// A phone number that the account's rules refuse is left out rather than the
// customer.
// https://developer.zendesk.com/api-reference/ticketing/users/users/#create-or-update-user
func (c *Client) EnsureUser(ctx context.Context, user helpdesk.User) (string, error) {
	input := userInput{ExternalID: user.ExternalID, Name: user.Name, Phone: user.Phone, SkipVerifyEmail: true}
	found, err := c.createOrUpdate(ctx, input)
	var told *complaint
	if input.Phone != "" && errors.As(err, &told) && told.about("phone", "phone_number") {
		input.Phone = ""
		found, err = c.createOrUpdate(ctx, input)
	}
	return found, err
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
