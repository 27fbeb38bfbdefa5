package zendesk

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"ventana/shared/failure"
)

// Webhook wirings: a webhook is subscribed to events or connected to triggers,
// never both, and cannot be switched.
// https://developer.zendesk.com/documentation/webhooks/creating-and-monitoring-webhooks/
const conditionalEvents = "conditional_ticket_events"

// subscriptions are the events after which a ticket is looked at. Few on
// purpose: each one is a request to the API, and our own updates make some.
func subscriptions() []string {
	return []string{
		ticketPrefix + commentAdded,
		ticketPrefix + "merged",
		ticketPrefix + "status_changed",
		ticketPrefix + tagsChanged,
	}
}

type webhookObject struct {
	ID            string   `json:"id,omitempty"` // text, unlike other ids
	Name          string   `json:"name"`
	Status        string   `json:"status"`
	Endpoint      string   `json:"endpoint"`
	Method        string   `json:"http_method"`
	Format        string   `json:"request_format"`
	Subscriptions []string `json:"subscriptions"`
}

// wanted is the webhook that should be, with a wiring.
func (s Setup) wanted(wiring []string) webhookObject {
	return webhookObject{
		Name: WebhookName, Status: "active", Endpoint: s.Endpoint,
		Method: http.MethodPost, Format: "json", Subscriptions: wiring,
	}
}

// webhook makes or mends the webhook, with the trigger where the account has
// no event subscriptions, and reads its signing secret.
func (s Setup) webhook(ctx context.Context, report *Report, user id) {
	const what = "webhook " + WebhookName
	existing, err := s.findWebhook(ctx)
	if err != nil {
		report.refused(what, err)
		return
	}
	if existing == nil {
		existing, err = s.makeWebhook(ctx, report)
		if err != nil {
			report.refused(what, err)
			return
		}
	} else if err := s.mendWebhook(ctx, report, *existing); err != nil {
		report.refused(what, err)
		return
	}
	if slices.Contains(existing.Subscriptions, conditionalEvents) {
		s.trigger(ctx, report, user, existing.ID)
	}
	s.secret(ctx, report, existing.ID)
}

// findWebhook is the webhook of our name, if there is one. Of several, one that
// already goes to our endpoint wins, then one that is subscribed to events.
func (s Setup) findWebhook(ctx context.Context) (*webhookObject, error) {
	list, err := listAll[webhookObject](ctx, s.Client, "/api/v2/webhooks", "webhooks")
	if err != nil {
		return nil, err
	}
	var best *webhookObject
	rank := func(w *webhookObject) int {
		points := 0
		if w.Endpoint == s.Endpoint {
			points += 2
		}
		if !slices.Contains(w.Subscriptions, conditionalEvents) {
			points++
		}
		return points
	}
	for i := range list {
		if strings.EqualFold(list[i].Name, WebhookName) && (best == nil || rank(&list[i]) > rank(best)) {
			best = &list[i]
		}
	}
	return best, nil
}

// makeWebhook makes it with event subscriptions, or connected to triggers when
// the account refuses those: which plans have them is not documented.
func (s Setup) makeWebhook(ctx context.Context, report *Report) (*webhookObject, error) {
	events := s.wanted(subscriptions())
	if s.DryRun {
		report.add(Made, "webhook "+WebhookName+" to "+s.Endpoint+", subscribed to ticket events", "")
		return &events, nil
	}
	const op = "zendesk make webhook"
	var made webhookObject
	err := s.Client.create(ctx, op, "/api/v2/webhooks", "webhook", events, &made)
	if err == nil {
		report.add(Made, "webhook "+WebhookName+" to "+s.Endpoint+", subscribed to ticket events", "")
		return &made, nil
	}
	if told := failure.Of(err); told.Class != failure.Permanent && told.Code != "Forbidden" && told.Code != "403" {
		return nil, err
	}
	connected := s.wanted([]string{conditionalEvents})
	if err := s.Client.create(ctx, op, "/api/v2/webhooks", "webhook", connected, &made); err != nil {
		return nil, err
	}
	report.add(Made, "webhook "+WebhookName+" to "+s.Endpoint+", connected to a trigger",
		"this account has no event subscriptions; the trigger below does their work")
	return &made, nil
}

// mendWebhook brings an existing webhook to what is wanted, keeping its wiring.
func (s Setup) mendWebhook(ctx context.Context, report *Report, existing webhookObject) error {
	wiring := existing.Subscriptions
	if !slices.Contains(wiring, conditionalEvents) {
		wiring = union(wiring, subscriptions())
	}
	wanted := s.wanted(wiring)
	changes := existing.differences(wanted)
	if len(changes) == 0 {
		report.add(Fine, "webhook "+WebhookName+" to "+s.Endpoint, "")
		return nil
	}
	wanted.Name = existing.Name
	if !s.DryRun {
		// PUT would remove what is left out, such as headers that somebody added.
		path := "/api/v2/webhooks/" + url.PathEscape(existing.ID)
		if err := s.Client.update(ctx, "zendesk mend webhook "+existing.ID, http.MethodPatch, path, "webhook", wanted); err != nil {
			return err
		}
	}
	report.add(Mended, "webhook "+WebhookName+": "+strings.Join(changes, ", "), "")
	return nil
}

// differences names what an update would change.
func (w webhookObject) differences(wanted webhookObject) []string {
	var changes []string
	if w.Endpoint != wanted.Endpoint {
		changes = append(changes, "endpoint "+w.Endpoint+" becomes "+wanted.Endpoint)
	}
	if w.Status != wanted.Status {
		changes = append(changes, "status "+w.Status+" becomes "+wanted.Status)
	}
	if w.Method != wanted.Method || w.Format != wanted.Format {
		changes = append(changes, "POST with JSON")
	}
	for _, event := range wanted.Subscriptions {
		if !slices.Contains(w.Subscriptions, event) {
			changes = append(changes, "event "+strings.TrimPrefix(event, eventPrefix)+" added")
		}
	}
	return changes
}

// union is list with what it lacks of more.
func union(list, more []string) []string {
	all := slices.Clone(list)
	for _, entry := range more {
		if !slices.Contains(all, entry) {
			all = append(all, entry)
		}
	}
	return all
}

// secret reads what the webhook's deliveries are signed with.
func (s Setup) secret(ctx context.Context, report *Report, webhook string) {
	if webhook == "" {
		return // a dry run that made none
	}
	ask := call{
		op: "zendesk read signing secret", method: http.MethodGet,
		path: "/api/v2/webhooks/" + url.PathEscape(webhook) + "/signing_secret",
	}
	var answer struct {
		Signing struct {
			Secret string `json:"secret"`
		} `json:"signing_secret"`
	}
	if err := s.Client.do(ctx, ask, &answer); err != nil {
		report.refused("signing secret", err)
		return
	}
	report.Secret = answer.Signing.Secret
}
