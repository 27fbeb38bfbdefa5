package graph

import (
	"net/http"
	"time"
)

// reactionAgeMax is how old a message may be that a reaction is for.
const reactionAgeMax = 30 * 24 * time.Hour

// sendAnswer is the answer to an accepted message.
type sendAnswer struct {
	MessagingProduct string        `json:"messaging_product"`
	Contacts         []sendContact `json:"contacts"`
	Messages         []sendMessage `json:"messages"`
}

type sendContact struct {
	Input  string `json:"input"`
	WaID   string `json:"wa_id,omitempty"`   // only of a send to a phone
	UserID string `json:"user_id,omitempty"` // only of a send to a BSUID
}

type sendMessage struct {
	ID     string `json:"id"`
	Status string `json:"message_status,omitempty"` // only of templates
}

// postMessage sends a message or marks one as read.
func (g *Graph) postMessage(r *http.Request) (any, *apiError) {
	request, members, e := readRequest(r)
	if e != nil {
		return nil, e
	}
	if request.Status != "" {
		return g.markRead(request)
	}
	if e := request.check(); e != nil {
		return nil, e
	}
	to, input, e := request.address()
	if e != nil {
		return nil, e
	}
	if display, ok := phoneDigits(g.options.DisplayNumber); ok && display == to.phone {
		return nil, fail(codeRecipientIsSender, "The recipient is the business phone number itself.")
	}
	c, e := parseContent(request.Type, members)
	if e != nil {
		return nil, e
	}
	return g.accept(request, c, to, input)
}

// accept takes a well-formed message: limits first, then what Meta finds out
// only later, which becomes the plan of statuses.
func (g *Graph) accept(request sendRequest, c content, to address, input string) (any, *apiError) {
	g.lock()
	defer g.unlock()
	if e := g.checkTarget(c); e != nil {
		return nil, e
	}
	recipient := g.state.find(to)
	m := g.outgoing(request, c, to, recipient)
	if m.FailCode == codeWindowClosed && g.state.limits.WindowErrors == windowErrorsSync {
		return nil, fail(codeWindowClosed, "%s", asyncDetails(codeWindowClosed))
	}
	pair := samePerson(to.phone) + to.userID
	if recipient != nil {
		pair = recipient.Key
	}
	if e := g.limits.take(g.state.limits, pair, g.now()); e != nil {
		return nil, e
	}
	g.commit(record{Message: m})
	g.scheduleStatus(m.ID)

	answer := sendAnswer{
		MessagingProduct: messagingProduct,
		Contacts:         []sendContact{{Input: input, WaID: to.phone, UserID: to.userID}},
		Messages:         []sendMessage{{ID: m.ID}},
	}
	if to.phone != "" && recipient != nil && recipient.Phone != "" {
		answer.Contacts[0].WaID = recipient.Phone
	}
	if c.kind == typeTemplate {
		answer.Messages[0].Status = statusAccepted
	}
	return answer, nil
}

// outgoing is the message as it will be kept, with the statuses to come. The
// caller holds the lock.
func (g *Graph) outgoing(request sendRequest, c content, to address, recipient *customer) *message {
	m := &message{
		Seq:      g.state.serial + 1,
		ID:       g.seams.newMessageID(to.phone + to.userID),
		Number:   g.options.PhoneNumberID,
		From:     fromBusiness,
		Type:     c.kind,
		Text:     c.text,
		Template: c.template,
		Language: c.language,
		At:       g.now().Unix(),
		Status:   statusAccepted,
		Phone:    to.phone,
		UserID:   to.userID,
	}
	if request.Opaque != nil {
		m.Opaque = *request.Opaque
	}
	if request.Context != nil && g.state.byID[request.Context.MessageID] != nil {
		m.Quotes = request.Context.MessageID // an unknown one falls back to no quote
	}
	if c.kind == typeReaction {
		m.Quotes = c.target
	}
	g.plan(m, c, recipient)
	return m
}

// plan says how the message will fare. The caller holds the lock.
func (g *Graph) plan(m *message, c content, recipient *customer) {
	if recipient == nil {
		m.FailCode, m.Plan = codeUndeliverable, []string{statusFailed}
		return
	}
	m.Customer = recipient.Key
	open := g.windowOpen(m.Number, recipient.Key)
	if c.free() && !open {
		m.FailCode, m.Plan = codeWindowClosed, []string{statusFailed}
		return
	}
	if c.kind == typeReaction {
		m.Plan = []string{statusSent} // a reaction gets no other status and has no price
		return
	}
	m.Pricing = price(c.category, open, g.state.service[month(g.now())], g.now())
	m.Plan = []string{statusSent, statusDelivered}
	if g.state.limits.ReadReceipts {
		m.Plan = append(m.Plan, statusRead)
	}
}

// checkTarget refuses a reaction to an unknown or old message. The caller
// holds the lock.
func (g *Graph) checkTarget(c content) *apiError {
	if c.kind != typeReaction {
		return nil
	}
	target := g.state.byID[c.target]
	if target == nil || g.now().Sub(unix(target.At)) > reactionAgeMax {
		return fail(codeParameterValue, "The message to react to is unknown or older than 30 days.")
	}
	return nil
}

// markRead shows a customer that their messages were read, up to the one given.
func (g *Graph) markRead(request sendRequest) (any, *apiError) {
	if request.Status != statusRead {
		return nil, fail(codeWrongParameter, "Param status must be one of {READ} - got %q.", request.Status)
	}
	if request.Typing != nil && request.Typing.Type != typeText {
		return nil, fail(codeWrongParameter, "Param typing_indicator['type'] must be one of {TEXT} - got %q.", request.Typing.Type)
	}
	g.lock()
	defer g.unlock()
	last := g.state.byID[request.MessageID]
	if last == nil || last.From != fromCustomer {
		return nil, fail(codeParameterValue, "Param message_id is not the id of a message from a customer.")
	}
	for _, m := range g.state.byCustomer[last.Customer] {
		if m.From == fromCustomer && m.Seq <= last.Seq && m.Status != statusRead {
			g.commit(record{Status: &statusRecord{ID: m.ID, Status: statusRead, At: g.now().Unix()}})
		}
	}
	return map[string]bool{"success": true}, nil
}
