package zendesk

import "net/http"

// countTickets is GET /tickets/count. Zendesk's count may be a day old once it
// passes 100,000; this one is always fresh.
func (z *Zendesk) countTickets(*call) (reply, error) {
	return reply{http.StatusOK, map[string]any{"count": map[string]any{
		"value": len(z.live(z.state.ticketIDs)), "refreshed_at": z.stamp(),
	}}}, nil
}

// requestedTickets is GET /users/{id}/tickets/requested.
func (z *Zendesk) requestedTickets(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	if z.state.users.get(number) == nil {
		return reply{}, recordNotFound()
	}
	var own []int64
	for _, id := range z.live(z.state.ticketIDs) {
		if z.state.tickets.get(id).Requester == number {
			own = append(own, id)
		}
	}
	return z.page(c, "tickets", own, z.showTicketID)
}
