package zendesk

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
)

// tagsInput is the body of the tag endpoints.
type tagsInput struct {
	Tags         []string `json:"tags"`
	SafeUpdate   flag     `json:"safe_update"`
	UpdatedStamp *string  `json:"updated_stamp"`
}

// ticketTags is GET, PUT (adds), POST (replaces) and DELETE (removes)
// /tickets/{id}/tags.
func (z *Zendesk) ticketTags(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	t, err := z.openTicket(number)
	if err != nil {
		return reply{}, err
	}
	if c.r.Method == http.MethodGet {
		return ok("tags", orEmpty(t.Tags))
	}
	var in tagsInput
	if err := json.NewDecoder(bytes.NewReader(c.body)).Decode(&in); err != nil {
		return reply{}, unparsable()
	}
	if t.Status == statusClosed {
		return reply{}, closedTicket()
	}
	if err := (&ticketInput{SafeUpdate: in.SafeUpdate, UpdatedStamp: in.UpdatedStamp}).fresh(t); err != nil {
		return reply{}, err
	}
	given := cleanTags(in.Tags)
	status := http.StatusOK
	var next []string
	switch c.r.Method {
	case http.MethodPut:
		next = cleanTags(append(slices.Clone(t.Tags), given...))
	case http.MethodPost:
		next, status = given, http.StatusCreated
	default:
		next = minus(t.Tags, given)
	}
	a := z.begin(t, c.user, channelAPI)
	a.audit.Client = c.r.UserAgent()
	a.tags(next)
	a.finish()
	return reply{status, map[string]any{"tags": orEmpty(t.Tags)}}, nil
}
