package graph

// statusObject is one element of statuses in a webhook. Source: Messages
// webhook reference, status messages.
type statusObject struct {
	ID              string        `json:"id"`
	Type            string        `json:"type,omitempty"` // "call" of a call's, else absent
	Status          string        `json:"status"`
	Timestamp       string        `json:"timestamp"`
	RecipientID     string        `json:"recipient_id,omitempty"`
	RecipientUserID string        `json:"recipient_user_id,omitempty"`
	RecipientParent string        `json:"recipient_parent_user_id,omitempty"`
	Opaque          string        `json:"biz_opaque_callback_data,omitempty"`
	Conversation    *conversation `json:"conversation,omitempty"`
	Pricing         *pricing      `json:"pricing,omitempty"`
	Errors          []asyncError  `json:"errors,omitempty"`

	// Of messages to a group, whose id is RecipientID.
	RecipientType     string `json:"recipient_type,omitempty"`
	Participant       string `json:"recipient_participant_id,omitempty"`
	ParticipantUserID string `json:"recipient_participant_user_id,omitempty"`
}

// conversation is told while a free entry point is open.
type conversation struct {
	ID      string `json:"id"`
	Expires string `json:"expiration_timestamp,omitempty"` // only of "sent"
	Origin  struct {
		Type string `json:"type"`
	} `json:"origin"`
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
	g.soon(g.seams.step+g.state.limits.statusDelay(), func() { g.nextStatus(id) })
}

// nextStatus makes the next planned status happen and reports it. The caller
// holds the lock.
func (g *Graph) nextStatus(id string) {
	m := g.state.byID[id]
	if m == nil || len(m.Plan) == 0 || m.Held != "" {
		return
	}
	status, limits := m.Plan[0], g.state.limits
	at := g.now().Unix()
	change := statusRecord{ID: id, Status: status, At: at}
	if status == statusDelivered {
		change.Charges = g.charges(m, unix(at))
	}
	g.commit(record{Status: &change})
	copies := 1
	if limits.DoubleStatuses {
		copies = 2
	}
	body := g.statusBody(m, status, at)
	for range copies {
		g.send(&post{Lane: m.chat(), Body: body, Loose: limits.ShuffleStatuses})
	}
	if len(m.Plan) > 0 {
		g.scheduleStatus(id)
	}
}

// statusBody is the webhook of one status. That of a group is sent once; each
// member has received or read for itself, and all are told together.
func (g *Graph) statusBody(m *message, status string, at int64) []byte {
	object := statusObject{ID: m.ID, Status: status, Timestamp: seconds(at), Opaque: m.Opaque}
	switch status {
	case statusFailed:
		object.Errors = []asyncError{newAsyncError(m.FailCode, m.FailNote)}
	case statusSent, statusDelivered:
		object.Pricing, object.Conversation = m.told(status, ""), m.conversation(status)
	}
	v := value{Metadata: metadata{PhoneNumberID: m.Number}}
	if m.Group == "" {
		g.tellRecipient(&v, object, m)
	} else {
		g.tellGroup(&v, object, m)
	}
	return g.wrap(g.entryOf(fieldMessages, v))
}

// conversation is told with the price while a free entry point is open.
func (m *message) conversation(status string) *conversation {
	if m.Thread == nil {
		return nil
	}
	told := &conversation{ID: m.Thread.ID}
	told.Origin.Type = categoryReferral
	if status == statusSent {
		told.Expires = seconds(m.Thread.Expires)
	}
	return told
}

// tellRecipient adds the status of a message to a customer, or to nobody. The
// caller holds the lock.
func (g *Graph) tellRecipient(v *value, object statusObject, m *message) {
	object.RecipientID, object.RecipientUserID = m.Phone, m.UserID
	if c := g.state.byKey[m.Customer]; c != nil {
		object.RecipientID, object.RecipientUserID, object.RecipientParent = c.shownPhone(), c.UserID, c.ParentUserID
		if m.Phone != "" {
			object.RecipientID = c.Phone // the business knows it
		}
		if object.Status != statusFailed {
			v.Contacts = []contact{newContact(c.Customer, object.Status != statusSent)}
		}
	}
	v.Statuses = []statusObject{object}
}

// tellGroup adds the statuses of a message to a group. The caller holds the
// lock.
func (g *Graph) tellGroup(v *value, object statusObject, m *message) {
	object.RecipientID, object.RecipientType = m.Group, recipientGroup
	if object.Status == statusSent || object.Status == statusFailed {
		v.Statuses = []statusObject{object}
		return
	}
	for _, key := range g.state.groups[m.Group].members {
		if c := g.state.byKey[key]; c != nil {
			object.Participant, object.ParticipantUserID = c.shownPhone(), c.UserID
			if object.Status == statusDelivered {
				object.Pricing = m.told(object.Status, key)
			}
			v.Contacts = append(v.Contacts, newContact(c.Customer, true))
			v.Statuses = append(v.Statuses, object)
		}
	}
}

func newAsyncError(code int, details string) asyncError {
	_, text := title(code)
	if details == "" {
		details = asyncDetails(code)
	}
	return asyncError{Code: code, Title: text, Message: text, ErrorData: errorData{Details: details}, Href: errorPage}
}
