package contact

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"ventana/shared/dynamostore"
)

// NewContact asks for a contact that is yet to be made.
const NewContact = "new"

// Request is a split that somebody asks for.
type Request struct {
	From string // the contact that holds too much
	// Into is the contact that gets what goes: one that was joined into From, or
	// NewContact. Empty is the one that what goes came from, else a new one.
	Into string
	// Identities are words as pick reads them; none is what a join brought.
	Identities []string
	Region     string // for phones in national form
}

// Plan is a split, thought through and not carried out.
type Plan struct {
	From, Into     dynamostore.Portrait // of a new contact the id alone
	Going, Staying []dynamostore.Identity
	// Tickets are those that are Into's again.
	Tickets  []dynamostore.TicketLink
	New      bool      // Into is yet to be made
	JoinedAt time.Time // when Into was joined into From; zero when nothing tells it
	// Begun: an earlier run set out to do this and was cut off. Done: one did it.
	Begun, Done bool

	page dynamostore.Effect
}

// errNothing: From holds nothing of what was asked for.
var errNothing = errors.New("nothing to split")

// Plan reads how things stand and changes nothing. A split that was begun and is
// not finished comes before a new one. The error says why what was asked for
// makes no sense and what to ask instead; it names no identity.
func (s *Splitter) Plan(ctx context.Context, r Request) (Plan, error) {
	from, err := Finder{Store: s.Store}.Look(ctx, r.From)
	if err != nil {
		return Plan{}, err
	}
	history, err := s.history(ctx, from.ID)
	if err != nil {
		return Plan{}, err
	}
	past, err := s.past(ctx, from, history, r)
	if err != nil {
		return Plan{}, err
	}
	for _, one := range past {
		if one.Begun {
			return one, nil
		}
	}
	plan, err := s.fresh(ctx, from, history, r)
	if errors.Is(err, errNothing) && len(past) > 0 {
		return past[0], nil
	}
	return plan, err
}

// past are the splits of From that the request may mean, newest first: those
// after which an identity leads to Into that led to From.
func (s *Splitter) past(ctx context.Context, from Found, history []dynamostore.Effect, r Request) ([]Plan, error) {
	if r.Into != "" && r.Into != NewContact { // also one that is too old to be in the journal
		history = append(slices.Clone(history), dynamostore.Effect{Contact: r.Into, Done: true})
	}
	var plans []Plan
	for _, page := range history {
		if r.Into != "" && r.Into != NewContact && r.Into != page.Contact {
			continue
		}
		into, known, err := s.Store.Portrait(ctx, page.Contact)
		if err != nil {
			return nil, err
		}
		plan := Plan{From: from.Portrait, Into: into, page: page, Begun: !page.Done, Done: page.Done, JoinedAt: into.JoinedAt}
		fits, err := plan.remember(r)
		if err != nil {
			return nil, err
		}
		if known && fits {
			plans = append(plans, plan)
		}
	}
	return plans, nil
}

// remember finds out what a past split took, and whether it is what the request
// names. One that was cut off may have left some of it with From.
func (p *Plan) remember(r Request) (fits bool, err error) {
	gone := keep(p.Into.Identities, func(i dynamostore.Identity) bool { return i.SplitFrom == p.From.ID })
	if len(gone) == 0 {
		return false, nil
	}
	left := keep(p.From.Identities, func(i dynamostore.Identity) bool { return i.JoinedFrom == p.Into.ID })
	if len(r.Identities) > 0 {
		left = nil
	}
	some := len(r.Identities) == 0
	for _, word := range r.Identities {
		went, err := pick(gone, word, r.Region)
		if err != nil {
			return false, err
		}
		stayed, err := pick(p.From.Identities, word, r.Region)
		if err != nil {
			return false, err
		}
		if len(went)+len(stayed) == 0 || p.Done && len(went) == 0 {
			return false, nil
		}
		some = some || len(went) > 0
		left = append(left, stayed...)
	}
	p.Going = gone
	if p.Begun {
		p.Going = slices.Concat(gone, left)
	}
	p.settle()
	return some, nil
}

// fresh plans a split of what From holds. errNothing when it holds none of it.
func (s *Splitter) fresh(ctx context.Context, from Found, history []dynamostore.Effect, r Request) (Plan, error) {
	going, err := choose(from, r)
	if err != nil {
		return Plan{}, err
	}
	into, err := destination(from, going, r.Into)
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{From: from.Portrait, Going: going, New: into == ""}
	plan.Into.ID = cmp.Or(into, s.Fresh)
	if !plan.New {
		found, known, err := s.Store.Portrait(ctx, into)
		if err != nil {
			return Plan{}, err
		}
		came := func(i dynamostore.Identity) bool { return i.JoinedFrom == into }
		if !known || found.JoinedInto != from.ID && !slices.ContainsFunc(going, came) {
			return Plan{}, fmt.Errorf("contact %s was never joined into contact %s; --into %s makes a new one", into, from.ID, NewContact)
		}
		plan.Into = found
		if found.JoinedInto == from.ID {
			plan.JoinedAt = found.JoinedAt
		}
	}
	if plan.settle(); len(plan.Staying) == 0 {
		return Plan{}, fmt.Errorf("contact %s would keep no identity: name only those that are another person's", from.ID)
	}
	plan.page, err = page(history, from.ID, plan.Into.ID)
	return plan, err
}

// settle works out what follows from what goes.
func (p *Plan) settle() {
	p.Staying = keep(p.From.Identities, func(i dynamostore.Identity) bool {
		return !slices.ContainsFunc(p.Going, func(one dynamostore.Identity) bool { return one.Key == i.Key })
	})
	p.Tickets = nil
	for _, link := range p.Into.Joined {
		if link.Contact == p.From.ID && link.JoinedFrom == p.Into.ID || link.Contact == p.Into.ID && link.JoinedFrom == "" {
			p.Tickets = append(p.Tickets, link)
		}
	}
}

// choose finds what goes among what From holds.
func choose(from Found, r Request) ([]dynamostore.Identity, error) {
	if len(r.Identities) == 0 {
		return proposed(from, r.Into)
	}
	var going []dynamostore.Identity
	for _, word := range r.Identities {
		found, err := pick(from.Identities, word, r.Region)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("%w: contact %s has no such identity, see: ventana contact show %s", errNothing, from.ID, from.ID)
		}
		going = append(going, found...)
	}
	slices.SortFunc(going, func(a, b dynamostore.Identity) int { return strings.Compare(a.Key, b.Key) })
	return slices.Compact(going), nil
}

// proposed is what a join brought.
func proposed(from Found, into string) ([]dynamostore.Identity, error) {
	if into == NewContact {
		return nil, fmt.Errorf("--into %s: say with --identity what goes there", NewContact)
	}
	going := keep(from.Identities, func(i dynamostore.Identity) bool {
		return i.JoinedFrom != "" && (into == "" || i.JoinedFrom == into)
	})
	switch {
	case len(going) > 0:
		return going, nil
	case from.JoinedInto != "":
		return nil, fmt.Errorf("%w: contact %s was itself joined into contact %s; to undo that: ventana contact split %s --into %s",
			errNothing, from.ID, from.JoinedInto, from.JoinedInto, from.ID)
	default:
		return nil, fmt.Errorf("%w: no such join is on record for contact %s; say with --identity what is another person's", errNothing, from.ID)
	}
}

// destination is the former contact that what goes came from, empty for a new
// one, unless it was named.
func destination(from Found, going []dynamostore.Identity, named string) (string, error) {
	if named == NewContact {
		return "", nil
	}
	origins := map[string]bool{}
	for _, one := range going {
		origins[one.JoinedFrom] = true
	}
	switch {
	case named != "":
		return named, nil
	case len(origins) == 1:
		return going[0].JoinedFrom, nil
	}
	var choices []string
	for _, former := range from.Former {
		choices = append(choices, "--into "+former.Contact)
	}
	return "", fmt.Errorf("what goes came to contact %s in several ways; choose one of %s, --into %s", from.ID, strings.Join(choices, ", "), NewContact)
}

func keep(identities []dynamostore.Identity, wanted func(dynamostore.Identity) bool) []dynamostore.Identity {
	var kept []dynamostore.Identity
	for _, one := range identities {
		if wanted(one) {
			kept = append(kept, one)
		}
	}
	return kept
}
