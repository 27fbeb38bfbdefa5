package envelope

// Call is what a message of type call tells of a call between the customer in
// From and the business. Its message has the call's id; At is when the call was
// picked up where that is told, else when the event happened.
type Call struct {
	// ByBusiness: the business called the customer.
	ByBusiness bool `json:"by_business,omitempty"`
	// Over: the call has ended, and stands in the ticket. What came before only
	// moves the window.
	Over bool `json:"over,omitempty"`
	// Taken: whoever was called picked up.
	Taken bool `json:"taken,omitempty"`
	// Seconds is how long it lasted, 0 where nobody picked up.
	Seconds int64 `json:"seconds,omitempty"`
}

// OpensWindow reports whether the call opens the customer service window, or
// keeps it open: a customer's call whether it is picked up or not, the
// business's only when the customer picks up.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages
func (c Call) OpensWindow() bool { return !c.ByBusiness || c.Taken }
