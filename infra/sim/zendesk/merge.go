package zendesk

import (
	"encoding/json"
	"fmt"
)

// job is a background job. Work here is done at once; the answer that starts
// it says queued, as Zendesk's does, and the next look says completed.
type job struct {
	ID      string           `json:"id"`
	Kind    string           `json:"job_type"`
	Total   int              `json:"total"`
	Results []map[string]any `json:"results"`
}

func (z *Zendesk) jobView(j *job, status string) map[string]any {
	view := map[string]any{"id": j.ID, "url": z.link("/job_statuses/" + j.ID + ".json"), "job_type": j.Kind,
		"total": j.Total, "status": status, "progress": nil, "message": nil, "results": nil}
	if status == "completed" {
		view["progress"], view["results"] = j.Total, j.Results
		view["message"] = "Completed"
	}
	return view
}

// showJob is GET /job_statuses/{id}.
func (z *Zendesk) showJob(c *call) (reply, error) {
	j := z.state.jobs.get(c.r.PathValue("id"))
	if j == nil {
		return reply{}, recordNotFound()
	}
	return ok("job_status", z.jobView(j, "completed"))
}

type mergeInput struct {
	IDs           []idInput `json:"ids"`
	TargetComment string    `json:"target_comment"`
	SourceComment string    `json:"source_comment"`
	TargetPublic  flag      `json:"target_comment_is_public"`
	SourcePublic  flag      `json:"source_comment_is_public"`
}

// mergeTickets is POST /tickets/{id}/merge: the sources end closed, with the
// tag closed_by_merge (unverified) and a comment on each side.
func (z *Zendesk) mergeTickets(c *call) (reply, error) {
	number, err := c.pathID("id")
	if err != nil {
		return reply{}, err
	}
	target, err := z.openTicket(number)
	if err != nil {
		return reply{}, err
	}
	var in mergeInput
	if json.Unmarshal(c.body, &in) != nil {
		return reply{}, unparsable()
	}
	sources, err := z.mergeSources(target, in.IDs)
	if err != nil {
		return reply{}, err
	}
	j := &job{ID: z.newToken(), Kind: "Ticket Merge", Total: len(sources)}
	for index, source := range sources {
		z.mergeOne(c, target, source, in)
		j.Results = append(j.Results, map[string]any{"index": index, "id": source.ID, "action": "merge",
			"status": "Updated", "success": true})
	}
	z.state.jobs.put(j.ID, j)
	return ok("job_status", z.jobView(j, "queued"))
}

// mergeSources refuses closed tickets on either side. Zendesk reports that in
// the job (unverified); refusing at once tells the same earlier.
func (z *Zendesk) mergeSources(target *ticket, list []idInput) ([]*ticket, error) {
	if target.Status == statusClosed {
		return nil, closedTicket()
	}
	var sources []*ticket
	for _, number := range list {
		source, err := z.openTicket(int64(number))
		if err != nil || source.ID == target.ID {
			return nil, recordNotFound()
		}
		if source.Status == statusClosed {
			return nil, closedTicket()
		}
		sources = append(sources, source)
	}
	if len(sources) == 0 {
		return nil, invalidAttribute("ids must name at least one ticket")
	}
	return sources, nil
}

func (z *Zendesk) mergeOne(c *call, target, source *ticket, in mergeInput) {
	text := func(given, otherwise string) commentInput {
		if given == "" {
			given = otherwise
		}
		return commentInput{Body: &given}
	}
	onTarget := text(in.TargetComment, fmt.Sprintf("Request #%d %q was closed and merged into this request.", source.ID, source.Subject))
	onTarget.Public = &in.TargetPublic
	a := z.begin(target, c.user, channelAPI)
	a.say(c.user, onTarget)
	a.finish()

	onSource := text(in.SourceComment, fmt.Sprintf("This request was closed and merged into request #%d %q.", target.ID, target.Subject))
	onSource.Public = &in.SourcePublic
	closed, tags := statusClosed, append([]string{"closed_by_merge"}, source.Tags...)
	a = z.begin(source, c.user, channelAPI)
	a.say(c.user, onSource)
	z.change(a, &ticketInput{Status: &closed, Tags: &tags})
	a.emit("merged", map[string]any{"target_ticket_id": idText(target.ID)})
	a.finish()
}
