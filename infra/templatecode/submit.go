package templatecode

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ventana/shared/failure"
	"ventana/shared/provider/cloudapi"
	"ventana/shared/template"
)

// Provider is the part of a WhatsApp provider that an applier uses.
type Provider interface {
	ListTemplates(ctx context.Context, waba string) ([]template.Template, error)
	CreateTemplate(ctx context.Context, waba string, body []byte) (cloudapi.CreatedTemplate, error)
	EditTemplate(ctx context.Context, id string, body []byte) error
	DeleteTemplate(ctx context.Context, waba, name, id string) error
}

var _ Provider = (*cloudapi.Client)(nil)

// State is what became of an action.
type State string

// The states. Unclear and Review may change while the applier waits.
const (
	Review   State = "in review"
	Approved State = "approved"
	Rejected State = "rejected" // by the review
	Other    State = "other"    // WhatsApp holds it in another state, see Status
	Deleted  State = "deleted"
	Refused  State = "refused"   // at once, see Err
	Unclear  State = "unclear"   // the answer was lost: it may have been taken
	Untried  State = "not tried" // an earlier failure would have met this one too
)

// Outcome is an action and what became of it.
type Outcome struct {
	Action template.Action
	State  State
	// Now is the template as the account lists it; zero before it was.
	Now template.Template
	Err error // of Refused and Unclear
}

// Moved tells that the review put the template into another category than the
// definition's, which costs otherwise.
func (o Outcome) Moved() bool {
	return o.Now.Name != "" && o.Now.Category != o.Action.Want.Category && o.Action.Kind != template.ActionDelete
}

const (
	// maxWait is the longest pause that is kept for WhatsApp in a submission.
	maxWait  = time.Minute
	maxTries = 3
)

// Applier submits actions to one account. All fields are required.
type Applier struct {
	WABA     string
	Provider Provider
	History  *History
	Now      func() time.Time
	// Pause waits, or ends with the context.
	Pause func(ctx context.Context, d time.Duration) error
	// Step is told about each action before it is submitted.
	Step func(done, total int, action template.Action)
}

// Submit carries out what a plan wants to create, edit and delete, one after the
// other, and tells what became of each; all else of the plan is left out. A
// refusal concerns its template alone; after what would meet the others too, as
// a dead token, they are not tried. The error is that of the history, without
// which nothing more is done.
func (a *Applier) Submit(ctx context.Context, plan []template.Action) ([]Outcome, error) {
	if err := a.History.save(a.Now()); err != nil {
		return nil, err // before anything is done that could not be remembered
	}
	var outcomes []Outcome
	for _, action := range plan {
		if slices.Contains([]template.ActionKind{template.ActionCreate, template.ActionEdit, template.ActionDelete}, action.Kind) {
			outcomes = append(outcomes, Outcome{Action: action, State: Untried})
		}
	}
	for i := range outcomes {
		o := &outcomes[i]
		a.Step(i, len(outcomes), o.Action)
		o.Err = a.patiently(ctx, o.Action)
		switch {
		case o.Err == nil && o.Action.Kind == template.ActionDelete:
			o.State = Deleted
		case o.Err == nil:
			o.State = Review
		case failure.Is(o.Err, failure.Ambiguous):
			o.State = Unclear
		default:
			o.State = Refused
		}
		if o.State != Refused { // what may have been taken counts as taken
			did := template.Did{Kind: o.Action.Kind, Name: o.Action.Name, Language: o.Action.Language, At: a.Now()}
			if err := a.History.Add(a.WABA, did); err != nil {
				return outcomes, fmt.Errorf("%s was submitted and is not remembered: %w", o.Action.Name, err)
			}
		}
		if o.Err != nil && meetsAll(o.Err) {
			return outcomes, nil
		}
	}
	return outcomes, nil
}

// patiently submits one action, and again where WhatsApp asks to wait a little.
func (a *Applier) patiently(ctx context.Context, action template.Action) error {
	for try := 1; ; try++ {
		err := a.submit(ctx, action)
		wait := failure.Of(err)
		if err == nil || try == maxTries || wait.Class != failure.Later || wait.Wait > maxWait {
			return err
		}
		if err := a.Pause(ctx, max(wait.Wait, time.Second)); err != nil {
			return err
		}
	}
}

func (a *Applier) submit(ctx context.Context, action template.Action) error {
	switch action.Kind {
	case template.ActionCreate:
		body, err := template.CreateBody(action.Want)
		if err != nil {
			return fmt.Errorf("create template %s: %w", action.Name, err)
		}
		_, err = a.Provider.CreateTemplate(ctx, a.WABA, body)
		return err
	case template.ActionEdit:
		body, err := template.EditBody(action.Want, action.Have)
		if err != nil {
			return fmt.Errorf("edit template %s: %w", action.Name, err)
		}
		return a.Provider.EditTemplate(ctx, action.Have.ID, body)
	default:
		return a.Provider.DeleteTemplate(ctx, a.WABA, action.Name, action.Have.ID)
	}
}

// meetsAll tells that the next submission would fail alike: a token or a right
// is missing, WhatsApp cannot be reached or asks us to stay away, or somebody
// pressed Ctrl-C.
func meetsAll(err error) bool {
	problem := failure.Of(err)
	ended := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	return ended || problem.Class == failure.Later || problem.Class == failure.Unknown ||
		slices.Contains([]string{"0", "3", "10", "190", "200", "401", "131005"}, problem.Code)
}
