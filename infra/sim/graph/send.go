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

	GroupID string `json:"group_id,omitempty"` // only of a send to a group
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
	c, e := g.parseContent(request.Type, members)
	if e != nil {
		return nil, e
	}
	return g.accept(request, c, to, input)
}

// recipient is whom a message reaches.
type recipient struct {
	address
	input    string    // as the request says it
	customer *customer // nil for a group, and when nobody has the address
}

// chat names the conversation, as message.chat does.
func (r recipient) chat() string {
	switch {
	case r.group != "":
		return groupChat(r.group)
	case r.customer != nil:
		return r.customer.Key
	}
	return samePerson(r.phone) + r.userID
}

// accept takes a well-formed message: what Meta refuses at once first, then
// what it finds out only later, which becomes the plan of statuses.
func (g *Graph) accept(request sendRequest, c content, to address, input string) (any, *apiError) {
	g.lock()
	defer g.unlock()
	r := recipient{address: to, input: input}
	if to.group == "" {
		r.customer = g.state.find(to)
	}
	if e := g.refusal(c, r); e != nil {
		return nil, e
	}
	m := g.outgoing(request, c, r)
	if m.FailCode == codeWindowClosed && g.state.limits.WindowErrors == windowErrorsSync {
		return nil, fail(codeWindowClosed, "%s", asyncDetails(codeWindowClosed))
	}
	m.Outside = g.outside(m, c, r)
	if e := g.checkTier(m); e != nil {
		return nil, e
	}
	if e := g.limits.take(g.state.limits, r.chat(), g.now()); e != nil {
		return nil, e
	}
	g.commit(record{Message: m})
	g.scheduleStatus(m.ID)
	return r.answer(m), nil
}

// refusal is what Meta says at once about a message to this recipient. The
// caller holds the lock.
func (g *Graph) refusal(c content, r recipient) *apiError {
	if r.group != "" && g.state.groups[r.group] == nil {
		return fail(codeWrongParameter, "Param to is not a group that the business phone number is in.")
	}
	if needs := r.customer != nil && r.customer.NeedsPhone; r.userID != "" && (needs || c.category == categoryAuthentication) {
		return fail(codeNeedsPhone, "This message can be sent to a phone number only.")
	}
	if e := g.checkFiles(c); e != nil {
		return e
	}
	return g.checkTarget(c, r)
}

// answer is Meta's to an accepted message.
func (r recipient) answer(m *message) sendAnswer {
	answer := sendAnswer{
		MessagingProduct: messagingProduct,
		Contacts:         []sendContact{{Input: r.input, WaID: r.phone, UserID: r.userID, GroupID: r.group}},
		Messages:         []sendMessage{{ID: m.ID}},
	}
	if r.phone != "" && r.customer != nil && r.customer.Phone != "" {
		answer.Contacts[0].WaID = r.customer.Phone
	}
	if m.Type == typeTemplate {
		answer.Messages[0].Status = statusAccepted
		if m.Held != "" {
			answer.Messages[0].Status = statusHeld
		}
	}
	return answer
}

// outgoing is the message as it will be kept, with the statuses to come. The
// caller holds the lock.
func (g *Graph) outgoing(request sendRequest, c content, r recipient) *message {
	m := &message{
		Seq:      g.state.serial + 1,
		ID:       g.seams.newMessageID(r.phone + r.userID + r.group),
		Number:   g.options.PhoneNumberID,
		From:     fromBusiness,
		Type:     c.kind,
		Text:     c.text,
		File:     g.fileOf(c),
		Object:   c.object,
		Template: c.template,
		Language: c.language,
		At:       g.now().Unix(),
		Status:   statusAccepted,
		Phone:    r.phone,
		UserID:   r.userID,
		Group:    r.group,
	}
	if request.Opaque != nil {
		m.Opaque = *request.Opaque
	}
	if request.Context != nil {
		if quoted := g.state.byID[request.Context.MessageID]; quoted != nil && quoted.chat() == r.chat() {
			m.Quotes = quoted.ID // one that is not of this chat falls back to no quote
		}
	}
	if c.kind == typeReaction {
		m.Quotes = c.target
	}
	g.plan(m, c, r)
	return m
}

// plan says how the message will fare. The caller holds the lock.
func (g *Graph) plan(m *message, c content, r recipient) {
	if r.customer != nil {
		m.Customer = r.customer.Key
	}
	open := g.windowOpen(m.Number, r.chat())
	switch {
	case r.customer == nil && r.group == "":
		m.FailCode = codeUndeliverable
	case c.free() && !open:
		m.FailCode = codeWindowClosed
	case c.category == categoryMarketing && r.customer != nil && r.customer.MarketingStopped:
		m.FailCode = codeMarketingStopped
	case c.category == categoryMarketing && r.customer != nil && r.customer.MarketingCap:
		m.FailCode = codeMarketingCap
	default:
		if m.FailNote = g.misfits(c); m.FailNote != "" {
			m.FailCode = codeMediaUpload
		}
	}
	if m.FailCode != 0 {
		m.Plan = []string{statusFailed}
		return
	}
	if c.kind == typeReaction {
		m.Plan = []string{statusSent} // a reaction gets no other status and has no price
		return
	}
	m.Held = c.holder
	m.Category, m.Thread = c.category, g.freeEntry(m)
	m.Pricing = g.priceOf(m, g.state.service[month(g.now())], g.now())
	m.Plan = []string{statusSent, statusDelivered}
	if g.state.limits.ReadReceipts {
		m.Plan = append(m.Plan, statusRead)
		if m.File != nil && m.File.Voice {
			m.Plan = append(m.Plan, statusPlayed)
		}
	}
}

// checkTarget refuses a reaction to a message that is unknown, old, of another
// chat or a reaction itself. The caller holds the lock.
func (g *Graph) checkTarget(c content, r recipient) *apiError {
	if c.kind != typeReaction {
		return nil
	}
	target := g.state.byID[c.target]
	switch {
	case target == nil || g.now().Sub(unix(target.At)) > reactionAgeMax:
		return fail(codeParameterValue, "The message to react to is unknown or older than 30 days.")
	case target.Type == typeReaction || target.chat() != r.chat():
		return fail(codeParameterValue, "The message to react to is a reaction or of another chat.")
	}
	return nil
}

// markRead shows a customer that their messages were read, up to the one
// given, and that an answer is being written.
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
	now := g.now().Unix()
	for _, m := range g.state.byCustomer[last.Customer] {
		// In a group each message is marked alone.
		earlier := m.Seq < last.Seq && m.chat() == last.chat() && last.Group == ""
		if m.From == fromCustomer && (m == last || earlier) && m.Status != statusRead {
			g.commit(record{Status: &statusRecord{ID: m.ID, Status: statusRead, At: now}})
		}
	}
	if request.Typing != nil {
		g.commit(record{Typing: &typingRecord{ID: last.ID, At: now}})
	}
	return map[string]bool{"success": true}, nil
}
