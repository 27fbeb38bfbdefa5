package dynamotest_test

import (
	"cmp"
	"context"
	"slices"
	"time"

	"ventana/shared/conversation"
	"ventana/shared/dynamostore"
	"ventana/shared/template"
)

// drawDue reads all shards as one: which is whose is the table's own affair.
func drawDue(d dice) call {
	before := d.at()
	return func(ctx context.Context, s store) answer {
		due, err := allDue(ctx, s, before)
		return say("due", err, before, due)
	}
}

func allDue(ctx context.Context, s store, before time.Time) ([]conversation.Conversation, error) {
	var all []conversation.Conversation
	for shard := range dynamostore.DueShards {
		due, err := s.Due(ctx, shard, before, 100)
		if err != nil {
			return nil, err
		}
		all = append(all, due...)
	}
	slices.SortFunc(all, func(a, b conversation.Conversation) int {
		return cmp.Or(a.DueAt.Compare(b.DueAt), cmp.Compare(a.Contact, b.Contact), cmp.Compare(a.Number, b.Number))
	})
	return all, nil
}

// drawRearm rearms the first that is due, once again half the time.
func drawRearm(d dice) call {
	before, next, level, again := d.now, d.at(), d.IntN(3), d.flip()
	if d.flip() {
		next = time.Time{}
	}
	return func(ctx context.Context, s store) answer {
		due, err := allDue(ctx, s, before)
		if err != nil || len(due) == 0 {
			return say("due to rearm", err, due)
		}
		seen := due[0]
		first, err := s.Rearm(ctx, seen.Contact, seen.Number, seen.DueAt, next, level)
		second := false
		if err == nil && again {
			second, err = s.Rearm(ctx, seen.Contact, seen.Number, seen.DueAt, next, level)
		}
		said := say("rearm", err, seen, next, level, first, second)
		said.cameTo("rearmed", first)
		said.cameTo("rearmed too late", again && !second)
		return said
	}
}

func (d dice) template() template.Template {
	one := template.Template{
		ID: d.pick("1", "2"), Name: d.pick("reopen", "survey"), Language: d.pick("es", "en_US"),
		Category: template.CategoryUtility, Status: d.pick(template.StatusApproved, template.StatusPaused),
		Components: []template.Component{{Type: template.TypeBody, Text: d.pick("Hola {{1}}", "Hola")}},
	}
	if d.flip() {
		one.Quality, one.QualityAt = "GREEN", d.now.Truncate(time.Minute)
	}
	return one
}

func drawList(d dice) call {
	var list []template.Template
	for range d.IntN(4) {
		list = append(list, d.template())
	}
	at := d.now
	if d.flip() {
		at = d.at()
	}
	waba := d.pick("200", "201")
	return func(ctx context.Context, s store) answer {
		_, before, err := s.Catalogue(ctx, waba)
		if err != nil {
			return say("catalogue before", err)
		}
		gone, changed, err := s.ReplaceCatalogue(ctx, waba, list, at)
		said := say("replace catalogue", err, waba, list, at, gone, changed)
		said.cameTo("template changed", len(changed) > 0)
		said.cameTo("template gone", len(gone) > 0)
		said.cameTo("old list", at.Before(before))
		return said
	}
}

func drawCatalogue(d dice) call {
	waba := d.pick("200", "201", "202")
	return func(ctx context.Context, s store) answer {
		all, at, err := s.Catalogue(ctx, waba)
		return say("catalogue", err, waba, all, at)
	}
}

func drawPut(d dice) call {
	text, who, late := d.pick("one", "two"), d.pick("ana", "ben"), d.IntN(3)
	return func(ctx context.Context, s store) answer {
		_, version, err := s.CurrentPolicy(ctx)
		if err != nil {
			return say("policy before", err)
		}
		put, err := s.PutPolicy(ctx, text, who, max(version-late, 0))
		said := say("put policy", err, text, who, late, put)
		said.cameTo("policy put", err == nil)
		return said
	}
}

func drawPolicy(d dice) call {
	wanted, limit := d.IntN(4), d.IntN(4)
	return func(ctx context.Context, s store) answer {
		text, version, err := s.CurrentPolicy(ctx)
		if err != nil {
			return say("policy", err)
		}
		old, known, err := s.PolicyVersion(ctx, wanted)
		if err != nil {
			return say("policy version", err)
		}
		history, err := s.PolicyHistory(ctx, limit)
		return say("policies", err, text, version, old, known, history)
	}
}

func drawAudit(d dice) call {
	entry := dynamostore.AuditEntry{
		At: d.at(), Effect: d.id(), Template: d.pick("", "reopen"), Language: d.pick("", "es"), Category: d.pick("", "UTILITY"),
		Rule: d.pick("", "closed"), Who: d.pick("", "7"), Why: d.pick("", "command"), Outcome: d.pick("", "sent"),
		Helpdesk: "zendesk", Ticket: d.pick("", "9"), Contact: d.pick("", "c1"), Number: d.pick("", "main"),
		Message: d.pick("", dynamostore.MessageDigest("wamid.x")),
	}
	if d.flip() {
		entry.Price, entry.Priced = 6800, true
	}
	return func(ctx context.Context, s store) answer { return say("audit", s.Audit(ctx, entry), entry) }
}

func drawAuditOf(d dice) call {
	day := d.now.AddDate(0, 0, -d.IntN(2))
	return func(ctx context.Context, s store) answer {
		entries, err := s.AuditOf(ctx, day)
		return say("audit of a day", err, day, entries)
	}
}

// drawRead reads many at once, of which some are not there.
func drawRead(d dice) call {
	var named []conversation.Conversation
	for _, contact := range []string{"c1", "c2", "c3", d.anybody()} {
		for _, number := range []string{"main", "sales"} {
			if one := (conversation.Conversation{Contact: contact, Number: number}); d.flip() && !slices.ContainsFunc(named, func(n conversation.Conversation) bool { return n.Contact == contact && n.Number == number }) {
				named = append(named, one)
			}
		}
	}
	return func(ctx context.Context, s store) answer {
		read, err := s.ReadConversations(ctx, named)
		slices.SortFunc(read, func(a, b conversation.Conversation) int {
			return cmp.Or(cmp.Compare(a.Contact, b.Contact), cmp.Compare(a.Number, b.Number))
		})
		said := say("read conversations", err, len(named), read)
		said.cameTo("read many conversations", len(read) > 1)
		return said
	}
}
