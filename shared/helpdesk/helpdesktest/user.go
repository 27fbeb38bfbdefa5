package helpdesktest

import (
	"cmp"
	"context"

	"ventana/shared/helpdesk"
)

// EnsureUser makes a user known, or renews what is told of them.
func (d *Desk) EnsureUser(_ context.Context, user helpdesk.User) (id string, err error) {
	err = d.do("EnsureUser", func() error {
		if d.users[user.ExternalID] == "" {
			d.users[user.ExternalID] = d.number()
		}
		id = d.users[user.ExternalID]
		before := d.people[user.ExternalID]
		user.Phone, user.Language = cmp.Or(user.Phone, before.Phone), cmp.Or(user.Language, before.Language)
		d.people[user.ExternalID] = user
		return nil
	})
	return id, err
}

// User is what the helpdesk knows of a user, by the external id; a phone or a
// language that was not told again is still known.
func (d *Desk) User(externalID string) helpdesk.User {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.people[externalID]
}

// DeleteUser makes the helpdesk refuse a user who will get a new id.
func (d *Desk) DeleteUser(externalID string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refusedUser[d.users[externalID]] = true
	delete(d.users, externalID)
}

// SuspendUser makes the helpdesk refuse a user who keeps the id.
func (d *Desk) SuspendUser(externalID string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refusedUser[d.users[externalID]] = true
}
