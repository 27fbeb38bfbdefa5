package conversation

// State is what became of a message that we sent, as the provider tells it.
type State string

// The states, in the order in which they climb.
const (
	StateAccepted  State = "accepted"
	StateSent      State = "sent"
	StateFailed    State = "failed"
	StateDelivered State = "delivered"
	StateRead      State = "read"
	StatePlayed    State = "played"
)

// Rank orders the states: a message only climbs, in whatever order its statuses
// arrive. Failed stands between sent and delivered, so that it yields to a later
// delivered or read and not to a late sent. An unknown state has rank 0 and
// never wins.
func (s State) Rank() int64 {
	switch s {
	case StateAccepted:
		return 1
	case StateSent:
		return 2
	case StateFailed:
		return 3
	case StateDelivered:
		return 4
	case StateRead:
		return 5
	case StatePlayed:
		return 6
	default:
		return 0
	}
}
