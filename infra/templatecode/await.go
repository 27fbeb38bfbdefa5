package templatecode

import (
	"context"
	"slices"
	"time"

	"ventana/shared/failure"
	"ventana/shared/template"
)

// Waiting is how long an applier waits for the review.
type Waiting struct {
	// Every is between two looks at the account's list.
	Every time.Duration
	// Most is the whole time; 0 looks once.
	Most time.Duration
	// Look is told after each look how many are decided.
	Look func(decided, total int)
}

// Await looks at the account's list until every submission is decided or the
// time is over; the outcomes are filled in on the way. What is not decided by
// then goes on being reviewed: WhatsApp takes up to a day. A list that cannot be
// had now is waited for; the error is that of the last look.
func (a *Applier) Await(ctx context.Context, outcomes []Outcome, w Waiting) error {
	for waited := time.Duration(0); ; waited += w.Every {
		listed, err := a.Provider.ListTemplates(ctx, a.WABA)
		if err != nil && (failure.Is(err, failure.Permanent) || ctx.Err() != nil) {
			return err
		}
		if err == nil {
			settle(outcomes, template.NewCatalogue(listed))
		}
		w.Look(decided(outcomes), len(outcomes))
		if err == nil && decided(outcomes) == len(outcomes) || waited+w.Every > w.Most {
			return err
		}
		if err := a.Pause(ctx, w.Every); err != nil {
			return err
		}
	}
}

// decided counts the outcomes that no look can change.
func decided(outcomes []Outcome) int {
	count := 0
	for _, o := range outcomes {
		if o.State != Review && o.State != Unclear {
			count++
		}
	}
	return count
}

// settle reads the outcomes off the list.
func settle(outcomes []Outcome, catalogue template.Catalogue) {
	for i := range outcomes {
		o := &outcomes[i]
		if o.State != Review && o.State != Unclear {
			continue
		}
		now, exists := catalogue.Find(o.Action.Name, o.Action.Language)
		if o.Action.Kind == template.ActionDelete {
			if !exists {
				o.State, o.Err = Deleted, nil
			}
			continue
		}
		// The list can be behind: until it shows the new words, its state is that of
		// the old ones.
		if !exists || !says(now, o.Action.Want) {
			continue
		}
		o.Now, o.Err = now, nil
		o.State = stateOf(now.Status)
	}
}

// says compares all but the category, which the review may change.
func says(now, want template.Template) bool {
	return !slices.ContainsFunc(template.Diff(now, want), func(d template.Difference) bool { return d.Field != "category" })
}

func stateOf(status string) State {
	switch status {
	case template.StatusApproved:
		return Approved
	case template.StatusRejected:
		return Rejected
	case template.StatusPending, template.StatusInAppeal:
		return Review
	default:
		return Other
	}
}
