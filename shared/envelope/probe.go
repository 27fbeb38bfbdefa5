package envelope

import "time"

// EventProbe: no ticket is meant. The canary asks whether its queue is read.
const EventProbe = "canary"

// Probe asks outbound to note that it has read its queue, for the canary's run on a
// number. It is a look at a ticket that nobody knows, which is what a function of
// before sees in it: nothing to do.
func Probe(at time.Time, helpdesk, number, run string) Envelope {
	return Envelope{
		Version: Version, Kind: KindTicket, Connection: helpdesk, Delivery: run, ReceivedAt: at,
		Ticket: &Ticket{ID: number, Event: EventProbe},
		Group:  Digest("canary", number), Dedup: Digest("canary", number, run),
	}
}
