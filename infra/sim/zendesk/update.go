package zendesk

import "net/http"

// updateTicket is PUT /tickets/{id}. A comment changes no status: an end
// user's comment that an agent's credential adds leaves a solved ticket solved.
func (z *Zendesk) updateTicket(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	t, err := z.openTicket(number)
	if err != nil {
		return reply{}, err
	}
	var in ticketInput
	if err := c.decode("ticket", &in); err != nil {
		return reply{}, err
	}
	a, err := z.update(t, &in, c.user, channelAPI, c.r.UserAgent())
	if err != nil {
		return reply{}, err
	}
	return reply{http.StatusOK, map[string]any{"ticket": z.ticketView(t), "audit": z.auditView(a)}}, nil
}

// update changes a ticket as actor. It changes everything or nothing.
func (z *Zendesk) update(t *ticket, in *ticketInput, actor *user, channel, client string) (*audit, error) {
	if t.Status == statusClosed {
		return nil, closedTicket()
	}
	if err := in.fresh(t); err != nil {
		return nil, err
	}
	if err := z.check(in); err != nil {
		return nil, err
	}
	a := z.begin(t, actor, channel)
	a.audit.Client, a.audit.Custom = client, in.Metadata
	if in.Comment != nil {
		a.say(z.author(in, actor), *in.Comment)
	}
	z.change(a, in)
	a.finish()
	return a.audit, nil
}
