package zendesk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A ticket's statuses. Closed is terminal, solved is not.
const (
	statusNew    = "new"
	statusOpen   = "open"
	statusHold   = "hold"
	statusClosed = "closed"
	statusSolved = "solved"
	statusWait   = "pending"
)

// The account's fixed records, as ids in answers.
const (
	accountID   = 221298
	brandID     = 2
	formID      = 1
	firstStatus = 5001 // custom_status_id of "new"; the others follow
)

func statuses() []string {
	return []string{statusNew, statusOpen, statusWait, statusHold, statusSolved, statusClosed}
}

// ticket is one ticket as it is kept; its comments and audits stand apart.
type ticket struct {
	ID         int64                     `json:"id"`
	ExternalID string                    `json:"external_id,omitempty"`
	Subject    string                    `json:"subject,omitempty"`
	Opening    string                    `json:"description"` // body of the first comment
	Status     string                    `json:"status"`
	Priority   string                    `json:"priority,omitempty"`
	Type       string                    `json:"type,omitempty"`
	Requester  int64                     `json:"requester_id"`
	Submitter  int64                     `json:"submitter_id"`
	Assignee   int64                     `json:"assignee_id,omitempty"`
	Group      int64                     `json:"group_id,omitempty"` // 0 is the default one
	Tags       []string                  `json:"tags,omitempty"`     // sorted, lower case
	Values     map[int64]json.RawMessage `json:"custom_fields,omitempty"`
	Channel    string                    `json:"channel"` // api or web
	Follows    int64                     `json:"follows,omitempty"`
	Followups  []int64                   `json:"followup_ids,omitempty"`
	Public     bool                      `json:"is_public"` // has a public comment
	Openness   bool                      `json:"openness"`  // the first comment was public
	Deleted    bool                      `json:"deleted,omitempty"`
	CreatedAt  time.Time                 `json:"created_at"`
	UpdatedAt  time.Time                 `json:"updated_at"`
	Generated  int64                     `json:"generated_timestamp"` // epoch seconds
}

// openTicket is a ticket that is neither unknown nor deleted.
func (z *Zendesk) openTicket(id int64) (*ticket, error) {
	t := z.state.tickets.get(id)
	if t == nil || t.Deleted {
		return nil, recordNotFound()
	}
	return t, nil
}

// ticketView is the ticket as answers show it.
func (z *Zendesk) ticketView(t *ticket) map[string]any {
	status := t.Status
	if t.Deleted {
		status = "deleted" // seen only in incremental exports
	}
	return map[string]any{
		"id": t.ID, "url": z.link(fmt.Sprintf("/tickets/%d.json", t.ID)), "external_id": orNull(t.ExternalID),
		"via": z.ticketVia(t), "created_at": t.CreatedAt, "updated_at": t.UpdatedAt, "generated_timestamp": t.Generated,
		"type": orNull(t.Type), "subject": t.Subject, "raw_subject": t.Subject, "description": t.Opening,
		"priority": orNull(t.Priority), "status": status, "custom_status_id": customStatus(t.Status), "recipient": nil,
		"requester_id": t.Requester, "submitter_id": t.Submitter, "assignee_id": orNullID(t.Assignee),
		"organization_id": nil, "group_id": t.group(), "collaborator_ids": []int64{}, "follower_ids": []int64{},
		"email_cc_ids": []int64{}, "problem_id": nil, "has_incidents": false, "is_public": t.Public, "due_at": nil,
		"tags": orEmpty(t.Tags), "custom_fields": z.valuesView(t), "fields": z.valuesView(t), "satisfaction_rating": nil,
		"sharing_agreement_ids": []int64{}, "followup_ids": orEmpty(t.Followups), "ticket_form_id": formID,
		"brand_id": brandID, "allow_channelback": false, "allow_attachments": true, "from_messaging_channel": false,
	}
}

func (z *Zendesk) ticketVia(t *ticket) map[string]any {
	via := viaView(t.Channel)
	if parent := z.state.tickets.get(t.Follows); parent != nil {
		// The exact shape for a follow-up is unverified.
		via["source"] = map[string]any{
			"from": map[string]any{"ticket_id": parent.ID, "subject": parent.Subject, "channel": parent.Channel},
			"to":   map[string]any{}, "rel": "follow_up",
		}
	}
	return via
}

func viaView(channel string) map[string]any {
	return map[string]any{"channel": channel, "source": map[string]any{
		"from": map[string]any{}, "to": map[string]any{}, "rel": nil,
	}}
}

// valuesView lists every custom field, set or not.
func (z *Zendesk) valuesView(t *ticket) []map[string]any {
	list := []map[string]any{}
	for _, id := range sortedIDs(z.state.fields) {
		list = append(list, map[string]any{"id": id, "value": t.Values[id]})
	}
	return list
}

func customStatus(status string) int { return firstStatus + slices.Index(statuses(), status) }

// cleanTags is how Zendesk keeps tags: lower case, split at blanks, only
// letters, digits and "_-:/", each once, sorted.
func cleanTags(tags []string) []string {
	var clean []string
	for _, word := range strings.Fields(strings.ToLower(strings.Join(tags, " "))) {
		word = strings.Map(func(r rune) rune {
			if strings.ContainsRune(`!@#$%^&*()+={}[]|\;'",<>?~`+"`", r) {
				return -1
			}
			return r
		}, word)
		if word != "" {
			clean = append(clean, word)
		}
	}
	slices.Sort(clean)
	return slices.Compact(clean)
}

// orNull is null for an empty text.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// orNullID is null for no id.
func orNullID(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// orEmpty is [] rather than null for an empty list.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// showTicket is GET /tickets/{id}; include=users,groups adds who and what the
// ticket names.
func (z *Zendesk) showTicket(c *call) (reply, error) {
	id, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	t, err := z.openTicket(id)
	if err != nil {
		return reply{}, err
	}
	answer := map[string]any{"ticket": z.ticketView(t)}
	if include := c.r.URL.Query().Get("include"); include != "" {
		z.sideload(answer, strings.Split(include, ","), t)
	}
	return reply{http.StatusOK, answer}, nil
}

// showManyTickets is GET /tickets/show_many?ids=1,2: at most 100, unknown ids
// are left out. It takes include= as a single ticket does.
func (z *Zendesk) showManyTickets(c *call) (reply, error) {
	list, err := idList(c.r.URL.Query().Get("ids"))
	if err != nil {
		return reply{}, err
	}
	views, shown := []map[string]any{}, []*ticket{}
	for _, id := range list {
		if t, err := z.openTicket(id); err == nil {
			views, shown = append(views, z.ticketView(t)), append(shown, t)
		}
	}
	answer := map[string]any{"tickets": views, "count": len(views), "next_page": nil, "previous_page": nil}
	z.sideload(answer, strings.Split(c.r.URL.Query().Get("include"), ","), shown...)
	return reply{200, answer}, nil
}

// listTickets is GET /tickets, with ?external_id= only the tickets that carry
// exactly that text. It reads the records, not the search index.
func (z *Zendesk) listTickets(c *call) (reply, error) {
	list := z.state.ticketIDs
	if query := c.r.URL.Query(); query.Has("external_id") {
		list = z.state.ticketsByText[query.Get("external_id")]
	}
	return z.page(c, "tickets", z.live(list), z.showTicketID)
}

// showTicketID is a ticket as an entry of a list.
func (z *Zendesk) showTicketID(id int64) any { return z.ticketView(z.state.tickets.get(id)) }

// live leaves deleted tickets out of a list.
func (z *Zendesk) live(list []int64) []int64 {
	var left []int64
	for _, id := range list {
		if !z.state.tickets.get(id).Deleted {
			left = append(left, id)
		}
	}
	return left
}

// deleteTicket is DELETE /tickets/{id}: the ticket is then 404 everywhere but
// in incremental exports.
func (z *Zendesk) deleteTicket(c *call) (reply, error) {
	id, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	t, err := z.openTicket(id)
	if err != nil {
		return reply{}, err
	}
	a := z.begin(t, c.user, channelAPI)
	t.Deleted = true
	a.record("status", t.Status, "deleted")
	a.emit("soft_deleted", map[string]any{})
	a.finish()
	return reply{204, nil}, nil
}
