package zendesk

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// eventKinds are the ticket events that a webhook may subscribe to, as
// Zendesk's "Ticket events" lists them. Not all of them happen here.
func eventKinds() []string {
	return []string{
		"created", "comment_added", "comment_made_private", "comment_redacted", "attachment_linked_to_comment",
		"attachment_redacted_from_comment", "status_changed", "custom_status_changed", "agent_assignment_changed",
		"group_assignment_changed", "priority_changed", "requester_changed", "submitter_changed", "subject_changed",
		"description_changed", "external_id_changed", "tags_changed", "custom_field_changed", "form_changed",
		"brand_changed", "organization_changed", "type_changed", "task_due_at_changed", "problem_link_changed",
		"email_ccs_changed", "followers_changed", "marked_as_spam", "merged", "soft_deleted", "permanently_deleted",
		"undeleted", "csat_requested", "csat_received", "sla_policy_changed", "schedule_changed",
		"next_sla_breach_changed",
	}
}

// publish posts the events of an action to the webhooks subscribed to them.
// That the first comment of a ticket makes a comment_added beside created is
// unverified; a receiver must bear it.
func (z *Zendesk) publish(a *action) {
	if !z.state.settings.Events || len(a.events) == 0 {
		return
	}
	sequence := z.newToken()
	for position, e := range a.events {
		body := z.eventBody(a, e, sequence, position+1)
		for _, h := range z.sortedWebhooks() {
			if h.Status == "active" && slices.Contains(h.Subscriptions, eventPrefix+e.kind) {
				z.posts.send(h, body)
			}
		}
	}
}

// eventBody is the vendor's envelope: ids as text, enumerations in capitals,
// actor_id the authenticated user. Events of one action share a sequence.
func (z *Zendesk) eventBody(a *action, e event, sequence string, position int) []byte {
	change := map[string]any{"meta": map[string]any{"sequence": map[string]any{"id": sequence, "position": position}}}
	for name, value := range e.body {
		change[name] = value
	}
	body, err := json.Marshal(map[string]any{
		"type": eventPrefix + e.kind, "account_id": accountID, "id": uuid(z.newToken()),
		"time": z.now().UTC().Format(time.RFC3339Nano), "zendesk_event_version": "2022-11-06",
		"subject": fmt.Sprintf("zen:ticket:%d", a.ticket.ID), "detail": z.eventDetail(a), "event": change,
	})
	if err != nil {
		// Every part was made by this package; one that cannot be encoded is a bug.
		panic(fmt.Sprintf("zendesk: encode event: %v", err))
	}
	return body
}

func (z *Zendesk) eventDetail(a *action) map[string]any {
	t := a.ticket
	status := strings.ToUpper(t.Status)
	if t.Deleted {
		status = "DELETED"
	}
	channel := a.ticket.Channel
	if channel == channelAPI {
		channel = "web_service"
	}
	return map[string]any{
		"id": idText(t.ID), "actor_id": idText(a.actor.ID), "assignee_id": idText(t.Assignee),
		"brand_id": fmt.Sprint(brandID), "created_at": t.CreatedAt, "custom_status": fmt.Sprint(customStatus(t.Status)),
		"description": t.Opening, "external_id": orNull(t.ExternalID), "form_id": fmt.Sprint(formID),
		"group_id": fmt.Sprint(t.group()), "is_public": t.Public, "organization_id": "0",
		"priority": orNull(strings.ToUpper(t.Priority)), "requester_id": idText(t.Requester), "status": status,
		"subject": t.Subject, "submitter_id": idText(t.Submitter), "tags": orEmpty(t.Tags),
		"type": orNull(strings.ToUpper(t.Type)), "updated_at": t.UpdatedAt, "via": map[string]any{"channel": channel},
	}
}

// uuid writes 32 hexadecimal digits as a UUID of version 4.
func uuid(digits string) string {
	return digits[:8] + "-" + digits[8:12] + "-4" + digits[13:16] + "-a" + digits[17:20] + "-" + digits[20:32]
}
