package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ventana/shared/silence"
)

func canaryKey(number string) attributes { return key("CANARY#"+number, "CANARY") }

// CanaryRun reads the last run of a number's canary; false when there was none.
//
// Requests: one read.
func (s *Store) CanaryRun(ctx context.Context, number string) (silence.Run, bool, error) {
	item, err := s.get(ctx, textOf(canaryKey(number), "pk"), "CANARY")
	if err != nil {
		return silence.Run{}, false, fmt.Errorf("read canary of number %s: %w", number, err)
	}
	return silence.Run{
		ID: textOf(item, "id"), Reply: textOf(item, "reply"), TicketDay: textOf(item, "ticket_day"),
		SentAt: millisOf(item, "sent_at"), WebhookAt: millisOf(item, "webhook_at"), InboundAt: millisOf(item, "inbound_at"),
		TicketAt: millisOf(item, "ticket_at"), EventAt: millisOf(item, "event_at"), OutboundAt: millisOf(item, "outbound_at"),
		ProbedAt: millisOf(item, "probed_at"),
	}, item != nil, nil
}

// StartCanary begins a run on a number in the place of the one called previous,
// empty for none; false when another has begun meanwhile. The day of the ticket
// stays.
//
// Requests: one write.
func (s *Store) StartCanary(ctx context.Context, number, previous string, run silence.Run) (bool, error) {
	change := newEdit()
	change.set("id", text(run.ID))
	change.set("reply", text(run.Reply))
	change.set("sent_at", millis(run.SentAt))
	change.remove("webhook_at", "inbound_at", "ticket_at", "event_at", "outbound_at", "probed_at")
	item, err := s.update(ctx, change.of(canaryKey(number), "attribute_not_exists(#id) OR #id = :previous", attributes{":previous": text(previous)}))
	if errors.Is(err, errCondition) {
		return textOf(item, "id") == run.ID, nil // ours: one whose answer was lost, made again by the SDK
	}
	if err != nil {
		return false, fmt.Errorf("start canary of number %s: %w", number, err)
	}
	return true, nil
}

// NoteCanary notes which hops the run reached, and the day of its ticket where one
// is told; the first word on a hop stands. False when another run has begun: then
// nothing is noted.
//
// Requests: one write.
func (s *Store) NoteCanary(ctx context.Context, number string, reached silence.Run) (bool, error) {
	change := newEdit()
	for _, hop := range []struct {
		name string
		at   time.Time
	}{
		{"webhook_at", reached.WebhookAt}, {"inbound_at", reached.InboundAt}, {"ticket_at", reached.TicketAt},
		{"event_at", reached.EventAt}, {"outbound_at", reached.OutboundAt}, {"probed_at", reached.ProbedAt},
	} {
		if !hop.at.IsZero() {
			change.setFirst(hop.name, millis(hop.at))
		}
	}
	change.setKnown("ticket_day", reached.TicketDay)
	_, err := s.update(ctx, change.of(canaryKey(number), change.name("id")+" = :run", attributes{":run": text(reached.ID)}))
	if errors.Is(err, errCondition) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("note hops of canary of number %s: %w", number, err)
	}
	return true, nil
}
