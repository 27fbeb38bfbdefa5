package envelope

// Forward asks for an event to be passed on to the endpoint that answered before
// Ventana did.
type Forward struct {
	// Kind is what the event was: message, echo, call, status, notice, unreadable.
	Kind Kind `json:"kind"`
	// Body is the delivery to send, to the byte.
	Body string `json:"body"`
}

// NewForward asks for e to be passed on, in the order of a group; false when it
// has no origin. dedup names the event, so that SQS may drop a repetition.
func NewForward(e Envelope, group, dedup string) (Envelope, bool) {
	if e.Origin == "" {
		return Envelope{}, false
	}
	return Envelope{
		Version: Version, Kind: KindForward, Connection: e.Connection, Delivery: e.Delivery, ReceivedAt: e.ReceivedAt,
		Forward: &Forward{Kind: e.Kind, Body: e.Origin}, Group: group, Dedup: dedup,
	}, true
}
