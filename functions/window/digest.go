package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/envelope"
	"ventana/shared/failure"
	"ventana/shared/helpdesk"
	"ventana/shared/note"
	"ventana/shared/policy"
	"ventana/shared/secret"
	"ventana/shared/sqsqueue"
	"ventana/shared/telemetry"
)

// digestStore is the part of the table that only the digest uses.
type digestStore interface {
	ReadConversations(ctx context.Context, named []conversation.Conversation) ([]conversation.Conversation, error)
	Effect(ctx context.Context, kind, id string) (dynamostore.Effect, bool, error)
	GiveUp(ctx context.Context, kind, id, reason string) error
}

// digestDesk is the part of a helpdesk that only the digest uses.
type digestDesk interface {
	GroupID(ctx context.Context, name string) (string, bool, error)
	FindTicket(ctx context.Context, externalID string) (helpdesk.Opened, bool, error)
	OpenTicket(ctx context.Context, ticket helpdesk.NewTicket) (helpdesk.Opened, error)
}

// nothingCloses is the result of a digest that was not written, having nothing
// to list.
const nothingCloses = "empty"

// days remembers for the life of a process which digests need no more looks, so
// that a day's other minutes cost no request.
type days struct {
	mu   sync.Mutex
	over map[string]bool
}

func (d *days) isOver(day string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.over[day]
}

func (d *days) end(day string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.over == nil {
		d.over = map[string]bool{}
	}
	d.over[day] = true
}

// daily is one day's digest in one helpdesk.
type daily struct {
	*Handler
	rules    policy.Policy
	helpdesk secret.CallConnection
	day      string // as 2026-11-24
	effect   string // its id
	at       time.Time
}

// digests writes what is due in each helpdesk. It comes after the warnings, which
// are more urgent, and in time that is left of the run.
func (h *Handler) digests(ctx context.Context, document secret.Call, rules policy.Policy) error {
	now := h.now()
	day, due, missed := policy.DigestDue(rules, now)
	if !due && !missed {
		return nil
	}
	var problems []error
	for _, one := range document.Connections {
		if one.Kind != secret.KindZendesk {
			continue
		}
		d := &daily{
			Handler: h, rules: rules, helpdesk: one, day: day, effect: envelope.Digest("digest", one.ID, day),
			at: now.In(rules.Window.Digest.Location()),
		}
		do := d.write
		if missed {
			do = d.tell
		}
		err := do(ctx)
		var held *dynamostore.HeldError
		if errors.As(err, &held) || failure.Is(err, failure.Later) {
			h.log.Info("digest waits", telemetry.KeyConnection, one.ID, telemetry.KeyError, err)
		} else if err != nil {
			problems = append(problems, fmt.Errorf("digest of %s for %s: %w", one.ID, day, err))
		}
	}
	return errors.Join(problems...)
}

// tell says once that a digest was not written while it was of use. The time is
// part of the name: a digest that is put to a later hour is no missed one.
func (d *daily) tell(ctx context.Context) error {
	name := d.effect + " missed at " + d.rules.Window.Digest.At.String()
	if d.days.isOver(d.effect) || d.days.isOver(name) {
		return nil
	}
	effect, _, err := d.store.Effect(ctx, dynamostore.EffectDigest, d.effect)
	if err != nil {
		return err
	}
	d.days.end(name)
	if !effect.Done {
		d.log.Warn("digest missed", telemetry.KeyConnection, d.helpdesk.ID, telemetry.KeyDay, d.day)
	}
	return nil
}

// write writes the digest once, whatever dies or runs twice: as with a note, the
// claim says who may, and the ticket's external id whether somebody did.
func (d *daily) write(ctx context.Context) error {
	if d.days.isOver(d.effect) {
		return nil
	}
	if !sqsqueue.Spare(ctx, 2*reserve) {
		return &failure.Error{Class: failure.Later, Op: "write digest", Code: "no time left"}
	}
	owner := d.newOwner()
	effect, err := d.store.Claim(ctx, dynamostore.Effect{Kind: dynamostore.EffectDigest, ID: d.effect, Helpdesk: d.helpdesk.ID}, owner)
	if err != nil {
		return err
	}
	if !effect.Done {
		err = d.finish(ctx, effect, owner)
	}
	if err == nil {
		d.days.end(d.effect)
	}
	return err
}

// finish does what was claimed and writes down how it ended. What the helpdesk
// refuses for good is left until tomorrow.
func (d *daily) finish(ctx context.Context, effect dynamostore.Effect, owner string) error {
	ticket, err := d.place(ctx, effect.Doubtful())
	if err == nil {
		return d.store.Finish(ctx, dynamostore.EffectDigest, d.effect, ticket)
	}
	failed := failure.Of(err)
	ctx, cancel := dynamostore.Outlive(ctx)
	defer cancel()
	if helpdesk.ForGood(err) {
		return errors.Join(err, d.store.GiveUp(ctx, dynamostore.EffectDigest, d.effect, failed.Code))
	}
	pause := dynamostore.Pause{For: failed.Wait, Ambiguous: failed.Class == failure.Ambiguous || failed.Class == failure.Unknown}
	if back := d.store.Postpone(ctx, dynamostore.EffectDigest, d.effect, owner, pause); back != nil {
		return errors.Join(err, back)
	}
	return err
}

// place opens the digest's ticket, or finds it where it may stand already, and
// gives its id; "empty" where there is nothing to list.
func (d *daily) place(ctx context.Context, doubtful bool) (string, error) {
	external := conversation.DigestPrefix + d.helpdesk.ID + ":" + d.day
	if doubtful {
		if opened, exists, err := d.desk(d.helpdesk).FindTicket(ctx, external); err != nil || exists {
			return opened.Ticket, err
		}
	}
	list, err := d.list(ctx)
	if err != nil {
		return "", err
	}
	if len(list.Lines) == 0 && list.Unread == 0 {
		return nothingCloses, nil
	}
	group, err := d.group(ctx)
	if err != nil {
		return "", err
	}
	return d.open(ctx, helpdesk.NewTicket{
		ExternalID: external, Subject: note.DigestSubject(d.helpdesk.Language, list), Body: note.DigestBody(d.helpdesk.Language, list),
		Tags: []string{helpdesk.DigestTag}, Internal: true, Group: group,
	})
}

// open opens the ticket; in no group where the helpdesk refuses that one.
func (d *daily) open(ctx context.Context, ticket helpdesk.NewTicket) (string, error) {
	if err := sqsqueue.TimeFor(ctx, "open digest"); err != nil {
		return "", err
	}
	opened, err := d.desk(d.helpdesk).OpenTicket(ctx, ticket)
	switch {
	case errors.Is(err, helpdesk.ErrIdempotencyMismatch):
		// Another run's list, which is older, stands there or is about to.
		var exists bool
		if opened, exists, err = d.desk(d.helpdesk).FindTicket(ctx, ticket.ExternalID); err == nil && !exists {
			err = &failure.Error{Class: failure.Later, Op: "find digest", Code: "not there yet", Wait: time.Minute}
		}
	case helpdesk.ForGood(err) && ticket.Group != "":
		d.log.Error("digest's group refused", telemetry.KeyConnection, d.helpdesk.ID, telemetry.KeyError, err)
		ticket.Group = ""
		return d.open(ctx, ticket)
	}
	return opened.Ticket, err
}

// group finds the policy's group. One that there is not is no reason to keep the
// digest from everybody.
func (d *daily) group(ctx context.Context) (string, error) {
	name := d.rules.Window.Digest.Group
	if name == "" {
		return "", nil
	}
	id, found, err := d.desk(d.helpdesk).GroupID(ctx, name)
	if err != nil && !helpdesk.ForGood(err) {
		return "", err
	}
	if !found {
		d.log.Error("digest's group is unknown", telemetry.KeyConnection, d.helpdesk.ID, telemetry.KeyGroup, name, telemetry.KeyError, err)
	}
	return id, nil
}
