package silence

import "time"

// Patience is how long a canary may take for all its hops. A customer's message
// and its answer take seconds; what waits for minutes is a backlog or an outage.
const Patience = 5 * time.Minute

// Hop is one part of the way.
type Hop string

// The hops, in their order.
const (
	HopWebhook  Hop = "webhook"  // the API took the delivery
	HopInbound  Hop = "inbound"  // the queue handed it to inbound
	HopTicket   Hop = "ticket"   // it stands in its ticket
	HopEvent    Hop = "event"    // the helpdesk told of the reply on it, and the API took that
	HopOutbound Hop = "outbound" // outbound read the reply, and would have sent it
)

// Run is one canary on its way on one number. Times are zero while the hop is not
// reached.
type Run struct {
	ID string // of its message, as WhatsApp would give one
	// Reply is the marker of the reply on its ticket, by which outbound knows it.
	Reply string
	// TicketDay is the day (2026-11-22, UTC) of the ticket that canaries stand in.
	TicketDay string

	SentAt, WebhookAt, InboundAt, TicketAt, EventAt, OutboundAt time.Time

	// ProbedAt is when outbound read what the canary itself put into its queue. Who
	// notes that the helpdesk told of the reply is outbound too; this tells whether
	// it is outbound that stands still, or the helpdesk that is silent.
	ProbedAt time.Time
}

// Leg is how long one hop took.
type Leg struct {
	Hop  Hop
	Took time.Duration
}

// Verdict is what a run tells.
type Verdict struct {
	// Late is the first hop that was not reached within Patience of the start, or
	// empty.
	Late Hop
	Legs []Leg // of the hops that were reached one after the other
}

// Judge says what became of a run whose Patience is over.
func Judge(run Run) Verdict {
	var verdict Verdict
	before := run.SentAt
	for _, hop := range []struct {
		name Hop
		at   time.Time
	}{
		{HopWebhook, run.WebhookAt}, {HopInbound, run.InboundAt}, {HopTicket, run.TicketAt},
		{HopEvent, run.EventAt}, {HopOutbound, run.OutboundAt},
	} {
		if hop.at.IsZero() {
			late := hop.name
			if late == HopEvent && !run.read() {
				late = HopOutbound
			}
			verdict.Late = or(verdict.Late, late)
			break
		}
		if hop.at.Sub(run.SentAt) > Patience {
			verdict.Late = or(verdict.Late, hop.name)
		}
		// Two machines' clocks may differ by milliseconds.
		verdict.Legs = append(verdict.Legs, Leg{hop.name, max(hop.at.Sub(before), 0)})
		before = hop.at
	}
	return verdict
}

// read reports whether outbound read its queue in time.
func (r Run) read() bool {
	return !r.ProbedAt.IsZero() && r.ProbedAt.Sub(r.SentAt) <= Patience
}

func or(first, second Hop) Hop {
	if first != "" {
		return first
	}
	return second
}

// Day is the day of a time, as TicketDay keeps it.
func Day(at time.Time) string { return at.UTC().Format(time.DateOnly) }
