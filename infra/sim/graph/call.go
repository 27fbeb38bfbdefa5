package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Words of calls in webhooks. Source: User-initiated calls, Business-initiated
// calls.
const (
	fieldCalls    = "calls"
	typeCall      = "call"
	callConnect   = "connect"
	callTerminate = "terminate"
	callCompleted = "COMPLETED"
	callFailed    = "FAILED"
	callRinging   = "RINGING"
	callAccepted  = "ACCEPTED"
	callRejected  = "REJECTED"
	userCalls     = "USER_INITIATED"
	businessCalls = "BUSINESS_INITIATED"
	// ringFor is for how long a phone rings that nobody answers, in seconds. Source:
	// User-initiated calls, 30 to 60 seconds.
	ringFor = 40
)

// callObject is one element of calls in a webhook. Times and duration are there
// only when the call was picked up. Source: Call Terminate webhook.
type callObject struct {
	ID           string   `json:"id"`
	From         string   `json:"from,omitempty"`
	FromUserID   string   `json:"from_user_id,omitempty"`
	FromParentID string   `json:"from_parent_user_id,omitempty"`
	To           string   `json:"to,omitempty"`
	ToUserID     string   `json:"to_user_id,omitempty"`
	ToParentID   string   `json:"to_parent_user_id,omitempty"`
	Event        string   `json:"event"`
	Timestamp    string   `json:"timestamp"`
	Direction    string   `json:"direction,omitempty"`
	Session      *session `json:"session,omitempty"`
	Status       string   `json:"status,omitempty"`
	StartTime    string   `json:"start_time,omitempty"`
	EndTime      string   `json:"end_time,omitempty"`
	Duration     int64    `json:"duration,omitempty"`
}

// session is how a call is connected; no sound flows here.
type session struct {
	Type string `json:"sdp_type"`
	SDP  string `json:"sdp"`
}

// called is what is kept of a call.
type called struct {
	Answered bool  `json:"answered,omitempty"`
	Seconds  int64 `json:"seconds,omitempty"`
}

// Call is one that has just ended: who called, "customer" or "business",
// whether the other side answered, and for how many seconds they spoke.
type Call struct {
	By       string `json:"by"`
	Answered bool   `json:"answered"`
	Seconds  int64  `json:"seconds"`
}

// Phone calls between a customer and the business, and has just ended: it began
// as long ago as it lasted, or rang in vain. Webhooks tell of each step, as
// Meta's do; its window counts from the beginning. The business's calls are
// those of whoever speaks for it, because Ventana makes none.
func (g *Graph) Phone(_ context.Context, who string, c Call) (id string, err error) {
	a, err := parseAddress(who)
	switch {
	case err != nil:
		return "", err
	case c.By != "" && c.By != fromCustomer && c.By != fromBusiness:
		return "", fmt.Errorf(`by: %q is neither "customer" nor "business"`, c.By)
	case c.Seconds < 0 || c.Seconds > 0 && !c.Answered:
		return "", errors.New("seconds: give how long an answered call lasted, and nothing for one that was not answered")
	}
	g.lock()
	defer g.unlock()
	person := g.ensure(a)
	m := g.callMessage(person, c)
	g.commit(record{Message: m})
	for _, v := range g.callValues(person.Customer, m, c) {
		g.deliver([]string{m.ID}, m.chat(), fieldCalls, v)
	}
	return m.ID, nil
}

// callMessage is a call as it is kept and as the phone shows it.
func (g *Graph) callMessage(person *customer, c Call) *message {
	began := g.now().Unix() - c.Seconds
	if !c.Answered {
		began -= ringFor
	}
	shown := "missed call"
	if c.Answered {
		shown = "call of " + strconv.FormatInt(c.Seconds, 10) + " s"
	}
	m := &message{
		Seq: g.state.serial + 1, ID: newCallID(g.seams.newMessageID(person.Phone + person.UserID)), Customer: person.Key,
		Number: g.options.PhoneNumberID, From: fromCustomer, Type: typeCall, Text: shown, At: began,
		Call:   &called{Answered: c.Answered, Seconds: c.Seconds},
		Status: statusSent, Statuses: []StatusChange{{Status: statusSent, Timestamp: seconds(began)}},
	}
	if c.By == fromBusiness {
		m.From, m.Status, m.Statuses = fromBusiness, statusDelivered, []StatusChange{{Status: statusDelivered, Timestamp: seconds(began)}}
	}
	return m
}

// newCallID gives an id the form of a call's.
func newCallID(messageID string) string { return "wacid." + strings.TrimPrefix(messageID, "wamid.") }

// callValues are the values of a call's webhooks, in their order.
func (g *Graph) callValues(person Customer, m *message, c Call) []value {
	began, ended := m.At, g.now().Unix()
	call := callObject{ID: m.ID, From: person.shownPhone(), FromUserID: person.UserID, FromParentID: person.ParentUserID, To: g.displayDigits(), Direction: userCalls}
	offer := session{Type: "offer", SDP: "v=0\r\n"}
	if c.By == fromBusiness {
		call = callObject{ID: m.ID, From: g.displayDigits(), To: person.shownPhone(), ToUserID: person.UserID, ToParentID: person.ParentUserID, Direction: businessCalls}
		offer.Type = "answer"
	}
	connect, over := call, call
	connect.Event, connect.Timestamp, connect.Session = callConnect, seconds(began), &offer
	over.Event, over.Timestamp, over.Status = callTerminate, seconds(ended), callFailed
	if c.Answered {
		over.Status, over.StartTime, over.EndTime, over.Duration = callCompleted, seconds(began), seconds(ended), c.Seconds
	}
	contacts := []contact{newContact(person, true)}
	values := []value{{Contacts: contacts, Calls: []callObject{connect}}}
	if c.By == fromBusiness {
		outcome, at := callRejected, ended
		if c.Answered {
			outcome, at = callAccepted, began
		}
		for _, step := range []statusObject{{Status: callRinging, Timestamp: seconds(began)}, {Status: outcome, Timestamp: seconds(at)}} {
			step.ID, step.Type = m.ID, typeCall
			step.RecipientID, step.RecipientUserID, step.RecipientParent = person.shownPhone(), person.UserID, person.ParentUserID
			values = append(values, value{Statuses: []statusObject{step}})
		}
	}
	return append(values, value{Contacts: contacts, Calls: []callObject{over}})
}

// learnCalls takes in the calls of somebody else's webhook. The caller holds the
// lock.
func (g *Graph) learnCalls(v seenValue) (learned []string) {
	g.learnContacts(v)
	for _, raw := range v.Calls {
		var told callObject
		_ = json.Unmarshal(raw, &told) // as in read
		from, who := fromCustomer, Customer{Phone: told.From, UserID: told.FromUserID, ParentUserID: told.FromParentID}
		if told.Direction == businessCalls {
			from, who = fromBusiness, Customer{Phone: told.To, UserID: told.ToUserID, ParentUserID: told.ToParentID}
		}
		who, ok := usable(who)
		if told.ID == "" || !ok || g.state.byID[told.ID] != nil || from == fromBusiness && told.StartTime == "" {
			continue
		}
		at, err := strconv.ParseInt(told.StartTime, 10, 64)
		if err != nil {
			at, _ = strconv.ParseInt(told.Timestamp, 10, 64) // a call without a time opens no window
		}
		m := &message{
			Seq: g.state.serial + 1, ID: told.ID, Customer: g.learn(who).Key, Number: g.options.PhoneNumberID,
			From: from, Type: typeCall, Text: typeCall, At: at, Call: &called{Answered: told.StartTime != "", Seconds: told.Duration},
			Status: statusSent, Statuses: []StatusChange{{Status: statusSent, Timestamp: seconds(at)}},
		}
		if v.Metadata.PhoneNumberID != "" {
			m.Number = v.Metadata.PhoneNumberID
		}
		g.commit(record{Message: m})
		learned = append(learned, told.ID)
	}
	return learned
}
