package zendesk

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// patternCreateTicket is the one endpoint that honours Idempotency-Key.
const patternCreateTicket = "POST /api/v2/tickets"

// createTicket is POST /tickets.
func (z *Zendesk) createTicket(c *call) (reply, error) {
	return z.once(c, func() (reply, error) {
		var in ticketInput
		if err := c.decode("ticket", &in); err != nil {
			return reply{}, err
		}
		if in.Comment == nil {
			return reply{}, recordInvalid("base", "BlankValue", "Description: cannot be blank")
		}
		if err := z.check(&in); err != nil {
			return reply{}, err
		}
		t, a := z.newTicket(c, &in)
		c.header.Set("Location", z.link(fmt.Sprintf("/tickets/%d.json", t.ID)))
		return reply{http.StatusCreated, map[string]any{"ticket": z.ticketView(t), "audit": z.auditView(a)}}, nil
	})
}

func (z *Zendesk) newTicket(c *call, in *ticketInput) (*ticket, *audit) {
	requester := z.requester(in, c.user)
	submitter := c.user
	if in.SubmitterID != nil {
		submitter = z.state.users.get(int64(*in.SubmitterID))
	}
	author := z.author(in, submitter)
	t := &ticket{ID: z.state.newTicketID(), Requester: requester.ID, Submitter: author.ID, Channel: channelAPI}
	if in.SubmitterID != nil {
		t.Submitter = submitter.ID
	}
	a := z.begin(t, c.user, channelAPI)
	a.created = true
	a.audit.Client, a.audit.Custom = c.r.UserAgent(), in.Metadata
	t.CreatedAt = a.at
	z.follow(t, in)
	a.emit("created", map[string]any{})
	a.say(author, *in.Comment)
	a.record("requester_id", nil, idText(t.Requester))
	status := statusNew
	if in.AssigneeID != nil {
		status = statusOpen // an assigned ticket is no longer new
	}
	if in.Status == nil {
		in.Status = &status
	}
	z.change(a, in)
	z.state.ticketIDs = append(z.state.ticketIDs, t.ID)
	a.finish()
	return t, a.audit
}

// requester is requester_id, else the inline requester, else who calls.
func (z *Zendesk) requester(in *ticketInput, caller *user) *user {
	switch {
	case in.RequesterID != nil:
		return z.state.users.get(int64(*in.RequesterID))
	case in.Requester == nil:
		return caller
	}
	if u := z.userByEmail(in.Requester.Email); u != nil {
		return u
	}
	name := in.Requester.Name
	if name == "" {
		name = in.Requester.Email
	}
	return z.addUser(&user{Name: name, Email: in.Requester.Email, Role: roleEndUser})
}

// follow makes t the follow-up of a closed ticket. Any other source is ignored
// in silence, as Zendesk ignores it. Tags are inherited unless sent.
func (z *Zendesk) follow(t *ticket, in *ticketInput) {
	if in.FollowsID == nil {
		return
	}
	parent, err := z.openTicket(int64(*in.FollowsID))
	if err != nil || parent.Status != statusClosed {
		return
	}
	t.Follows = parent.ID
	t.Values = maps.Clone(parent.Values)
	if in.Tags == nil {
		tags := slices.Clone(parent.Tags)
		in.Tags = &tags
	}
	parent.Followups = append(parent.Followups, t.ID)
	z.state.tickets.put(parent.ID, parent)
}

// change applies every member of the request but the comment.
func (z *Zendesk) change(a *action, in *ticketInput) {
	t := a.ticket
	a.text("subject", "subject_changed", &t.Subject, in.Subject)
	if in.ExternalID != nil && *in.ExternalID != t.ExternalID {
		z.state.unindexExternalID(t)
		a.text("external_id", "external_id_changed", &t.ExternalID, in.ExternalID)
		z.state.indexExternalID(t)
	}
	a.text("status", "status_changed", &t.Status, in.Status)
	a.text("priority", "priority_changed", &t.Priority, in.Priority)
	a.text("type", "type_changed", &t.Type, in.Type)
	if !a.created {
		a.reference("requester_id", "requester_changed", &t.Requester, in.RequesterID)
	}
	if in.GroupID != nil {
		t.Group = t.group()
		a.reference("group_id", "group_assignment_changed", &t.Group, in.GroupID)
	}
	a.reference("assignee_id", "agent_assignment_changed", &t.Assignee, in.AssigneeID)
	tags := t.Tags
	if in.Tags != nil {
		tags = cleanTags(*in.Tags)
	}
	a.tags(z.changeValues(a, in.CustomFields, tags))
}
