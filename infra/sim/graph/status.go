package graph

// statusObject is one element of statuses in a webhook. Source: Messages
// webhook reference, status messages.
type statusObject struct {
	ID              string       `json:"id"`
	Status          string       `json:"status"`
	Timestamp       string       `json:"timestamp"`
	RecipientID     string       `json:"recipient_id,omitempty"`
	RecipientUserID string       `json:"recipient_user_id,omitempty"`
	Opaque          string       `json:"biz_opaque_callback_data,omitempty"`
	Pricing         *pricing     `json:"pricing,omitempty"`
	Errors          []asyncError `json:"errors,omitempty"`
}

// asyncError is an error in a status.
type asyncError struct {
	Code      int       `json:"code"`
	Title     string    `json:"title"`
	Message   string    `json:"message"`
	ErrorData errorData `json:"error_data"`
	Href      string    `json:"href"`
}

// scheduleStatus lets the next planned status of a message happen in its time.
// The caller holds the lock.
func (g *Graph) scheduleStatus(id string) {
	g.after(g.seams.step+g.state.limits.statusDelay(), func() { g.nextStatus(id) })
}

// nextStatus makes the next planned status happen and reports it. The caller
// holds the lock.
func (g *Graph) nextStatus(id string) {
	m := g.state.byID[id]
	if m == nil || len(m.Plan) == 0 {
		return
	}
	status, limits := m.Plan[0], g.state.limits
	at := g.now().Unix()
	g.commit(record{Status: &statusRecord{ID: id, Status: status, At: at}})
	copies := 1
	if limits.DoubleStatuses {
		copies = 2
	}
	body := g.statusBody(m, status, at)
	for range copies {
		g.send(&post{Lane: m.lane(), Body: body, Loose: limits.ShuffleStatuses})
	}
	if len(m.Plan) > 0 {
		g.scheduleStatus(id)
	}
}

// lane keeps the webhooks of one customer in order, strangers' too.
func (m *message) lane() string {
	if m.Customer != "" {
		return m.Customer
	}
	return m.Phone + m.UserID
}

// statusBody is the webhook of one status.
func (g *Graph) statusBody(m *message, status string, at int64) []byte {
	object := statusObject{
		ID:              m.ID,
		Status:          status,
		Timestamp:       seconds(at),
		RecipientID:     m.Phone,
		RecipientUserID: m.UserID,
		Opaque:          m.Opaque,
	}
	v := value{Metadata: metadata{PhoneNumberID: m.Number}}
	if c := g.state.byKey[m.Customer]; c != nil {
		object.RecipientID, object.RecipientUserID = c.Phone, c.UserID
		if status != statusFailed {
			v.Contacts = []contact{newContact(c.Customer, status != statusSent)}
		}
	}
	if status == statusFailed {
		object.Errors = []asyncError{newAsyncError(m.FailCode)}
	}
	if status == statusSent || status == statusDelivered {
		object.Pricing = m.Pricing
	}
	v.Statuses = []statusObject{object}
	return g.envelope(v)
}

func newAsyncError(code int) asyncError {
	_, text := title(code)
	return asyncError{Code: code, Title: text, Message: text, ErrorData: errorData{Details: asyncDetails(code)}, Href: errorPage}
}
