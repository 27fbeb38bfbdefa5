package zendesk

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A user's roles.
const (
	roleAdmin   = "admin"
	roleAgent   = "agent"
	roleEndUser = "end-user"
)

// user is one person: staff or an end user.
type user struct {
	ID         int64                      `json:"id"`
	Name       string                     `json:"name"`
	Email      string                     `json:"email,omitempty"`
	ExternalID string                     `json:"external_id,omitempty"`
	Phone      string                     `json:"phone,omitempty"`
	Role       string                     `json:"role"`
	Tags       []string                   `json:"tags,omitempty"`
	Notes      string                     `json:"notes,omitempty"`
	Details    string                     `json:"details,omitempty"`
	Locale     string                     `json:"locale,omitempty"`
	Verified   bool                       `json:"verified,omitempty"`
	Fields     map[string]json.RawMessage `json:"user_fields,omitempty"`
	CreatedAt  time.Time                  `json:"created_at"`
	UpdatedAt  time.Time                  `json:"updated_at"`
}

func (u *user) staff() bool { return u.Role == roleAdmin || u.Role == roleAgent }

// userInput is a user in a request. Absent members stay as they are.
type userInput struct {
	Name       *string                    `json:"name"`
	Email      *string                    `json:"email"`
	ExternalID *string                    `json:"external_id"`
	Phone      *string                    `json:"phone"`
	Role       *string                    `json:"role"`
	Tags       *[]string                  `json:"tags"`
	Notes      *string                    `json:"notes"`
	Details    *string                    `json:"details"`
	Locale     *string                    `json:"locale"`
	Verified   *flag                      `json:"verified"`
	Fields     map[string]json.RawMessage `json:"user_fields"`
}

func (z *Zendesk) userView(u *user) map[string]any {
	fields := u.Fields
	if fields == nil {
		fields = map[string]json.RawMessage{}
	}
	return map[string]any{
		"id": u.ID, "url": z.link(fmt.Sprintf("/users/%d.json", u.ID)), "name": u.Name, "email": orNull(u.Email),
		"external_id": orNull(u.ExternalID), "phone": orNull(u.Phone), "shared_phone_number": z.sharedPhone(u),
		"role": u.Role, "verified": u.Verified, "active": true, "suspended": false, "shared": false, "locale": cmp.Or(u.Locale, "en-US"),
		"time_zone": "UTC", "organization_id": nil, "tags": orEmpty(u.Tags), "notes": orNull(u.Notes),
		"details": orNull(u.Details), "user_fields": fields, "created_at": u.CreatedAt, "updated_at": u.UpdatedAt,
	}
}

// userByExternalID matches without regard to case.
func (z *Zendesk) userByExternalID(text string) *user {
	return z.state.users.get(z.state.usersByText[strings.ToLower(text)])
}

func (z *Zendesk) userByEmail(email string) *user {
	return z.state.users.get(z.state.usersByEmail[strings.ToLower(email)])
}

// addUser gives a new user its id and identities.
func (z *Zendesk) addUser(u *user) *user {
	u.ID, u.CreatedAt, u.UpdatedAt = z.state.newID(), z.stamp(), z.stamp()
	z.state.users.put(u.ID, u)
	z.state.indexUser(u)
	z.identify(u)
	return u
}

// createUser is POST /users: an external_id or email in use is refused.
func (z *Zendesk) createUser(c *call) (reply, error) {
	var in userInput
	if err := c.decode("user", &in); err != nil {
		return reply{}, err
	}
	return z.saveUser(c, nil, &in)
}

// createOrUpdateUser is POST /users/create_or_update. It matches by external_id
// or email, never by phone.
func (z *Zendesk) createOrUpdateUser(c *call) (reply, error) {
	var in userInput
	if err := c.decode("user", &in); err != nil {
		return reply{}, err
	}
	var known *user
	if in.ExternalID != nil && *in.ExternalID != "" {
		known = z.userByExternalID(*in.ExternalID)
	}
	if known == nil && in.Email != nil && *in.Email != "" {
		known = z.userByEmail(*in.Email)
	}
	return z.saveUser(c, known, &in)
}

// updateUser is PUT /users/{id}.
func (z *Zendesk) updateUser(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	known := z.state.users.get(number)
	if known == nil {
		return reply{}, recordNotFound()
	}
	var in userInput
	if err := c.decode("user", &in); err != nil {
		return reply{}, err
	}
	return z.saveUser(c, known, &in)
}

// saveUser makes a user when known is nil: 201, else 200.
func (z *Zendesk) saveUser(c *call, known *user, in *userInput) (reply, error) {
	if err := z.checkUser(known, in); err != nil {
		return reply{}, err
	}
	status := http.StatusOK
	if known == nil {
		status = http.StatusCreated
		known = &user{Role: roleEndUser}
		in.assign(known)
		z.addUser(known)
	} else {
		z.state.unindexUser(known)
		in.assign(known)
		known.UpdatedAt = z.stamp()
		z.state.indexUser(known)
		z.state.users.put(known.ID, known)
		z.identify(known)
	}
	c.header.Set("Location", z.link(fmt.Sprintf("/users/%d.json", known.ID)))
	return reply{status, map[string]any{"user": z.userView(known)}}, nil
}

func (z *Zendesk) checkUser(known *user, in *userInput) error {
	if known == nil && in.Name == nil || in.Name != nil && strings.TrimSpace(*in.Name) == "" {
		return recordInvalid("name", "BlankValue", "Name: cannot be blank")
	}
	if in.Locale != nil && locale(*in.Locale) == "" {
		return recordInvalid("locale", "InvalidValue", "Locale: %s is not valid", *in.Locale)
	}
	if in.Role != nil && !slices.Contains([]string{roleAdmin, roleAgent, roleEndUser}, *in.Role) {
		return recordInvalid("role", "InvalidValue", "Role: %s is not valid", *in.Role)
	}
	if in.Email != nil && *in.Email != "" {
		if !strings.Contains(*in.Email, "@") {
			return recordInvalid("email", "InvalidValue", "Email: %s is not properly formatted", *in.Email)
		}
		if other := z.userByEmail(*in.Email); other != nil && other != known {
			return recordInvalid("email", "DuplicateValue", "Email: %s is already being used by another user", *in.Email)
		}
	}
	if in.ExternalID != nil && *in.ExternalID != "" {
		if other := z.userByExternalID(*in.ExternalID); other != nil && other != known {
			return recordInvalid("external_id", "DuplicateValue", "External: %s is already being used by another user", *in.ExternalID)
		}
	}
	return nil
}

func (in *userInput) assign(u *user) {
	for target, value := range map[*string]*string{
		&u.Name: in.Name, &u.Email: in.Email, &u.ExternalID: in.ExternalID, &u.Phone: in.Phone, &u.Role: in.Role,
		&u.Notes: in.Notes, &u.Details: in.Details,
	} {
		if value != nil {
			*target = *value
		}
	}
	if in.Locale != nil {
		u.Locale = locale(*in.Locale)
	}
	if in.Tags != nil {
		u.Tags = cleanTags(*in.Tags)
	}
	if in.Verified != nil {
		u.Verified = bool(*in.Verified)
	}
	for name, value := range in.Fields {
		if u.Fields == nil {
			u.Fields = map[string]json.RawMessage{}
		}
		u.Fields[name] = value
	}
}
