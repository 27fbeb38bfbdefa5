package envelope

import "time"

// Chore asks for something to be said to a customer that nobody waits for. It is
// decided when its turn comes, by what is then known, and may turn out to be out
// of date.
type Chore struct {
	Purpose  string `json:"purpose"` // the policy's word: "reminder" or "survey"
	Contact  string `json:"contact"` // our ids
	Number   string `json:"number"`
	Helpdesk string `json:"helpdesk"`
	Ticket   string `json:"ticket"`
	// Occasion tells one from another of the same purpose on the same ticket: what
	// has the same occasion is said once.
	Occasion string `json:"occasion"`
}

// NewChore puts a chore into the queue of its ticket. The helpdesk's connection
// is the envelope's.
func NewChore(chore Chore, at time.Time) Envelope {
	name := Digest("chore", chore.Purpose, chore.Helpdesk, chore.Ticket, chore.Occasion)
	return Envelope{
		Version: Version, Kind: KindChore, Connection: chore.Helpdesk, Delivery: name, ReceivedAt: at, Chore: &chore,
		Group: Digest("ticket", chore.Helpdesk, chore.Ticket),
		Dedup: name,
	}
}
