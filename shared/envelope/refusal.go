package envelope

import "time"

// Refusal is WhatsApp's word, after it had accepted a part of an agent's reply, that
// the window is closed. What becomes of the reply is outbound's to decide.
type Refusal struct {
	Ticket  string `json:"ticket"`
	Comment string `json:"comment"` // that the reply stands in
	Effect  string `json:"effect"`  // of the part's send
	Message string `json:"message"` // by WhatsApp's id
}

// Refused asks for a decision on a refusal, behind what else is to be done on the
// ticket.
func Refused(at time.Time, helpdesk string, refusal Refusal) Envelope {
	name := Digest("refusal", refusal.Message)
	return Envelope{
		Version: Version, Kind: KindRefusal, Connection: helpdesk, Delivery: name, ReceivedAt: at, Refusal: &refusal,
		Group: Digest("ticket", helpdesk, refusal.Ticket), Dedup: name,
	}
}
