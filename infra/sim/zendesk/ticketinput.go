package zendesk

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// ticketInput is a ticket in a create or update request.
type ticketInput struct {
	Subject      *string         `json:"subject"`
	ExternalID   *string         `json:"external_id"`
	RequesterID  *idInput        `json:"requester_id"`
	Requester    *requesterInput `json:"requester"`
	SubmitterID  *idInput        `json:"submitter_id"`
	AssigneeID   *idInput        `json:"assignee_id"`
	GroupID      *idInput        `json:"group_id"`
	Comment      *commentInput   `json:"comment"`
	Tags         *[]string       `json:"tags"`
	CustomFields []fieldValue    `json:"custom_fields"`
	Status       *string         `json:"status"`
	Priority     *string         `json:"priority"`
	Type         *string         `json:"type"`
	Metadata     json.RawMessage `json:"metadata"`
	FollowsID    *idInput        `json:"via_followup_source_id"`
	SafeUpdate   flag            `json:"safe_update"`
	UpdatedStamp *string         `json:"updated_stamp"`
}

// requesterInput is the inline requester: matched by email, else made.
type requesterInput struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

type fieldValue struct {
	ID    idInput         `json:"id"`
	Value json.RawMessage `json:"value"`
}

// check refuses what no ticket may hold. It changes nothing, so that a refused
// request leaves no trace.
func (z *Zendesk) check(in *ticketInput) error {
	if err := checkEnum("status", "Status", in.Status, statuses()); err != nil {
		return err
	}
	if err := checkEnum("priority", "Priority", in.Priority, []string{"urgent", "high", "normal", "low"}); err != nil {
		return err
	}
	if err := checkEnum("type", "Type", in.Type, []string{"problem", "incident", "question", "task"}); err != nil {
		return err
	}
	if len(in.Metadata) > 0 && string(in.Metadata) != "null" && !strings.HasPrefix(string(in.Metadata), "{") {
		return invalidAttribute("You passed an invalid value for the metadata attribute: must be an object")
	}
	if err := z.checkPeople(in); err != nil {
		return err
	}
	if err := checkGroup(in.GroupID); err != nil {
		return err
	}
	if in.Comment != nil {
		if err := in.Comment.check(); err != nil {
			return err
		}
		if err := z.checkUploads(in.Comment.Uploads); err != nil {
			return err
		}
	}
	return z.checkValues(in.CustomFields)
}

func checkEnum(member, label string, value *string, known []string) error {
	if value == nil || *value == "" && member != "status" || slices.Contains(known, *value) {
		return nil
	}
	return recordInvalid(member, "InvalidValue", "%s: %s is not valid", label, *value)
}

// person is a member of a request that names a user.
type person struct {
	member, label string
	id            *idInput
}

// checkPeople refuses ids of nobody. Staff alone can be assigned.
func (z *Zendesk) checkPeople(in *ticketInput) error {
	people := []person{{"requester", "Requester", in.RequesterID}, {"submitter", "Submitter", in.SubmitterID},
		{"assignee", "Assignee", in.AssigneeID}}
	if in.Comment != nil {
		people = append(people, person{"author", "Author", in.Comment.AuthorID})
	}
	for _, p := range people {
		if p.id == nil {
			continue
		}
		u := z.state.users.get(int64(*p.id))
		if u == nil || p.member == "assignee" && !u.staff() {
			return recordInvalid(p.member, "InvalidValue", "%s: %d is not valid", p.label, int64(*p.id))
		}
	}
	if in.RequesterID == nil && in.Requester != nil && in.Requester.Email == "" {
		return recordInvalid("requester", "BlankValue", "Requester: Email: cannot be blank")
	}
	return nil
}

// author is who wrote the comment: author_id, else the one given.
func (z *Zendesk) author(in *ticketInput, otherwise *user) *user {
	if in.Comment != nil && in.Comment.AuthorID != nil {
		return z.state.users.get(int64(*in.Comment.AuthorID))
	}
	return otherwise
}

// fresh applies safe_update: the stamp must be the ticket's updated_at to the
// second. Two updates within one second share a stamp, as with Zendesk.
func (in *ticketInput) fresh(t *ticket) error {
	if !in.SafeUpdate {
		return nil
	}
	if in.UpdatedStamp == nil {
		return invalidAttribute("updated_stamp is required with safe_update")
	}
	stamp, err := time.Parse(time.RFC3339, *in.UpdatedStamp)
	if err != nil {
		return invalidAttribute("You passed an invalid value for the updated_stamp attribute: %q", *in.UpdatedStamp)
	}
	if !stamp.Equal(t.UpdatedAt) {
		return updateConflict()
	}
	return nil
}
