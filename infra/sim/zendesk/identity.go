package zendesk

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// identity is one way to reach or know a user.
type identity struct {
	ID        int64     `json:"id"`
	User      int64     `json:"user_id"`
	Type      string    `json:"type"`
	Value     string    `json:"value"`
	Verified  bool      `json:"verified"`
	Primary   bool      `json:"primary"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

func (z *Zendesk) identityView(i *identity) map[string]any {
	return map[string]any{
		"id": i.ID, "url": z.link(fmt.Sprintf("/users/%d/identities/%d.json", i.User, i.ID)), "user_id": i.User,
		"type": i.Type, "value": i.Value, "verified": i.Verified, "primary": i.Primary,
		"created_at": i.CreatedAt, "updated_at": i.UpdatedAt,
	}
}

// sharedPhone says whether another user has the number as an identity: only
// its first user has it as a direct line.
func (z *Zendesk) sharedPhone(u *user) bool {
	if u.Phone == "" {
		return false
	}
	owner, taken := z.state.owners[ownerKey("phone_number", u.Phone)]
	return taken && owner != u.ID
}

// identify makes the identities that follow from a user's email and phone. A
// phone that is another user's direct line stays a shared number without one.
func (z *Zendesk) identify(u *user) {
	if u.Email != "" && !z.hasIdentity(u.ID, "email", u.Email) {
		z.addIdentity(u, "email", u.Email, u.Verified)
	}
	if u.Phone != "" && !z.sharedPhone(u) && !z.hasIdentity(u.ID, "phone_number", u.Phone) {
		z.addIdentity(u, "phone_number", u.Phone, false)
	}
}

func (z *Zendesk) hasIdentity(user int64, kind, value string) bool {
	return slices.ContainsFunc(z.state.identitiesOf[user], func(id int64) bool {
		i := z.state.identities.get(id)
		return i.Type == kind && strings.EqualFold(i.Value, value)
	})
}

func (z *Zendesk) addIdentity(u *user, kind, value string, verified bool) *identity {
	now := z.stamp()
	i := &identity{ID: z.state.newID(), User: u.ID, Type: kind, Value: value, Verified: verified,
		Primary: kind == "email" && strings.EqualFold(value, u.Email), CreatedAt: now, UpdatedAt: now}
	z.state.identities.put(i.ID, i)
	z.state.indexIdentity(i)
	return i
}

// listIdentities is GET /users/{id}/identities.
func (z *Zendesk) listIdentities(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	if z.state.users.get(number) == nil {
		return reply{}, recordNotFound()
	}
	return z.page(c, "identities", z.state.identitiesOf[number], func(id int64) any {
		return z.identityView(z.state.identities.get(id))
	})
}

// createIdentity is POST /users/{id}/identities.
func (z *Zendesk) createIdentity(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	u := z.state.users.get(number)
	if u == nil {
		return reply{}, recordNotFound()
	}
	var in struct {
		Type     string `json:"type"`
		Value    string `json:"value"`
		Verified flag   `json:"verified"`
	}
	if err := c.decode("identity", &in); err != nil {
		return reply{}, err
	}
	known := []string{"email", "twitter", "facebook", "google", "agent_forwarding", "phone_number"}
	if !slices.Contains(known, in.Type) {
		return reply{}, recordInvalid("type", "InvalidValue", "Type: %s is not valid", in.Type)
	}
	if strings.TrimSpace(in.Value) == "" {
		return reply{}, recordInvalid("value", "BlankValue", "Value: cannot be blank")
	}
	if owner, taken := z.state.owners[ownerKey(in.Type, in.Value)]; taken {
		// For phone numbers the answer is unverified; a second owner is refused.
		return reply{}, recordInvalid("value", "DuplicateValue", "Value: %s is already being used by user %d", in.Value, owner)
	}
	return reply{http.StatusCreated, map[string]any{
		"identity": z.identityView(z.addIdentity(u, in.Type, in.Value, bool(in.Verified))),
	}}, nil
}
