package dynamostore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// EffectLife is how long an effect is remembered: Meta repeats a delivery for
// 7 days, queues keep it 14, dead-letter queues 14 more, and there is room.
const EffectLife = 45 * 24 * time.Hour

// The kinds of effect: one thing done to an outside system that must happen once.
const (
	EffectComment = "comment" // a customer's message in a ticket; id: digest of number and message id
	EffectSend    = "send"    // one part of an agent's reply; id: helpdesk, ticket, comment, part
	EffectNote    = "note"    // an internal note; id: what it is about
)

// Effect is one thing that must happen once.
type Effect struct {
	Kind, ID string
	// Claims counts how often somebody set out to do it. 1 means that nobody did
	// before: there is nothing to look for outside.
	Claims int64
	// Done: it happened, Result is the outside system's id of it, or why it was
	// given up (Lost).
	Done bool
	Lost bool
	// Result is a comment's id or a message's id.
	Result string
	// Until is the end of the lease, or of a wait after an ambiguous answer.
	Until time.Time
	// Ambiguous: an answer was lost; the next claim has to look before it acts.
	Ambiguous bool
	// FirstAt is the first claim since nothing can have been done outside.
	FirstAt time.Time
	// Context of a send, so that a status that beats the answer can complete it.
	Helpdesk, Ticket, Contact, Number string
}

// Doubtful reports whether the effect may have happened although nobody knows:
// an earlier claim ended without a word, or with a lost answer.
func (e Effect) Doubtful() bool { return e.Claims > 1 || e.Ambiguous }

func effectKey(kind, id string) attributes {
	return key("EFFECT#"+kind+"#"+id, "EFFECT")
}

// Claim takes the effect for owner before the outside system is called: with
// it the effect's marker is known to everybody (its id is the marker). The
// result says what stood there; *HeldError when another run has it or a wait
// is not over. A done effect is returned as it is, without error.
//
// Requests: one write.
func (s *Store) Claim(ctx context.Context, effect Effect, owner string) (Effect, error) {
	now := s.now()
	item, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key: effectKey(effect.Kind, effect.ID),
		UpdateExpression: aws.String("SET #owner = :owner, lease_until = :until, expires_at = :expires, " +
			"first_at = if_not_exists(first_at, :now), ticket = if_not_exists(ticket, :ticket), " +
			"helpdesk = :helpdesk, contact = :contact, #number = :number ADD claims :one"),
		ConditionExpression:      aws.String("attribute_not_exists(done_at) AND (attribute_not_exists(lease_until) OR lease_until <= :now)"),
		ExpressionAttributeNames: map[string]string{"#owner": "owner", "#number": "number"},
		ExpressionAttributeValues: attributes{
			":owner": text(owner), ":until": millis(now.Add(Lease)), ":now": millis(now), ":one": number64(1),
			":expires": seconds(now.Add(EffectLife)), ":ticket": text(effect.Ticket), ":contact": text(effect.Contact), ":number": text(effect.Number),
			":helpdesk": text(effect.Helpdesk),
		},
	})
	stood := effectOf(effect.Kind, effect.ID, item)
	switch {
	case err == nil:
		return stood, nil
	case !errors.Is(err, errCondition):
		return Effect{}, fmt.Errorf("claim effect %s %s: %w", effect.Kind, effect.ID, err)
	case stood.Done, textOf(item, "owner") == owner:
		// Ours: a claim whose answer was lost, made again by the SDK. It counted once.
		return stood, nil
	default:
		return stood, &HeldError{Item: "effect " + effect.Kind + " " + effect.ID, Until: stood.Until}
	}
}

// Finish marks the effect done with the outside system's id of it. Whoever
// knows that it happened may say so; the first word stands.
//
// Requests: one write.
func (s *Store) Finish(ctx context.Context, kind, id, result string) error {
	return s.finish(ctx, kind, id, result, false)
}

// GiveUp ends an effect of which nobody will ever know whether it happened:
// the agent was told. A later word that it did happen is not lost, see Finish.
//
// Requests: one write.
func (s *Store) GiveUp(ctx context.Context, kind, id, reason string) error {
	return s.finish(ctx, kind, id, reason, true)
}

func (s *Store) finish(ctx context.Context, kind, id, result string, lost bool) error {
	now := s.now()
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key:                      effectKey(kind, id),
		UpdateExpression:         aws.String("SET done_at = :now, #result = :result, lost = :lost, expires_at = :expires REMOVE lease_until, #owner, ambiguous"),
		ConditionExpression:      aws.String("attribute_not_exists(done_at) OR lost = :yes"),
		ExpressionAttributeNames: map[string]string{"#owner": "owner", "#result": "result"},
		ExpressionAttributeValues: attributes{
			":now": millis(now), ":result": text(result), ":expires": seconds(now.Add(EffectLife)),
			":lost": boolean(lost), ":yes": boolean(true),
		},
	})
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("finish effect %s %s: %w", kind, id, err)
	}
	return nil
}

// Pause is how a claim is given back.
type Pause struct {
	For time.Duration
	// Ambiguous: the outside system may have done it, so the next claim looks first.
	Ambiguous bool
}

// Postpone gives a claim back: nobody takes the effect before the pause ends.
//
// Requests: one write.
func (s *Store) Postpone(ctx context.Context, kind, id, owner string, pause Pause) error {
	set := "SET lease_until = :until"
	values := attributes{":owner": text(owner), ":until": millis(s.now().Add(pause.For))}
	// The owner goes in both cases, so that a repeat by the SDK changes nothing.
	if pause.Ambiguous {
		set += ", ambiguous = :yes REMOVE #owner"
		values[":yes"] = boolean(true)
	} else {
		// Nothing was done: the next claim counts as the first again.
		set += " REMOVE first_at, #owner ADD claims :minus"
		values[":minus"] = number64(-1)
	}
	_, err := s.update(ctx, &dynamodb.UpdateItemInput{
		Key: effectKey(kind, id), UpdateExpression: aws.String(set),
		ConditionExpression:       aws.String("#owner = :owner AND attribute_not_exists(done_at)"),
		ExpressionAttributeNames:  map[string]string{"#owner": "owner"},
		ExpressionAttributeValues: values,
	})
	if err != nil && !errors.Is(err, errCondition) {
		return fmt.Errorf("postpone effect %s %s: %w", kind, id, err)
	}
	return nil
}

// Effect reads one effect; false when it is unknown.
//
// Requests: one read.
func (s *Store) Effect(ctx context.Context, kind, id string) (Effect, bool, error) {
	found := effectKey(kind, id)
	item, err := s.get(ctx, textOf(found, "pk"), "EFFECT")
	if err != nil {
		return Effect{}, false, fmt.Errorf("read effect %s %s: %w", kind, id, err)
	}
	return effectOf(kind, id, item), item != nil, nil
}

// KnownMarkers tells which of the markers are ours: ids of effects of kind that
// were claimed. A comment with a marker nobody claimed is not our writing.
//
// Requests: one read per 100 markers, none for an empty list.
func (s *Store) KnownMarkers(ctx context.Context, kinds []string, markers []string) (map[string]bool, error) {
	known := map[string]bool{}
	const most = 100                                                // BatchGetItem's limit
	markers = slices.Compact(slices.Sorted(slices.Values(markers))) // DynamoDB refuses a key that is asked for twice
	var wanted []attributes
	markerOf := map[string]string{} // by pk
	for _, marker := range markers {
		for _, kind := range kinds {
			effect := effectKey(kind, marker)
			wanted = append(wanted, effect)
			markerOf[textOf(effect, "pk")] = marker
		}
	}
	for start := 0; start < len(wanted); start += most {
		request := map[string]types.KeysAndAttributes{s.table: {
			Keys: wanted[start:min(start+most, len(wanted))], ConsistentRead: aws.Bool(true), ProjectionExpression: aws.String("pk"),
		}}
		for len(request) > 0 {
			out, err := s.api.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: request})
			if err != nil {
				return nil, fmt.Errorf("look up %d markers: %w", len(markers), err)
			}
			for _, item := range out.Responses[s.table] {
				known[markerOf[textOf(item, "pk")]] = true
			}
			request = out.UnprocessedKeys
		}
	}
	return known, nil
}

func effectOf(kind, id string, item attributes) Effect {
	return Effect{
		Kind: kind, ID: id,
		Claims: numberOf(item, "claims"), Done: item["done_at"] != nil, Lost: truthOf(item, "lost"), Result: textOf(item, "result"),
		Until: millisOf(item, "lease_until"), Ambiguous: truthOf(item, "ambiguous"), FirstAt: millisOf(item, "first_at"),
		Helpdesk: textOf(item, "helpdesk"), Ticket: textOf(item, "ticket"), Contact: textOf(item, "contact"), Number: textOf(item, "number"),
	}
}

// sendMarkerPrefix tells our markers from what others may put along with a
// message on the same number.
const sendMarkerPrefix = "ventana:"

// SendMarker is what travels with a message so that its statuses lead back to
// the send effect.
func SendMarker(id string) string { return sendMarkerPrefix + id }

// SendOf is the send effect that a marker names; false when it is not ours.
func SendOf(marker string) (id string, ours bool) {
	return strings.CutPrefix(marker, sendMarkerPrefix)
}
